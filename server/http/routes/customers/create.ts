import { createCustomer } from '../../../commands/create-customer.ts';
import { getCustomerRecord } from '../../../queries/get-customer-record.ts';
import { signedIn } from '../../orpc.ts';

export const create = signedIn.customers.create.handler(async ({ input, context: { ports, scope } }) => {
  const customer = await createCustomer(ports, scope, input);
  return getCustomerRecord(ports, scope, customer.id);
});

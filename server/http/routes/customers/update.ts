import { updateCustomer } from '../../../commands/update-customer.ts';
import { getCustomerRecord } from '../../../queries/get-customer-record.ts';
import { signedIn } from '../../orpc.ts';

export const update = signedIn.customers.update.handler(async ({ input, context: { ports, scope } }) => {
  const { id, ...fields } = input;
  await updateCustomer(ports, scope, { ...fields, customerId: id });
  return getCustomerRecord(ports, scope, id);
});

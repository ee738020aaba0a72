import { blockCustomer } from '../../../commands/block-customer.ts';
import { getCustomerRecord } from '../../../queries/get-customer-record.ts';
import { signedIn } from '../../orpc.ts';

export const block = signedIn.customers.block.handler(async ({ input, context: { ports, scope } }) => {
  await blockCustomer(ports, scope, { customerId: input.id, blocked: input.blocked });
  return getCustomerRecord(ports, scope, input.id);
});

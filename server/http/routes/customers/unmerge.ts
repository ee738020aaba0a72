import { unmergeCustomer } from '../../../commands/merge-customers.ts';
import { getCustomerRecord } from '../../../queries/get-customer-record.ts';
import { signedIn } from '../../orpc.ts';

export const unmerge = signedIn.customers.unmerge.handler(async ({ input, context: { ports, scope } }) => {
  const apart = await unmergeCustomer(ports, scope, { customerId: input.id });
  return getCustomerRecord(ports, scope, apart.id);
});

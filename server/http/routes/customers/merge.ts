import { mergeCustomers } from '../../../commands/merge-customers.ts';
import { getCustomerRecord } from '../../../queries/get-customer-record.ts';
import { signedIn } from '../../orpc.ts';

export const merge = signedIn.customers.merge.handler(async ({ input, context: { ports, scope } }) => {
  const kept = await mergeCustomers(ports, scope, { customerId: input.id, into: input.into });
  return getCustomerRecord(ports, scope, kept.id);
});

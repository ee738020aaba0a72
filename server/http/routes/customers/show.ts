import { getCustomerRecord } from '../../../queries/get-customer-record.ts';
import { signedIn } from '../../orpc.ts';

export const show = signedIn.customers.show.handler(({ input, context: { ports, scope } }) =>
  getCustomerRecord(ports, scope, input.id),
);

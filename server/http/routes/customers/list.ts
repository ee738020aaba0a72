import { given } from '../../../presenters/given.ts';
import { listCustomers } from '../../../queries/get-customer-record.ts';
import { signedIn } from '../../orpc.ts';

export const list = signedIn.customers.list.handler(({ input, context: { ports, scope } }) =>
  listCustomers(ports, scope, given(input)),
);

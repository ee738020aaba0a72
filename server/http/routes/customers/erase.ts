import { eraseCustomer } from '../../../commands/erase-customer.ts';
import { signedIn } from '../../orpc.ts';

export const erase = signedIn.customers.erase.handler(({ input, context: { ports, scope } }) =>
  eraseCustomer(ports, scope, { customerId: input.id }),
);

import { given } from '../../../presenters/given.ts';
import { listInteractions } from '../../../queries/list-interactions.ts';
import { signedIn } from '../../orpc.ts';

export const interactions = signedIn.customers.interactions.handler(
  ({ input, context: { ports, scope } }) => {
    const { id, ...ask } = input;
    return listInteractions(ports, scope, id, given(ask));
  },
);

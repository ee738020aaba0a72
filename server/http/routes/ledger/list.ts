import { given } from '../../../presenters/given.ts';
import { listLedger } from '../../../queries/list-ledger.ts';
import { signedIn } from '../../orpc.ts';

export const list = signedIn.ledger.list.handler(({ input, context: { ports, scope } }) =>
  listLedger(ports, scope, given(input)),
);

import { getSession } from '../../../queries/get-session.ts';
import { signedIn } from '../../orpc.ts';

export const show = signedIn.session.show.handler(({ context: { ports, scope } }) =>
  getSession(ports, scope),
);

import { iso } from '../../../presenters/given.ts';
import { getSummary } from '../../../queries/get-summary.ts';
import { signedIn } from '../../orpc.ts';

export const summary = signedIn.model.summary.handler(async ({ input, context: { ports, scope } }) => {
  const { may, summary } = await getSummary(ports, scope, input.id);
  if (!summary) return { may };
  const { text, seq, at } = summary;
  return { may, summary: { text, seq, at: iso(at) } };
});

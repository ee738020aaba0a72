import { suggestMerges } from '../../../queries/suggest-merges.ts';
import { signedIn } from '../../orpc.ts';

export const suggestions = signedIn.customers.suggestions.handler(
  async ({ input, context: { ports, scope } }) => ({ items: await suggestMerges(ports, scope, input.id) }),
);

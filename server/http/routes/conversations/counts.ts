import { signedIn } from '../../orpc.ts';

export const counts = signedIn.conversations.counts.handler(async ({ context: { ports, scope } }) => ({
  counts: await ports.stores.conversations.counts(scope, scope.agentId),
}));

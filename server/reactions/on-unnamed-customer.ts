import { system } from '../ports/scope.ts';
import type { DispatchHints, Ports } from '../ports.ts';
import type { Reaction } from './reaction.ts';

const scope = system('on-unnamed-customer');

const askLater = async (ports: Ports, conversationId: string, hints: DispatchHints): Promise<void> => {
  const conversation =
    hints.conversations?.find((c) => c.id === conversationId) ??
    (await ports.stores.conversations.get(scope, conversationId));
  for (const thread of conversation?.threads ?? []) {
    if (conversation?.customerName !== thread.address) continue;
    const account = await ports.channels.account(thread.accountId);
    if (!account || !ports.channels.capabilities(account).profiles) continue;
    // A timer: the provider is not waited for here, and a crash or a lost queue forgets nothing.
    await ports.stores.timers.set(scope, {
      kind: 'profile',
      subject: thread.id,
      dueAt: ports.clock.now(),
      data: {},
    });
  }
};

/** Somebody who opens a conversation and is known by their id alone is asked for at the provider, where the channel can tell names. */
export const onUnnamedCustomer: Reaction = {
  name: 'on-unnamed-customer',
  types: ['conversation.opened', 'conversation.reopened'],
  run: async (ports, interactions, hints) => {
    for (const i of interactions) if (i.refs.conversation) await askLater(ports, i.refs.conversation, hints);
  },
};

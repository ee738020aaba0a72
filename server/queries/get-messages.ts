import type { MessageView } from '#contracts/message.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentMessage } from '../presenters/message.ts';
import { readConversation } from './get-conversation.ts';

export interface MessagesAsk {
  /** Older than this: pages backwards. */
  beforeSeq?: number | undefined;
  /** Newer than this: catches up. */
  afterSeq?: number | undefined;
  limit: number;
}

/**
 * Messages of a conversation in seq order, notes included for agents. Without a bound: the newest page. `nextCursor` is the `beforeSeq`
 * (or, when catching up, the `afterSeq`) of the next page; absent when there is none.
 */
export const getMessages = async (
  ports: Ports,
  scope: Extract<Scope, { kind: 'agent' }>,
  conversationId: string,
  ask: MessagesAsk,
): Promise<{ items: MessageView[]; nextCursor?: string }> => {
  await readConversation(ports, scope, conversationId);
  const { beforeSeq, afterSeq, limit } = ask;
  const messages = await ports.stores.messages.page(scope, conversationId, {
    ...(beforeSeq === undefined ? {} : { beforeSeq }),
    ...(afterSeq === undefined ? {} : { afterSeq }),
    limit: limit + 1,
    visible: 'all',
  });
  const forwards = afterSeq !== undefined;
  const more = messages.length > limit;
  const page = forwards ? messages.slice(0, limit) : messages.slice(-limit);
  const edge = forwards ? page.at(-1) : page[0];
  return {
    items: page.map(presentMessage),
    ...(more && edge ? { nextCursor: String(edge.seq) } : {}),
  };
};

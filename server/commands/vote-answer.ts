import type { AnyInteraction } from '#contracts/events.ts';
import { interaction } from '../domain/conversation/interaction.ts';
import type { Message } from '../domain/conversation/message.ts';
import { type Scope, system, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { isVotable } from '../presenters/message.ts';

const scope: Scope = system('vote-answer');
/** How far back the answer is looked for that words are about. */
const LOOK_BACK = 20;

/** Lays a vote on a message and tells of it, in the caller's transaction. Nothing when the same was said already. */
const cast = async (
  ports: Ports,
  tx: Tx,
  message: Message,
  vote: { helpful: boolean; by: 'thumb' | 'words' },
): Promise<AnyInteraction | undefined> => {
  if (message.extra.vote?.helpful === vote.helpful) return undefined;
  const now = ports.clock.now();
  await ports.stores.messages.update(
    scope,
    message.id,
    message.conversationId,
    { extra: { ...message.extra, vote: { helpful: vote.helpful, at: now.toISOString() } } },
    tx,
  );
  const row = interaction('bot.voted', {
    id: ports.newId(),
    now,
    actor: { kind: 'customer', id: message.customerId },
    refs: { customer: message.customerId, conversation: message.conversationId, message: message.id },
    ...(message.extra.vote ? { before: { helpful: message.extra.vote.helpful } } : {}),
    after: {
      seq: message.seq,
      ...vote,
      ...(message.extra.bot?.intent ? { intent: message.extra.bot.intent } : {}),
      articleIds: (message.extra.citations ?? []).map(({ articleId }) => articleId),
    },
  });
  await ports.stores.interactions.insert(scope, [row], tx);
  return row;
};

/** Thumbs in the web chat. A message that is not of the thread, or no answer of the bot, is left as it is. The last vote counts. */
export const voteAnswer = async (
  ports: Ports,
  input: { threadId: string; conversationId: string; seq: number; helpful: boolean },
): Promise<void> => {
  const conversation = await ports.stores.conversations.get(scope, input.conversationId);
  if (!conversation?.threads.some((t) => t.id === input.threadId)) return;
  const [found] = await ports.stores.messages.page(scope, conversation.id, {
    afterSeq: input.seq - 1,
    beforeSeq: input.seq + 1,
    limit: 1,
    visible: 'public',
  });
  if (!found || found.threadId !== input.threadId || !isVotable(found)) return;
  const row = await ports.stores.transaction(scope, async (tx) => {
    const message = await ports.stores.messages.get(scope, found.id, tx);
    return message && cast(ports, tx, message, { helpful: input.helpful, by: 'thumb' });
  });
  if (row) ports.dispatch([row]);
};

/** The last answer of the bot before `seq`: what a customer's "that did not help" is about. Read before the transaction. */
export const lastAnswerBefore = async (
  ports: Ports,
  conversationId: string,
  seq: number,
): Promise<Message | undefined> => {
  const page = await ports.stores.messages.page(scope, conversationId, {
    beforeSeq: seq,
    limit: LOOK_BACK,
    visible: 'public',
  });
  return page.findLast(isVotable);
};

/** A vote in words, in the transaction of the bot's turn. */
export const voteInWords = (
  ports: Ports,
  tx: Tx,
  message: Message,
  helpful: boolean,
): Promise<AnyInteraction | undefined> => cast(ports, tx, message, { helpful, by: 'words' });

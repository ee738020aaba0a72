import { isLongEnough, repeats } from '../domain/conversation/asked-twice.ts';
import { interaction } from '../domain/conversation/interaction.ts';
import type { Message } from '../domain/conversation/message.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

const scope = system('asked-twice');
/** Messages looked back over. */
const LOOK_BACK = 100;

/** Written by the conversation's customer in words of their own. */
const isOwn = (message: Message): boolean =>
  message.direction === 'inbound' &&
  message.payload === undefined &&
  message.author.id === message.customerId;

/**
 * Notes, once, that the customer told a person again what they had told the bot before it handed over in this cycle. Nothing when the bot handed nothing
 * over, or the message repeats nothing.
 */
export const noteAskedTwice = async (ports: Ports, message: Message): Promise<void> => {
  if (message.late || !isOwn(message) || !isLongEnough(message.text)) return;
  const conversation = await ports.stores.conversations.get(scope, message.conversationId);
  if (!conversation?.botInvolved || conversation.status === 'bot') return;
  const record = await ports.stores.interactions.ofConversation(scope, conversation.id, {
    types: ['escalation.initiated', 'customer.asked-twice'],
    limit: 200,
  });
  const handOver = record.findLast(
    (row) =>
      row.type === 'escalation.initiated' && row.actor.kind === 'bot' && row.at >= conversation.cycleAt,
  );
  if (!handOver || message.acceptedAt <= handOver.at) return;
  if (record.some((row) => row.type === 'customer.asked-twice' && row.after.seq === message.seq)) return;
  const page = await ports.stores.messages.page(scope, conversation.id, {
    beforeSeq: message.seq,
    limit: LOOK_BACK,
    visible: 'public',
  });
  const toBot = page.filter(
    (one) => isOwn(one) && one.acceptedAt >= conversation.cycleAt && one.acceptedAt <= handOver.at,
  );
  const found = repeats(message.text, toBot);
  if (!found) return;
  const row = interaction('customer.asked-twice', {
    id: ports.newId(),
    now: ports.clock.now(),
    actor: { kind: 'customer', id: conversation.customerId },
    refs: { customer: conversation.customerId, conversation: conversation.id, message: message.id },
    after: { seq: message.seq, firstSeq: found.message.seq, similarity: found.similarity },
  });
  await ports.stores.transaction(scope, (tx) => ports.stores.interactions.insert(scope, [row], tx));
  ports.dispatch([row]);
};

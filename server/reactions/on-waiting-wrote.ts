import { noteAskedTwice } from '../commands/note-asked-twice.ts';
import { noteContactWish } from '../commands/offer-contact.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Message } from '../domain/conversation/message.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import type { Reaction } from './reaction.ts';

const scope = system('on-waiting-wrote');

/** An answer may be due to the offer made for this wait. */
const isOffered = ({ status, escalationId, waitOfferFor }: Conversation): boolean =>
  status === 'queued' && escalationId !== undefined && waitOfferFor === escalationId;

const look = async (ports: Ports, conversation: Conversation, message: Message): Promise<void> => {
  if (isOffered(conversation)) await noteContactWish(ports, message);
  if (conversation.botInvolved) await noteAskedTwice(ports, message);
};

/**
 * A customer writes after the bot has handed over: it may answer the offer of a call-back, and it may be what they told the bot already. Conversations the
 * bot had no part in and to which nothing was offered cost nothing but the look at the hint.
 */
export const onWaitingWrote: Reaction = {
  name: 'on-waiting-wrote',
  types: ['message.received'],
  run: async (ports, interactions, hints) => {
    const rows = interactions.flatMap((i) =>
      i.type === 'message.received' && !i.after.late && !i.after.otherParty && !i.after.answersSurvey
        ? [i.refs]
        : [],
    );
    if (rows.length === 0) return;
    const known = new Map((hints.conversations ?? []).map((c) => [c.id, c]));
    const missing = [...new Set(rows.flatMap((r) => r.conversation ?? []))].filter((id) => !known.has(id));
    if (missing.length > 0)
      for (const c of await ports.stores.conversations.many(scope, missing)) known.set(c.id, c);
    const messages = new Map((hints.messages ?? []).map((m) => [m.id, m]));
    for (const { conversation: id, message: messageId } of rows) {
      const conversation = id === undefined ? undefined : known.get(id);
      if (!conversation || !messageId || !['queued', 'open', 'snoozed'].includes(conversation.status))
        continue;
      if (!isOffered(conversation) && !conversation.botInvolved) continue;
      const message = messages.get(messageId) ?? (await ports.stores.messages.get(scope, messageId));
      if (message) await look(ports, conversation, message);
    }
  },
};

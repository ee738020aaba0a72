import type { HandOverCard } from '#contracts/conversation.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { isOwed } from '../conversation/promise.ts';

/** The hand-over card of a conversation for which nobody wrote one: what the bot's state and the last line tell. */
export const cardOf = (conversation: Conversation): HandOverCard => {
  const { state } = conversation.bot;
  const intent = state.lastIntent ?? conversation.intent;
  return {
    ...(intent ? { intent } : {}),
    summary: (conversation.lastAuthor === 'customer'
      ? conversation.lastLine
      : (conversation.subject ?? '')
    ).slice(0, 2_000),
    facts: state.facts,
    tried: state.tried,
    missing: [],
    mood: state.mood,
  };
};

/** Titles of the articles the conversation was answered from, by id. */
export type Packet = ReadonlyMap<string, string>;

/** What the customer was promised and still waits for, as a card and the bot's state hold it. */
export const owedOf = (conversation: Conversation): NonNullable<HandOverCard['promises']> =>
  (conversation.promises ?? []).filter(isOwed).map(({ kind, what, dueAt }) => ({
    kind,
    ...(what ? { what } : {}),
    dueAt: dueAt.toISOString(),
  }));

/** The card with what the conversation itself knows: promises still owed, articles shown, language. */
export const withPacket = (card: HandOverCard, conversation: Conversation, titles: Packet): HandOverCard => {
  const promises = owedOf(conversation);
  const sources = conversation.articleIds.flatMap((articleId) => {
    const title = titles.get(articleId);
    return title === undefined ? [] : [{ articleId, title: title.slice(0, 300) }];
  });
  return {
    ...card,
    language: conversation.language,
    ...(promises.length > 0 ? { promises } : {}),
    ...(sources.length > 0 ? { sources } : {}),
  };
};

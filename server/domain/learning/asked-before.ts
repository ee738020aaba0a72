import type { Message } from '../conversation/message.ts';

type Read = Pick<Message, 'direction' | 'text' | 'extra' | 'payload'>;

/** The customer's own words in one line; a tapped button's are the bot's. */
const wordsOf = (messages: readonly Read[]): string =>
  messages
    .filter(({ direction, payload }) => direction === 'inbound' && payload === undefined)
    .map(({ text }) => text.replace(/\s+/gu, ' ').trim())
    .filter(Boolean)
    .join(' ');

/** What the customer wanted to know when these messages, oldest first, ended: their words since the last reply that did not only ask back. */
export const askedBefore = (messages: readonly Read[], longest: number): string => {
  const last = messages.findLastIndex(
    ({ direction, extra }, at) =>
      direction === 'outbound' && extra.bot?.decision !== 'clarify' && wordsOf(messages.slice(at + 1)) !== '',
  );
  return wordsOf(messages.slice(last + 1)).slice(0, longest);
};

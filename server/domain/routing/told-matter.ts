import type { Language } from '#contracts/time.ts';
import { MINUTE } from '#contracts/time.ts';
import type { Message } from '../conversation/message.ts';
import { isOpen } from '../sla/business-hours.ts';
import type { Escalation } from './escalation.ts';
import type { nobodyThereReply } from './replies.ts';

/** One line shorter than this that asks for a person holds no matter of its own. UTF-16 units. */
const BARE_WISH: Record<Language, number> = { ja: 18, en: 45 };
/** What was said this shortly before is not said again. */
const SAID_BEFORE_MS = 10 * MINUTE;
/** Intent of the bot's answer about opening hours. */
const HOURS_INTENT = 'opening-hours';

type Said = Pick<Message, 'direction' | 'text' | 'attachments' | 'payload' | 'author' | 'extra' | 'at'>;

/**
 * Whether the customer has said what it is about. Not so only where all there is is the wish for a person: the button, or one short line. `messages`: of
 * the conversation, the latest.
 */
export const hasToldMatter = (
  escalation: Pick<Escalation, 'reason' | 'card' | 'language'>,
  messages: readonly Said[],
): boolean => {
  if (escalation.reason !== 'customer-asked' || escalation.card.intent !== undefined) return true;
  const said = messages.filter((m) => m.direction === 'inbound' && m.payload !== 'ask-person');
  if (said.length > 1) return true;
  return said.some((m) => m.attachments.length > 0 || m.text.trim().length >= BARE_WISH[escalation.language]);
};

/** Whether a customer was told just that a moment ago: in these words, or, where no time is promised, by the bot, which told them the hours. */
export const isToldAlready = (
  text: string,
  facts: Pick<Parameters<typeof nobodyThereReply>[0], 'hours' | 'now' | 'promisedBy'>,
  messages: readonly Said[],
): boolean => {
  const closed = !isOpen(facts.hours, facts.now) && !facts.promisedBy;
  return messages.some(
    (m) =>
      m.direction === 'outbound' &&
      facts.now.getTime() - m.at.getTime() < SAID_BEFORE_MS &&
      (m.text === text || (closed && m.author.kind === 'bot' && m.extra.bot?.intent === HOURS_INTENT)),
  );
};

import type { PlayedTest } from '#contracts/bot-test.ts';
import { DAY } from '#contracts/time.ts';
import { createStandIns } from '../domain/bot-test/stand-ins.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Message } from '../domain/conversation/message.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

/** How far back past questions are looked for, and how many are asked again at most. */
export const WEEKS_BACK_MS = 28 * DAY;
export const MAX_QUESTIONS = 200;
/** Conversations looked through for them. */
const MAX_CONVERSATIONS = 600;
const PAGE = 100;
/** Of a conversation's beginning, the messages looked at. */
const FIRST_MESSAGES = 4;
const MAX_TEXT = 500;
const AT_ONCE = 8;

/** A question of a real conversation, to be asked again. */
export interface RealQuestion {
  conversationId: string;
  test: PlayedTest;
}

const questionOf = (conversation: Conversation, messages: readonly Message[]): RealQuestion | undefined => {
  const first = messages.find(
    (m) => m.direction === 'inbound' && !m.late && m.payload === undefined && /\p{L}{2}/u.test(m.text),
  );
  if (!first) return undefined;
  const { language, channel, tier } = conversation;
  const { text } = createStandIns([conversation.customerName], language);
  return {
    conversationId: conversation.id,
    test: {
      id: conversation.id,
      name: conversation.id,
      language,
      channel,
      customer: { tier, verified: false, vip: false, highTouch: false },
      turns: [{ text: text(first.text.slice(0, MAX_TEXT)), expect: { decision: 'none' } }],
      enabled: true,
    },
  };
};

/** The newest conversations of the last weeks the bot took part in. */
const recent = async (ports: Pick<Ports, 'stores' | 'clock'>, scope: Scope): Promise<Conversation[]> => {
  const since = new Date(ports.clock.now().getTime() - WEEKS_BACK_MS);
  const found: Conversation[] = [];
  let cursor: string | undefined;
  for (let read = 0; read < MAX_CONVERSATIONS; read += PAGE) {
    const page = await ports.stores.conversations.list(
      scope,
      { sort: 'newest' },
      { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
    );
    found.push(...page.items.filter((c) => c.botInvolved && c.lastAt >= since));
    cursor = page.nextCursor;
    const oldest = page.items.at(-1);
    if (cursor === undefined || found.length >= MAX_QUESTIONS || (oldest && oldest.lastAt < since)) break;
  }
  return found.slice(0, MAX_QUESTIONS);
};

/**
 * The first question of each of the last conversations the bot took part in, newest first, each wording once, masked. They are asked as by somebody unknown:
 * what a change does to an answer is to be seen, not what an order does.
 */
export const realQuestions = async (
  ports: Pick<Ports, 'stores' | 'clock'>,
  scope: Scope,
): Promise<RealQuestion[]> => {
  const conversations = await recent(ports, scope);
  const found = new Map<string, RealQuestion>();
  for (let at = 0; at < conversations.length; at += AT_ONCE) {
    const questions = await Promise.all(
      conversations.slice(at, at + AT_ONCE).map(async (conversation) =>
        questionOf(
          conversation,
          await ports.stores.messages.page(scope, conversation.id, {
            afterSeq: 0,
            limit: FIRST_MESSAGES,
            visible: 'public',
          }),
        ),
      ),
    );
    for (const question of questions) {
      const key =
        question && `${question.test.language}|${question.test.turns[0]?.text.trim().toLowerCase()}`;
      if (question && key !== undefined && !found.has(key)) found.set(key, question);
    }
  }
  return [...found.values()];
};

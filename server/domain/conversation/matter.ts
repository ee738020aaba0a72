import { HOUR } from '#contracts/time.ts';
import type { Conversation } from './conversation.ts';

/** Another channel joins a verified customer's only unresolved conversation active within this time. Hours. */
export const JOIN_WINDOW_HOURS = 72;

const THANKS =
  /^(ありがとう(ございま(す|した))?|どうも|助かりました|承知(しました)?|了解(です|しました)?|わかりました|thanks?( you| a lot| so much)?|thank you( so much| very much)?|thx|ty|ok|okay|great|perfect|cheers|got it)(?:[\s。、．.!！]|\p{Extended_Pictographic})*$/iu;

/** A bare thanks or acknowledgement: never reopens a resolved conversation. */
export const isBareThanks = (text: string): boolean => {
  const plain = text.normalize('NFKC').trim();
  return (
    plain.length > 0 &&
    plain.length <= 40 &&
    (THANKS.test(plain) || /^(?:\p{Extended_Pictographic}|\p{M}|\s|\u200d)+$/u.test(plain))
  );
};

export type Matter =
  | { kind: 'join' }
  | { kind: 'append-resolved' }
  | { kind: 'reopen' }
  | { kind: 'new'; previousId: string | undefined };

/**
 * Whether a message on a thread belongs to the thread's conversation: unresolved = joins; resolved within the account's window = reopens
 * (a survey answer, a gesture or bare thanks is kept there without reopening); else a new, linked one.
 */
export const decideMatter = (
  conversation: Conversation | undefined,
  input: {
    at: Date;
    text: string;
    answersSurvey: boolean;
    windowHours: number;
    hasAttachments: boolean;
    isGesture?: boolean;
  },
): Matter => {
  if (!conversation) return { kind: 'new', previousId: undefined };
  if (conversation.status !== 'resolved') return { kind: 'join' };
  const resolvedAt = conversation.resolvedAt?.getTime() ?? 0;
  const within = input.at.getTime() - resolvedAt <= input.windowHours * HOUR;
  const asksNothing = input.isGesture || (!input.hasAttachments && isBareThanks(input.text));
  if (input.answersSurvey || (within && asksNothing)) return { kind: 'append-resolved' };
  if (within) return { kind: 'reopen' };
  return { kind: 'new', previousId: conversation.id };
};

/** The conversation a verified customer's first message on another channel joins: their only active unresolved one, if it is exactly one. */
export const joinableElsewhere = (active: readonly Conversation[], at: Date): Conversation | undefined => {
  const recent = active.filter(
    (c) =>
      c.status !== 'resolved' && !c.spam && at.getTime() - c.lastAt.getTime() <= JOIN_WINDOW_HOURS * HOUR,
  );
  return recent.length === 1 ? recent[0] : undefined;
};

/** Short number people can say: nine digits out of the random id, without a counter that other conversations would touch. */
export const conversationNumber = (id: string): number => {
  let hash = 2_166_136_261;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16_777_619) >>> 0;
  return 100_000_000 + (hash % 900_000_000);
};

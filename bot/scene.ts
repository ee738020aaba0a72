import type { BotReads, BotSettings, BotState, BotTurn } from '#contracts/bot.ts';
import type { Language } from '#contracts/time.ts';
import type { Knowledge } from './knowledge.ts';
import type { Signals } from './policy/detect.ts';

/** One turn while it is worked out: the input, what was read of it, and the state being written. */
export interface Scene {
  turn: BotTurn;
  language: Language;
  /** The messages' texts, oldest first, one a line. */
  text: string;
  /** Payload of the last message's quick reply. */
  payload: string | undefined;
  attachments: number;
  /** What the text itself tells of will and mood. */
  signals: Signals;
  /** The new state; changed in place until the turn ends. */
  state: BotState;
  settings: BotSettings;
  knowledge: Knowledge;
  reads: BotReads;
  /** Set while the first words of the conversation are still to be said. */
  greet: boolean;
  /** First words of the operator for this customer, filled; absent = the usual ones. `offers`: ids of answers. */
  greeting?: { text: string; offers: readonly string[] };
}

const MAX_SCENE_TEXT = 4_000;

/** The customer's words of a turn. A message's text that merely repeats its payload counts once. */
export const textOf = (turn: BotTurn): string =>
  turn.messages
    .map(({ text }) => text.trim())
    .filter(Boolean)
    .join('\n')
    .slice(-MAX_SCENE_TEXT);

import type { BotAskResult, BotReads, BotSettings, BotTurn, BotTurnResult } from '#contracts/bot.ts';
import type { Language } from '#contracts/time.ts';

/** What the bot tells of its work. Never given a customer's text. */
export interface BotLog {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
}

/** Everything the bot needs from outside. `settings` is read at each turn, so a change counts from the next turn on. */
export interface BotDeps {
  reads: BotReads;
  settings: () => BotSettings;
  log?: BotLog;
}

/** The bot. `turn` and `ask` are pure but for `deps.reads`. */
export interface Bot {
  /** One turn of a conversation. Rejects only when a read rejects; on any text and state it answers, asks or escalates. */
  turn(turn: BotTurn): Promise<BotTurnResult>;
  /** A dry run of the policy over one text, as an unknown customer's question. */
  ask(text: string, lang: Language): Promise<BotAskResult>;
  /** Loads articles and trains the recognizers of both languages now rather than in the first turn. */
  warm(): Promise<void>;
}

/** Makes a bot. Costs nothing until `warm` or the first turn. */
export const createBot = (deps: BotDeps): Bot => ({
  turn: async ({ state }) => {
    void deps;
    return {
      actions: [{ type: 'escalate', reason: 'no-bot', skills: [], priority: 'normal', card: { summary: '', facts: [], tried: [], missing: [], mood: state.mood } }],
      state: { ...state, turns: state.turns + 1 },
    };
  },
  ask: async () => ({ decision: 'escalate', citations: [], candidates: [], reason: 'no-bot' }),
  warm: async () => {},
});

import type { BotSettings } from '#contracts/bot.ts';
import type { Candidate } from '../recognizer/recognizer.ts';

/** Probability from which the bot answers, from which it asks, and how far the best must lie before the second. Shipped per language. */
export const DEFAULT_BANDS: BotSettings['bands'] = {
  ja: { answer: 0.5, clarify: 0.15, margin: 0.1 },
  en: { answer: 0.5, clarify: 0.15, margin: 0.1 },
};

/** What the probabilities alone say. */
export const bandOf = (
  candidates: readonly Candidate[],
  bands: BotSettings['bands']['ja'],
): 'answer' | 'clarify' | 'escalate' => {
  const [best, second] = candidates;
  if (!best || best.probability < bands.clarify) return 'escalate';
  const clear = best.probability - (second?.probability ?? 0) >= bands.margin - 1e-9;
  return best.probability >= bands.answer && clear ? 'answer' : 'clarify';
};

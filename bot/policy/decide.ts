import type { BotSettings } from '#contracts/bot.ts';
import type { Knowledge, Meaning } from '../knowledge.ts';
import type { Candidate } from '../recognizer/recognizer.ts';
import { bandOf } from './bands.ts';

/** An intent with what it means and how sure the bot is of it. */
export interface Option {
  label: string;
  meaning: Meaning;
  probability: number;
}

/** What to do with a text. */
export type Decision =
  | { kind: 'answer'; option: Option }
  | { kind: 'clarify'; options: Option[] }
  | { kind: 'escalate'; best: Option | undefined };

/** Below this share of the best one's probability an option is not worth offering. */
const WORTH_OFFERING = 0.12;
const MAX_OPTIONS = 3;
/** Share of a question's words an article must hold before the search alone may offer it. */
const SEARCH_COVERAGE = 0.6;
/** Fewest search words: one word alone says too little to offer an article by. */
const SEARCH_WORDS = 2;
/** A wish or a complaint found by the recognizer alone must be this sure. */
export const SURE = 0.6;

/** An article is also answered from this share of the answer line on when it stands alone and the search finds it first too. */
const AGREED_SHARE = 0.7;
/** How many times as likely as the second the best must be to stand alone. */
const STANDS_ALONE = 5;

const withMeaning = (knowledge: Knowledge, candidates: readonly Candidate[]): Option[] =>
  candidates.flatMap(({ intent, probability }) => {
    const meaning = knowledge.meaningOf(intent);
    return meaning ? [{ label: intent, meaning, probability }] : [];
  });

/** Only what has an answer of its own can be offered: articles, dialogs and topics. */
const offerable = ({ meaning }: Option): boolean =>
  meaning.kind !== 'built-in' || meaning.intent.kind === 'dialog' || meaning.intent.kind === 'topic';

const foundBySearch = (knowledge: Knowledge, text: string): Option[] => {
  const hits = knowledge.index
    .search(text, { limit: 8 })
    .filter(({ coverage }) => coverage >= SEARCH_COVERAGE);
  const ids = [...new Set(hits.map(({ articleId }) => articleId))].slice(0, MAX_OPTIONS);
  return withMeaning(
    knowledge,
    ids.map((id) => ({ intent: `article:${id}`, probability: 0 })),
  );
};

/** Two different witnesses, classifier and search, name the same article, and no other intent comes near. */
const agreed = (
  knowledge: Knowledge,
  bands: BotSettings['bands']['ja'],
  text: string,
  [best, second]: readonly Option[],
): boolean => {
  if (best?.meaning.kind !== 'article' || best.probability < bands.answer * AGREED_SHARE) return false;
  if (best.probability < STANDS_ALONE * (second?.probability ?? 0)) return false;
  return knowledge.index.search(text, { limit: 1 })[0]?.articleId === best.meaning.article.id;
};

/** Answer, ask or escalate, by probability and margin. `searchable`: whether the text has words enough for a search to mean something. */
export const decide = async (
  knowledge: Knowledge,
  bands: BotSettings['bands']['ja'],
  text: string,
  words: number,
): Promise<Decision> => {
  const candidates = await knowledge.recognize(text);
  const options = withMeaning(knowledge, candidates);
  const [best] = options;
  const band = bandOf(candidates, bands);
  if (band === 'answer' && best) return { kind: 'answer', option: best };
  if (band === 'clarify' && best && agreed(knowledge, bands, text, options))
    return { kind: 'answer', option: best };
  const offers = options
    .filter((option) => offerable(option) && option.probability >= (best?.probability ?? 0) * WORTH_OFFERING)
    .slice(0, MAX_OPTIONS);
  if (band === 'clarify' && offers.length > 0) return { kind: 'clarify', options: offers };
  if (words >= SEARCH_WORDS) {
    const found = foundBySearch(knowledge, text);
    if (found.length > 0) return { kind: 'clarify', options: found };
  }
  return { kind: 'escalate', best: best && best.probability >= bands.clarify * 0.8 ? best : undefined };
};

import type { Knowledge } from './knowledge.ts';
import type { Decision, Option } from './policy/decide.ts';

const MAX_PARTS = 6;
/** At most so many questions are answered at once. */
const MAX_ANSWERS = 2;
const MIN_LETTERS = { ja: 4, en: 8 };

/** Where one question ends and the next begins: the end of a sentence, and what joins two in one. */
const BREAKS = {
  ja: /[。？?！!\n]+|(?<=[いすかねよた])(?:、|，)?(?=あと|それと|それから|ついでに|また)/,
  en: /[?!\n]+|\.\s+|,?\s+(?:and|also)\s+(?=(?:also|how|what|when|where|who|why|which|can|could|do|does|is|are|i)\b)/i,
};

/** The questions a text is made of, in order. */
export const partsOf = (text: string, language: 'ja' | 'en'): string[] =>
  text
    .split(BREAKS[language])
    .map((part) => part.trim())
    .filter((part) => part.length >= MIN_LETTERS[language])
    .slice(0, MAX_PARTS);

type Decide = (text: string) => Promise<Decision>;

/** The articles that answer the parts of a text, when there are two different ones; else none: the text is one question. */
export const severalOf = async (
  text: string,
  { language }: Pick<Knowledge, 'language'>,
  decide: Decide,
): Promise<{ option: Option; question: string }[]> => {
  const parts = partsOf(text, language);
  if (parts.length < 2) return [];
  const found: { option: Option; question: string }[] = [];
  for (const question of parts) {
    const decision = await decide(question);
    if (decision.kind !== 'answer' || decision.option.meaning.kind !== 'article') continue;
    if (!found.some(({ option }) => option.label === decision.option.label))
      found.push({ option: decision.option, question });
  }
  return found.length >= 2 ? found.slice(0, MAX_ANSWERS) : [];
};

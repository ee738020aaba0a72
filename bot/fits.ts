import type { BotFit } from '#contracts/bot.ts';
import { fillWords } from '#contracts/fill-words.ts';
import { bestSection } from './answers.ts';
import type { Knowledge } from './knowledge.ts';

const MOST = 5;
/** Found by its words alone, a fit counts at most this. */
const BY_WORDS = 0.5;
const MAX_QUESTION = 1_000;
/** A name the operator's words may ask for: the agent's own text has it filled in later. */
const VARIABLE = /\{\{/;

const ofLabel = (
  knowledge: Knowledge,
  label: string,
  question: string,
  score: number,
): BotFit | undefined => {
  const meaning = knowledge.meaningOf(label);
  if (meaning?.kind === 'article') {
    const { article } = meaning;
    const { section } = bestSection(knowledge, article.id, question);
    return {
      kind: 'article',
      id: article.id,
      title: article.title,
      slug: article.slug,
      text: section?.text ?? article.title,
      score,
      ...(section?.heading === undefined ? {} : { section: section.heading }),
    };
  }
  if (meaning?.kind !== 'answer') return undefined;
  // Only the words meant for everybody: an agent who sends them to this customer must not tell another's.
  const content = meaning.answer.variants.find(({ audience }) => Object.keys(audience).length === 0)?.content;
  if (content?.kind === 'article') return ofLabel(knowledge, `article:${content.articleId}`, question, score);
  if (content?.kind !== 'text') return undefined;
  const text = VARIABLE.test(content.text)
    ? fillWords(content.text, {}, knowledge.language, '').trim()
    : content.text;
  return { kind: 'answer', id: meaning.answer.id, title: meaning.title, text, score };
};

/**
 * Answers that fit a text, best first, at most five, each once: what the recognizer takes it for, with its probability, and what the search finds, with
 * half the share of the text's words it holds. Small talk, dialogs and wishes are no answers.
 */
export const fitsOf = async (knowledge: Knowledge, text: string): Promise<BotFit[]> => {
  const question = text.slice(0, MAX_QUESTION);
  const fits = new Map<string, BotFit>();
  const add = (label: string, score: number): void => {
    const fit = ofLabel(knowledge, label, question, score);
    const key = fit && `${fit.kind}:${fit.id}`;
    if (key && fit && (fits.get(key)?.score ?? -1) < score) fits.set(key, fit);
  };
  for (const { intent, probability } of await knowledge.recognize(question)) add(intent, probability);
  for (const hit of knowledge.index.search(question, { limit: MOST }))
    add(`article:${hit.articleId}`, hit.coverage * BY_WORDS);
  return [...fits.values()].sort((a, b) => b.score - a.score).slice(0, MOST);
};

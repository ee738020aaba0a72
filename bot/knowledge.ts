import type { BotArticle, BotReads } from '#contracts/bot.ts';
import type { Language } from '#contracts/time.ts';
import { BUILT_IN_INTENTS, type BuiltInIntent } from './recognizer/intents.ts';
import { bare, normalise } from './recognizer/normalise.ts';
import type { Candidate, Example, Recognizer, TrainRecognizer } from './recognizer/recognizer.ts';
import { type ArticleIndex, indexArticles } from './recognizer/retrieval.ts';

/** What a recognized intent stands for. */
export type Meaning =
  | { kind: 'article'; article: BotArticle; title: string }
  | { kind: 'built-in'; intent: BuiltInIntent; title: string };

/** Everything known in one language at one version of its articles. */
export interface Knowledge {
  language: Language;
  version: string;
  index: ArticleIndex;
  /** What a label of the recognizer means; undefined for one of an older version. */
  meaningOf(label: string): Meaning | undefined;
  /** The label of the article that answers a built-in intent. */
  articleFor(intentId: string): string | undefined;
  /** Best first. A text that equals an example, but for case and punctuation, is certain. */
  recognize(text: string): Promise<Candidate[]>;
}

/** Labels are `article:<id>` or a built-in intent's id. */
const labelOf = (article: BotArticle): string => `article:${article.id}`;
const keyOf = (text: string): string => bare(normalise(text));

const examplesOf = (articles: readonly BotArticle[], language: Language): Example[] => {
  const examples: Example[] = [];
  const add = (text: string, intent: string): void => {
    if (text.trim() !== '') examples.push({ text, intent });
  };
  for (const article of articles) {
    add(article.title, labelOf(article));
    for (const question of article.questions) add(question, labelOf(article));
  }
  for (const intent of BUILT_IN_INTENTS) {
    const owner = articles.find((article) => article.intent === intent.id);
    const label = intent.kind === 'topic' && owner ? labelOf(owner) : intent.id;
    for (const text of intent.examples[language]) add(text, label);
  }
  return examples;
};

const exactOf = (examples: readonly Example[]): Map<string, string> => {
  const exact = new Map<string, string>();
  for (const { text, intent } of examples) {
    const key = keyOf(text);
    if (key !== '' && !exact.has(key)) exact.set(key, intent);
  }
  return exact;
};

const build = async (
  train: TrainRecognizer,
  language: Language,
  version: string,
  articles: readonly BotArticle[],
): Promise<Knowledge> => {
  const examples = examplesOf(articles, language);
  const exact = exactOf(examples);
  const recognizer: Recognizer = await train(language, examples);
  const meanings = new Map<string, Meaning>();
  for (const intent of BUILT_IN_INTENTS)
    meanings.set(intent.id, { kind: 'built-in', intent, title: intent.title[language] });
  for (const article of articles)
    meanings.set(labelOf(article), { kind: 'article', article, title: article.title });
  return {
    language,
    version,
    index: indexArticles(articles, language),
    meaningOf: (label) => meanings.get(label),
    articleFor: (intentId) => {
      const owner = articles.find((article) => article.intent === intentId);
      return owner && labelOf(owner);
    },
    recognize: async (text) => {
      const certain = exact.get(keyOf(text));
      const ranked = await recognizer.recognize(text, 8);
      if (certain === undefined) return ranked;
      return [
        { intent: certain, probability: 1 },
        ...ranked
          .filter(({ intent }) => intent !== certain)
          .map(({ intent }) => ({ intent, probability: 0 })),
      ];
    },
  };
};

/** Keeps the knowledge of each language, rebuilt when the articles' version changes; turns that come meanwhile wait for the same build. */
export const createLibrary = (
  reads: BotReads,
  train: TrainRecognizer,
): ((language: Language) => Promise<Knowledge>) => {
  const kept = new Map<Language, { version: string; knowledge: Promise<Knowledge> }>();
  return async (language) => {
    const { version, articles } = await reads.articles(language);
    const current = kept.get(language);
    if (current?.version === version) return current.knowledge;
    const knowledge = build(train, language, version, articles);
    kept.set(language, { version, knowledge });
    knowledge.catch(() => {
      if (kept.get(language)?.knowledge === knowledge) kept.delete(language);
    });
    return knowledge;
  };
};

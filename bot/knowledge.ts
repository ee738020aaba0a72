import type { BotAnswer, BotArticle, BotDialog, BotReads } from '#contracts/bot.ts';
import type { Language } from '#contracts/time.ts';
import { BUILT_IN_INTENTS, type BuiltInIntent } from './recognizer/intents.ts';
import { bare, normalise } from './recognizer/normalise.ts';
import type { Candidate, Example, Recognizer, TrainRecognizer } from './recognizer/recognizer.ts';
import { type ArticleIndex, indexArticles } from './recognizer/retrieval.ts';

/** What a recognized intent stands for. */
export type Meaning =
  | { kind: 'article'; article: BotArticle; title: string }
  | { kind: 'answer'; answer: BotAnswer; title: string }
  | { kind: 'dialog'; dialog: BotDialog; title: string }
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
  /** The dialog one of whose examples this is, word for word. */
  dialogSaid(text: string): BotDialog | undefined;
  /** Best first. A text that equals an example, but for case and punctuation, is certain. */
  recognize(text: string): Promise<Candidate[]>;
}

/** Labels are `article:<id>`, `answer:<id>`, `dialog:<id>` or a built-in intent's id. */
const labelOf = (article: BotArticle): string => `article:${article.id}`;
const keyOf = (text: string): string => bare(normalise(text));

/** Everything that is learned and answered from, in one language. */
interface Material {
  articles: readonly BotArticle[];
  answers: readonly BotAnswer[];
  dialogs: readonly BotDialog[];
  /** Examples learned from conversations. */
  learned: readonly { text: string; label: string }[];
}

const titleOf = ({ definition: { title } }: BotDialog, language: Language): string =>
  title[language] || title.ja || title.en;

const examplesOf = ({ articles, answers, dialogs, learned }: Material, language: Language): Example[] => {
  const examples: Example[] = [];
  // What begins a dialog means nothing else, whoever wrote the same words elsewhere.
  const taken = new Set<string>();
  const add = (text: string, intent: string): void => {
    if (text.trim() !== '' && !taken.has(keyOf(text))) examples.push({ text, intent });
  };
  for (const { id, definition } of dialogs)
    for (const text of definition.examples[language]) add(text, `dialog:${id}`);
  for (const { text } of examples) taken.add(keyOf(text));
  for (const article of articles) {
    add(article.title, labelOf(article));
    for (const question of article.questions) add(question, labelOf(article));
  }
  for (const { id, title, examples: asked } of answers)
    for (const text of [title, ...asked]) add(text, `answer:${id}`);
  const known = new Set(examples.map(({ intent }) => intent));
  for (const { text, label } of learned) if (known.has(label)) add(text, label);
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
  material: Material,
): Promise<Knowledge> => {
  const { articles, answers, dialogs } = material;
  const examples = examplesOf(material, language);
  const exact = exactOf(examples);
  const recognizer: Recognizer = await train(language, examples);
  const meanings = new Map<string, Meaning>();
  for (const intent of BUILT_IN_INTENTS)
    meanings.set(intent.id, { kind: 'built-in', intent, title: intent.title[language] });
  for (const article of articles)
    meanings.set(labelOf(article), { kind: 'article', article, title: article.title });
  for (const answer of answers)
    meanings.set(`answer:${answer.id}`, { kind: 'answer', answer, title: answer.title });
  for (const dialog of dialogs)
    meanings.set(`dialog:${dialog.id}`, { kind: 'dialog', dialog, title: titleOf(dialog, language) });
  return {
    language,
    version,
    index: indexArticles(articles, language),
    meaningOf: (label) => meanings.get(label),
    articleFor: (intentId) => {
      const owner = articles.find((article) => article.intent === intentId);
      return owner && labelOf(owner);
    },
    dialogSaid: (text) => {
      const meaning = meanings.get(exact.get(keyOf(text)) ?? '');
      return meaning?.kind === 'dialog' ? meaning.dialog : undefined;
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

/** So long a turn waits for what was changed to be learned; then the former knowledge answers until the new one is there. Milliseconds. */
const PATIENCE_MS = 2_000;

interface Kept {
  version: string;
  knowledge: Promise<Knowledge>;
  /** The last that was whole. */
  ready: Knowledge | undefined;
}

/** Asks for what is known in a language. `newest`: however long it takes, what was last changed counts. */
export type Library = (language: Language, newest?: boolean) => Promise<Knowledge>;

const within = async (wanted: Promise<Knowledge>, former: Knowledge, ms: number): Promise<Knowledge> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Knowledge>((resolve) => {
    timer = setTimeout(resolve, ms, former);
  });
  try {
    return await Promise.race([wanted, late]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Keeps the knowledge of each language, built anew when articles, answers or approved examples change. Turns that come meanwhile wait for the same build;
 * where it takes long (many examples, the encoder) they go on with the former one, which is changed for the new in one step.
 */
export const createLibrary = (reads: BotReads, train: TrainRecognizer, patienceMs = PATIENCE_MS): Library => {
  const kept = new Map<Language, Kept>();
  const soon = ({ knowledge, ready }: Kept, newest: boolean): Promise<Knowledge> =>
    ready && !newest ? within(knowledge, ready, patienceMs) : knowledge;
  return async (language, newest = false) => {
    const [{ version: ofArticles, articles }, own, defined] = await Promise.all([
      reads.articles(language),
      reads.answers?.(language),
      reads.dialogs?.(language),
    ]);
    const version = `${ofArticles}|${own?.version ?? ''}|${defined?.version ?? ''}`;
    const current = kept.get(language);
    if (current?.version === version) return soon(current, newest);
    const material = {
      articles,
      answers: own?.answers ?? [],
      dialogs: defined?.dialogs ?? [],
      learned: own?.learned ?? [],
    };
    const knowledge = build(train, language, version, material);
    const next: Kept = { version, knowledge, ready: current?.ready };
    kept.set(language, next);
    knowledge.then(
      (built) => {
        next.ready = built;
      },
      () => {
        // What could not be learned is tried again with the next turn.
        if (kept.get(language) === next) next.version = '';
      },
    );
    return soon(next, newest);
  };
};

import type { BotAction, BotArticle } from '#contracts/bot.ts';
import type { Citation, QuickReply } from '#contracts/message.ts';
import type { Language } from '#contracts/time.ts';
import type { Knowledge } from './knowledge.ts';
import type { Section } from './recognizer/sections.ts';
import { compose, cut } from './replies/compose.ts';
import { say } from './replies/say.ts';
import type { Scene } from './scene.ts';
import { chooseSection } from './section-choice.ts';
import { noteTried } from './state.ts';

/** Longest part of an article shown in a chat, UTF-16 units; the article itself has the rest. */
const MAX_ANSWER = 700;
/** The section of an article that answers a question best. */
export const bestSection = (
  knowledge: Knowledge,
  articleId: string,
  question: string,
): { at: number; section: Section | undefined } => {
  const sections = knowledge.index.sections(articleId);
  const title = knowledge.meaningOf(`article:${articleId}`)?.title ?? '';
  const at = chooseSection(question, title, sections, knowledge.language);
  return { at, section: sections[at] };
};

/** The citation of an article's section. */
export const citationOf = (article: BotArticle, section: Section | undefined): Citation => ({
  articleId: article.id,
  title: article.title,
  slug: article.slug,
  updatedAt: article.updatedAt,
  ...(section?.heading === undefined ? {} : { section: section.heading }),
});

/** The words of an answer: the section, cut; `more`: say where the rest is. A channel with cards shows that beside it. */
export const answerText = (
  language: Language,
  article: BotArticle,
  section: Section | undefined,
  more: boolean,
): string => {
  const text = section?.text ?? article.title;
  const short = cut(text, MAX_ANSWER);
  return short.length < text.length || more
    ? `${short}\n\n${say(language, 'answer.more', { title: article.title })}`
    : short;
};

/** What follows an answer: solved, or a person. */
export const followUps = (language: Language): QuickReply[] => [
  { label: say(language, 'quick.solved'), payload: 'solved' },
  { label: say(language, 'quick.person'), payload: 'person' },
];

/** An answer before it is laid out: what is said, of which article and section. */
export interface Answer {
  key: string;
  article: BotArticle;
  section: Section | undefined;
  /** Sections of the article in all. */
  sections: number;
}

/** What an article answers to a question. */
export const answerOf = (knowledge: Knowledge, article: BotArticle, question: string): Answer => {
  const { at, section } = bestSection(knowledge, article.id, question);
  const sections = knowledge.index.sections(article.id).length;
  return { key: `article:${article.id}#${at}`, article, section, sections };
};

/** Answers from articles, each cited. `undefined` when it would say the same again. */
export const answerFrom = (
  scene: Scene,
  answers: readonly [Answer, ...Answer[]],
  confidence: number,
): BotAction | undefined => {
  const { language, state, turn } = scene;
  const { cards } = turn.capabilities;
  const key = answers.map((answer) => answer.key).join(' ');
  if (state.lastAnswerKey === key) return undefined;
  state.lastAnswerKey = key;
  const texts = answers.map(({ article, section, sections }) => {
    noteTried(state, say(language, 'card.tried.article', { title: article.title }));
    return answerText(language, article, section, !cards && sections > 2);
  });
  const text = texts.join('\n\n');
  const [{ article }] = answers;
  const reply = compose(scene, {
    text,
    citations: answers.map((answer) => citationOf(answer.article, answer.section)),
    shortcuts: followUps(language),
    bot: {
      decision: 'answer',
      intent: article.intent ?? article.slug,
      confidence: Math.min(1, Math.max(0, confidence)),
    },
    ...(cards || text.includes(article.title)
      ? {}
      : { footer: say(language, 'answer.source', { title: article.title }) }),
  });
  const [{ section }, second] = answers;
  const core = section && !second ? cut(section.text, MAX_ANSWER) : '';
  return core !== '' && reply.text.includes(core) ? { ...reply, core } : reply;
};

/** The rest of the article last answered from. `undefined` when it was no article, or all of it was said. */
export const moreOf = (scene: Scene, lastAnswerKey: string): BotAction | undefined => {
  const { knowledge, language, state } = scene;
  const [, label = '', at = ''] = /^(article:[^#\s]+)#(\d+)$/.exec(lastAnswerKey) ?? [];
  const meaning = knowledge.meaningOf(label);
  if (meaning?.kind !== 'article') return undefined;
  const { article } = meaning;
  const others = knowledge.index.sections(article.id).filter((_, index) => index !== Number(at));
  if (others.length === 0) return undefined;
  state.lastAnswerKey = `${label}#more`;
  const rest = others.map(({ heading, text }) => (heading === undefined ? text : `${heading}\n${text}`));
  return compose(scene, {
    text: answerText(language, article, { text: rest.join('\n\n') }, false),
    citations: [citationOf(article, undefined)],
    shortcuts: followUps(language),
    bot: { decision: 'answer', intent: article.intent ?? article.slug, confidence: 1 },
  });
};

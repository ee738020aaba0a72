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

/** The words of an answer: the section, cut, and where there is more. */
export const answerText = (
  language: Language,
  article: BotArticle,
  section: Section | undefined,
  sections: number,
): string => {
  const text = section?.text ?? article.title;
  const short = cut(text, MAX_ANSWER);
  return short.length < text.length || sections > 2
    ? `${short}\n\n${say(language, 'answer.more', { title: article.title })}`
    : short;
};

/** What follows an answer: solved, or a person. */
export const followUps = (language: Language): QuickReply[] => [
  { label: say(language, 'quick.solved'), payload: 'solved' },
  { label: say(language, 'quick.person'), payload: 'person' },
];

/** Answers from an article, citing it. `undefined` when it would say the same again. */
export const answerFrom = (
  scene: Scene,
  article: BotArticle,
  question: string,
  confidence: number,
): BotAction | undefined => {
  const { knowledge, language, state } = scene;
  const { at, section } = bestSection(knowledge, article.id, question);
  const key = `article:${article.id}#${at}`;
  if (state.lastAnswerKey === key) return undefined;
  state.lastAnswerKey = key;
  noteTried(state, say(language, 'card.tried.article', { title: article.title }));
  const text = answerText(language, article, section, knowledge.index.sections(article.id).length);
  return compose(scene, {
    text,
    citations: [citationOf(article, section)],
    shortcuts: followUps(language),
    bot: {
      decision: 'answer',
      intent: article.intent ?? article.slug,
      confidence: Math.min(1, Math.max(0, confidence)),
    },
    ...(scene.turn.capabilities.cards || text.includes(article.title)
      ? {}
      : { footer: say(language, 'answer.source', { title: article.title }) }),
  });
};

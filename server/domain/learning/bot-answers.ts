import type { AnswerContent, AnswerDefinition } from '#contracts/answer.ts';
import type { BotAnswer, BotAnswerContent } from '#contracts/bot.ts';
import type { Language } from '#contracts/time.ts';
import { isWholeIn } from './check-answer.ts';

/** As much of an article as says whether it is the same in the other language. */
interface Known {
  id: string;
  slug: string;
}

/** An article is named by one of its languages; the other is the one of the same slug. */
const inLanguage = (id: string, here: readonly Known[], there: readonly Known[]): string | undefined => {
  if (here.some((article) => article.id === id)) return id;
  const slug = there.find((article) => article.id === id)?.slug;
  return slug === undefined ? undefined : here.find((article) => article.slug === slug)?.id;
};

const contentIn = (
  content: AnswerContent,
  language: Language,
  here: readonly Known[],
  there: readonly Known[],
): BotAnswerContent | undefined => {
  switch (content.kind) {
    case 'article': {
      const articleId = inLanguage(content.articleId, here, there);
      return articleId === undefined ? undefined : { kind: 'article', articleId };
    }
    case 'text': {
      const text = content.text[language].trim();
      return text === '' ? undefined : { kind: 'text', text };
    }
    case 'dialog':
      return content;
    case 'hand-over':
      return {
        kind: 'hand-over',
        skills: content.skills,
        ...(content.priority ? { priority: content.priority } : {}),
      };
  }
};

/**
 * The live answers as the bot reads them in one language: those that are whole in it. `here`: published articles of the language, `there`: of the
 * other. A variant whose article is no longer published is left out; without any the answer hands over.
 */
export const answersIn = (
  answers: readonly { id: string; published?: AnswerDefinition }[],
  language: Language,
  here: readonly Known[],
  there: readonly Known[],
): BotAnswer[] =>
  answers.flatMap(({ id, published }) => {
    if (!published || !isWholeIn(published, language)) return [];
    return [
      {
        id,
        title: published.title[language],
        examples: published.examples[language],
        skills: published.skills,
        variants: published.variants.flatMap(({ audience, content }) => {
          const said = contentIn(content, language, here, there);
          return said ? [{ audience, content: said }] : [];
        }),
      },
    ];
  });

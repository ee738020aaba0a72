import { AppError } from '#contracts/errors.ts';
import { DAY } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import { maskPersonal } from '../domain/learning/mask-personal.ts';
import type { Article } from '../ports/content-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

/** Longest sentence a reader may leave, in characters. */
export const MAX_COMMENT = 500;
/** How long a judgement and its text are kept; the counts stay. */
const KEPT_MS = 180 * DAY;

/**
 * A reader's thumb under a published article. `reader` stands for one reader on one day; a second judgement replaces the first. Only an article that
 * did not help takes a text; e-mail addresses and numbers are taken out of it.
 */
export const judgeArticle = async (
  ports: Ports,
  scope: Scope,
  input: {
    article: Pick<Article, 'id' | 'language'>;
    reader: string;
    helpful: boolean;
    text?: string | undefined;
  },
): Promise<void> => {
  const { article, reader, helpful } = input;
  const said = helpful ? '' : (input.text ?? '').trim();
  if (said.length > MAX_COMMENT) throw new AppError('invalid-input', { issues: [{ path: 'text' }] });
  const text = maskPersonal(said, [], article.language);
  const at = ports.clock.now();
  await ports.stores.transaction(scope, (tx) =>
    ports.stores.help.votes.save(
      scope,
      {
        id: `${article.id}:${reader}`,
        articleId: article.id,
        helpful,
        ...(text ? { text } : {}),
        at,
        expiresAt: new Date(at.getTime() + KEPT_MS),
      },
      tx,
    ),
  );
};

/** Removes what a reader wrote, for good; the thumb stays counted. */
export const removeComment = async (
  ports: Ports,
  scope: Scope,
  input: { id: string; commentId: string },
): Promise<{ removed: boolean }> => {
  authorize(scope, 'manage-articles');
  return { removed: await ports.stores.help.votes.removeText(scope, input.id, input.commentId) };
};

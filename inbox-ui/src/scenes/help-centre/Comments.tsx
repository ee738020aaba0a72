import { ActionIcon } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, errorCode, q } from '../../api/client.ts';
import { shortDay } from '../../i18n/format.ts';
import { currentLanguage, errorWords } from '../../i18n/i18n.ts';
import { say } from '../../state/undo.ts';
import css from './help-centre.module.css';
import type { Article } from './use-side.ts';

/** How readers judged the article, and what those wrote whom it did not help. */
export const Comments = ({ article }: { article: Article }) => {
  const { t } = useTranslation('help-centre');
  const client = useQueryClient();
  const { counts, id, language } = article;
  const judged = (counts?.helpful ?? 0) + (counts?.notHelpful ?? 0);
  const read = useQuery({
    ...q.articles.comments.queryOptions({ input: { id, limit: 50 } }),
    enabled: (counts?.notHelpful ?? 0) > 0,
  });
  const remove = async (commentId: string): Promise<void> => {
    try {
      await api.articles.removeComment({ id, commentId });
      say(t('commentRemoved'));
    } catch (error) {
      say(errorWords(errorCode(error)));
    }
    await client.invalidateQueries({ queryKey: q.articles.comments.key() });
  };
  if (counts === undefined || (counts.views === 0 && judged === 0)) return null;
  return (
    <section className={css.comments}>
      <h3>{t('readers')}</h3>
      <p className="t2 num">
        {t('readings', { n: counts.views })} ·{' '}
        {t('judgements', { yes: counts.helpful, no: counts.notHelpful })}
      </p>
      <ul>
        {(read.data?.items ?? []).map((comment) => (
          <li key={comment.id}>
            <span className="prose" lang={language}>
              {comment.text}
            </span>
            <span className="t3 num">{shortDay(new Date(comment.at), new Date(), currentLanguage())}</span>
            <ActionIcon
              aria-label={t('removeComment')}
              title={t('removeComment')}
              onClick={() => void remove(comment.id)}
            >
              <IconTrash size={16} stroke={1.6} />
            </ActionIcon>
          </li>
        ))}
      </ul>
    </section>
  );
};

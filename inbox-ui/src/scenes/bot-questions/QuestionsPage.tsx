import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { q } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { Empty, Failed, Page, Waiting } from '../page/Page.tsx';
import { usePageSearch } from '../page/use-page-search.ts';
import { ClusterCard } from './ClusterCard.tsx';
import { Lessons } from './Lessons.tsx';
import css from './questions.module.css';

/** What the bot could not answer, or not well, by matter; and the examples that wait for a person's word. */
export const QuestionsPage = () => {
  const { t } = useTranslation('bot-questions');
  const [search, change] = usePageSearch();
  const language = (search.language ?? currentLanguage()) === 'en' ? 'en' : 'ja';
  const read = useQuery(q.botLearning.clusters.queryOptions({ input: { language, limit: 50 } }));
  const found = read.data;
  return (
    <Page
      title={t('title')}
      actions={
        <Select
          w={120}
          aria-label={t('language')}
          allowDeselect={false}
          value={language}
          data={(['ja', 'en'] as const).map((value) => ({ value, label: t(`common:language.${value}`) }))}
          onChange={(next) => change({ language: next ?? undefined })}
        />
      }
    >
      <div className={css.page}>
        <Lessons />
        <section aria-label={t('clusters')}>
          <h2>{t('clusters')}</h2>
          <p className="t2 prose">{t('hint')}</p>
          {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
          {read.isPending ? <Waiting /> : null}
          {found?.items.length === 0 ? <Empty text={t('none')} /> : null}
          <ul className={css.list}>
            {found?.items.map((cluster) => (
              <ClusterCard key={cluster.id} cluster={cluster} />
            ))}
          </ul>
          {found !== undefined && found.questions >= found.bound ? (
            <p className="t3 sm">{t('bound', { count: found.bound })}</p>
          ) : null}
        </section>
      </div>
    </Page>
  );
};

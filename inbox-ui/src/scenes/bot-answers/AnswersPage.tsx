import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AnswerView } from '#contracts/answer.ts';
import { api, q } from '../../api/client.ts';
import { shortDay } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useAgents, useSession } from '../../state/session.ts';
import { AddButton, MoreButton } from '../page/fields.tsx';
import { Empty, Failed, Page, StateDot, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useGo, useRest } from '../page/use-page-search.ts';
import { AnswerEditor } from './AnswerEditor.tsx';
import { Greetings } from './Greetings.tsx';

const stateOf = ({ enabled, published, draft }: AnswerView): 'off' | 'draft' | 'changed' | 'live' =>
  published === undefined
    ? 'draft'
    : !enabled
      ? 'off'
      : JSON.stringify(published) === JSON.stringify(draft)
        ? 'live'
        : 'changed';
const TONES = { off: 'none', draft: 'none', changed: 'due', live: 'good' } as const;

const Row = ({ answer }: { answer: AnswerView }) => {
  const { t } = useTranslation('bot-answers');
  const go = useGo();
  const agents = useAgents();
  const { draft, id, publishedAt, publishedBy } = answer;
  const state = stateOf(answer);
  const language = currentLanguage();
  const by = agents.find((agent) => agent.id === publishedBy)?.name ?? '';
  return (
    <tr>
      <th scope="row">
        <button type="button" className={page.open} onClick={() => go(`/bot/answers/${id}`)}>
          {draft.title[language] || draft.title.ja || draft.title.en || t('untitled')}
        </button>
        <small className={page.sub}>
          {t('counts', {
            examples: draft.examples.ja.length + draft.examples.en.length,
            variants: draft.variants.length,
          })}
        </small>
      </th>
      <td className={`t2 num ${page.aside}`}>{draft.examples.ja.length + draft.examples.en.length}</td>
      <td className={`t2 num ${page.aside}`}>{draft.variants.length}</td>
      <td>
        <StateDot is={TONES[state]}>{t(`state.${state}`)}</StateDot>
      </td>
      <td className={`t2 ${page.aside}`}>
        {publishedAt === undefined ? '' : `${shortDay(new Date(publishedAt), new Date(), language)} ${by}`}
      </td>
    </tr>
  );
};

const AnswerList = () => {
  const { t } = useTranslation('bot-answers');
  const go = useGo();
  const may = useSession().abilities['manage-answers'] === true;
  const read = useInfiniteQuery({
    queryKey: ['bot-answers'],
    queryFn: ({ pageParam }) =>
      api.botAnswers.list({ limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
  });
  const rows = read.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page
      title={t('title')}
      actions={may ? <AddButton label={t('create')} onClick={() => go('/bot/answers/new')} /> : null}
    >
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Waiting /> : null}
      {read.isSuccess && rows.length === 0 ? <Empty text={t('none')} /> : null}
      {rows.length === 0 ? null : (
        <table className={page.table}>
          <thead>
            <tr>
              <th scope="col">{t('column.title')}</th>
              <th scope="col" className={page.aside}>
                {t('column.examples')}
              </th>
              <th scope="col" className={page.aside}>
                {t('column.variants')}
              </th>
              <th scope="col">{t('column.state')}</th>
              <th scope="col" className={page.aside}>
                {t('column.published')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((answer) => (
              <Row key={answer.id} answer={answer} />
            ))}
          </tbody>
        </table>
      )}
      <MoreButton list={read} />
      <Greetings answers={rows} />
    </Page>
  );
};

const OneAnswer = ({ id }: { id: string }) => {
  const { t } = useTranslation('bot-answers');
  const read = useQuery(q.botAnswers.show.queryOptions({ input: { id } }));
  if (read.data) return <AnswerEditor key={id} answer={read.data} />;
  return (
    <Page title={t('title')}>
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : <Waiting />}
    </Page>
  );
};

/** The bot's own answers: the list, and one of them to be written. */
export const AnswersPage = () => {
  const [, id = ''] = useRest().split('/');
  if (id === '') return <AnswerList />;
  return id === 'new' ? <AnswerEditor /> : <OneAnswer id={id} />;
};

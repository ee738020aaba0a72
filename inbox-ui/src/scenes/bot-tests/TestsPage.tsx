import { Button, Select } from '@mantine/core';
import { IconDownload, IconPlayerPlay } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BotTestDraft, BotTestView, TestResult } from '#contracts/bot-test.ts';
import { TEST_GATES } from '#contracts/choices.ts';
import { api, q } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useAgents, useSession } from '../../state/session.ts';
import { say } from '../../state/undo.ts';
import { AddButton, MoreButton } from '../page/fields.tsx';
import { Empty, Failed, Page, StateDot, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useSave } from '../page/use-save.ts';
import { Results } from './Results.tsx';
import { TestDialog } from './TestDialog.tsx';
import css from './tests.module.css';

const icon = { size: 16, stroke: 1.6 } as const;
const when = (iso: string): string =>
  new Intl.DateTimeFormat(currentLanguage() === 'ja' ? 'ja-JP' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(Date.parse(iso));

const blank = (): BotTestDraft => ({
  name: '',
  language: currentLanguage(),
  channel: 'web-chat',
  customer: { tier: 'C', verified: false, vip: false, highTouch: false },
  turns: [{ text: '', expect: { decision: 'answer' } }],
  enabled: true,
});

const State = ({ test }: { test: BotTestView }) => {
  const { t } = useTranslation('bot-tests');
  if (!test.enabled) return <StateDot is="none">{t('state.off')}</StateDot>;
  if (test.lastPassed === undefined) return <StateDot is="none">{t('state.never')}</StateDot>;
  return (
    <StateDot is={test.lastPassed ? 'good' : 'late'}>
      {t(test.lastPassed ? 'state.passed' : 'state.failed')}
    </StateDot>
  );
};

const Row = ({ test, onOpen }: { test: BotTestView; onOpen: () => void }) => {
  const { t } = useTranslation('bot-tests');
  const may = useSession().abilities['manage-bot-tests'] === true;
  return (
    <tr>
      <th scope="row" className={css.name}>
        {may ? (
          <button type="button" className={page.open} onClick={onOpen}>
            <span className="cut">{test.name}</span>
          </button>
        ) : (
          <span className="cut">{test.name}</span>
        )}
        <span className={page.sub}>{t('turns', { count: test.turns.length })}</span>
      </th>
      <td>
        <State test={test} />
      </td>
      <td className={page.aside}>{t(`common:language.${test.language}`)}</td>
      <td className={page.aside}>{t('turns', { count: test.turns.length })}</td>
      <td className={page.aside}>
        {test.conversationId === undefined ? (
          <span className="t3">{t('written')}</span>
        ) : (
          <Link
            className={page.link}
            to="/conversations/$conversationId"
            params={{ conversationId: test.conversationId }}
          >
            {t('conversation')}
          </Link>
        )}
      </td>
      <td className={`${page.aside} num t2`}>{test.lastRunAt === undefined ? '–' : when(test.lastRunAt)}</td>
    </tr>
  );
};

/** Whether a failing test warns or blocks, for everybody who publishes. */
const Gate = () => {
  const { t } = useTranslation('bot-tests');
  const may = useSession().abilities['manage-settings'] === true;
  const read = useQuery(q.botTests.gate.queryOptions());
  const save = useSave(q.botTests.gate.key(), q.settings.show.key());
  const set = async (value: string | null): Promise<void> => {
    const gate = TEST_GATES.find((one) => one === value);
    if (gate && (await save.run(() => api.botTests.setGate({ gate })))) say(t('page:saved'));
  };
  if (read.data === undefined) return null;
  return (
    <div className={css.gate}>
      <span className="sm t2">{t('gate.title')}</span>
      <Select
        w={220}
        aria-label={t('gate.title')}
        allowDeselect={false}
        disabled={!may || save.busy}
        value={read.data.gate}
        data={TEST_GATES.map((value) => ({ value, label: t(`gate.${value}`) }))}
        onChange={(value) => void set(value)}
      />
      <span className="sm late" role="status">
        {save.failed}
      </span>
    </div>
  );
};

const Overrides = () => {
  const { t } = useTranslation('bot-tests');
  const agents = useAgents();
  const read = useQuery(q.botTests.overrides.queryOptions({ input: { limit: 20 } }));
  const items = read.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className={css.block}>
      <h2>{t('overrides.title')}</h2>
      <ul className={css.overrides}>
        {items.map((one) => (
          <li key={one.id}>
            <b>{one.reason}</b>
            <span className="sm t2">
              {t('overrides.line', {
                when: when(one.at),
                who: agents.find(({ id }) => id === one.agentId)?.name ?? one.agentId,
                what: t(`overrides.kind.${one.kind}`),
                tests: one.failing.map(({ name }) => name).join(t('common:comma')),
              })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
};

const useRun = () => {
  const save = useSave(['bot-tests']);
  const [run, setRun] = useState<{ items: TestResult[]; ms: number }>();
  return { run, save, start: () => save.run(async () => setRun(await api.botTests.run({}))) };
};

const exportLines = async (): Promise<void> => {
  const { lines } = await api.botTests.export();
  const url = URL.createObjectURL(new Blob([lines], { type: 'application/jsonl' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'bot-suite.jsonl';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
};

const RunResult = ({ run }: { run: { items: TestResult[]; ms: number } }) => {
  const { t } = useTranslation('bot-tests');
  const failing = run.items.filter(({ passed }) => !passed);
  return (
    <section className={css.block} aria-live="polite">
      <h2 className={failing.length > 0 ? 'late' : 'good'}>
        {failing.length > 0
          ? t('run.failed', { count: failing.length, of: run.items.length })
          : t('run.passed', { count: run.items.length })}
        <span className="sm t3 num"> {t('run.took', { seconds: (run.ms / 1_000).toFixed(1) })}</span>
      </h2>
      <Results results={failing} open={failing.length === 1} />
    </section>
  );
};

const Table = ({ rows, onOpen }: { rows: readonly BotTestView[]; onOpen: (test: BotTestView) => void }) => {
  const { t } = useTranslation('bot-tests');
  return (
    <table className={page.table}>
      <thead>
        <tr>
          {(['name', 'state', 'language', 'turns', 'source', 'run'] as const).map((head, at) => (
            <th key={head} scope="col" className={at > 1 ? page.aside : undefined}>
              {t(`head.${head}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((test) => (
          <Row key={test.id} test={test} onOpen={() => onOpen(test)} />
        ))}
      </tbody>
    </table>
  );
};

/** The bot's regression tests: list, run, what failed, and whether failing blocks publishing. */
export const TestsPage = () => {
  const { t } = useTranslation('bot-tests');
  const may = useSession().abilities['manage-bot-tests'] === true;
  const [editing, setEditing] = useState<BotTestDraft | BotTestView>();
  const { run, save, start } = useRun();
  const read = useInfiniteQuery({
    queryKey: ['bot-tests'],
    queryFn: ({ pageParam }) =>
      api.botTests.list({ limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
  });
  const rows = read.data?.pages.flatMap(({ items }) => items) ?? [];
  const result =
    editing && 'id' in editing ? run?.items.find(({ testId }) => testId === editing.id) : undefined;
  return (
    <Page
      title={t('title')}
      bar={<Gate />}
      actions={
        <>
          {may && rows.length > 0 ? (
            <Button
              variant="subtle"
              color="gray"
              leftSection={<IconDownload {...icon} />}
              onClick={() => void save.run(exportLines)}
            >
              {t('export')}
            </Button>
          ) : null}
          {rows.length > 0 ? (
            <Button
              leftSection={<IconPlayerPlay {...icon} />}
              loading={save.busy}
              onClick={() => void start()}
            >
              {t('runAll')}
            </Button>
          ) : null}
          {may ? <AddButton label={t('create')} onClick={() => setEditing(blank())} /> : null}
        </>
      }
    >
      {save.failed === undefined ? null : (
        <p className={`${css.block} late`} role="alert">
          {save.failed}
        </p>
      )}
      {run === undefined ? null : <RunResult run={run} />}
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Waiting /> : null}
      {read.isSuccess && rows.length === 0 ? <Empty text={t('none')} /> : null}
      {rows.length === 0 ? null : <Table rows={rows} onOpen={setEditing} />}
      <MoreButton list={read} />
      <Overrides />
      {editing === undefined ? null : (
        <TestDialog test={editing} result={result} onClose={() => setEditing(undefined)} />
      )}
    </Page>
  );
};

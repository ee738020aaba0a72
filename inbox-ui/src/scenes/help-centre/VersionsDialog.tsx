import { Button, Modal } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, q } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useAgents } from '../../state/session.ts';
import { MoreButton } from '../page/fields.tsx';
import { Failed, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import css from './help-centre.module.css';
import { lineDiff } from './line-diff.ts';
import type { SideState } from './use-side.ts';

const timeOf = (at: string): string =>
  new Intl.DateTimeFormat(currentLanguage() === 'ja' ? 'ja-JP' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(at));

/** What changed from an earlier version to what is out now, line by line. */
const Change = ({ from, to, language }: { from: string; to: string; language: string }) => {
  const { t } = useTranslation('help-centre');
  return (
    <div className={css.diff} lang={language}>
      {lineDiff(from, to).map(({ is, text, at }) => (
        <p key={at} data-is={is}>
          {is === 'same' ? null : <span className="sr">{t(`diff.${is}`)}</span>}
          {text === '' ? '\u00a0' : text}
        </p>
      ))}
    </div>
  );
};

/** What was published, by whom and when; each can be compared with what is out, and published again. */
export const VersionsDialog = ({ side, onClose }: { side: SideState; onClose: () => void }) => {
  const { t } = useTranslation('help-centre');
  const agents = useAgents();
  const { kept } = side;
  const [open, setOpen] = useState<number>();
  const list = useInfiniteQuery({
    queryKey: [...q.articles.versions.key(), kept.id],
    queryFn: ({ pageParam }) =>
      api.articles.versions({
        id: kept.id,
        limit: 20,
        ...(pageParam === undefined ? {} : { cursor: pageParam }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
  });
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const nameOf = (by: string): string => agents.find(({ id }) => id === by)?.name ?? t('bySystem');
  const whole = (one: { title: string; body: string }): string => `${one.title}\n\n${one.body}`;
  return (
    <Modal
      opened
      onClose={onClose}
      size={720}
      title={t('versions')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {list.isError ? <Failed error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <Waiting lines={4} /> : null}
      <ol className={css.versions}>
        {rows.map((row) => (
          <li key={row.n}>
            <div className={page.keys}>
              <strong className="num">{t('versionN', { n: row.n })}</strong>
              <span className="t2">
                {nameOf(row.by)} · {timeOf(row.at)}
              </span>
              <span className="grow" />
              {row.n === kept.publishedVersion && kept.status === 'published' ? (
                <span className="t3">{t('isOut')}</span>
              ) : (
                <>
                  <Button
                    variant="subtle"
                    aria-expanded={open === row.n}
                    onClick={() => setOpen(open === row.n ? undefined : row.n)}
                  >
                    {t('compare')}
                  </Button>
                  <Button
                    onClick={() => {
                      onClose();
                      void side.rollBack(row.n);
                    }}
                  >
                    {t('rollBack')}
                  </Button>
                </>
              )}
            </div>
            {open === row.n ? <Change from={whole(row)} to={whole(kept)} language={kept.language} /> : null}
          </li>
        ))}
      </ol>
      <MoreButton list={list} />
    </Modal>
  );
};

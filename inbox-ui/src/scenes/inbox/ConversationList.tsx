import { Button } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationRow } from '#contracts/conversation.ts';
import { errorCode } from '../../api/client.ts';
import { useWidth } from '../../components/use-width.ts';
import { errorWords } from '../../i18n/i18n.ts';
import { useCommands } from '../../keyboard/commands.ts';
import { useList } from '../../state/lists.ts';
import { shownRows } from '../../state/rows.ts';
import { useSession } from '../../state/session.ts';
import { BulkBar } from './BulkBar.tsx';
import { ListHead } from './ListHead.tsx';
import css from './list.module.css';
import { Row } from './Row.tsx';
import { RowSkeleton } from './RowSkeleton.tsx';
import { stepTo } from './step-to.ts';
import { useFilter } from './use-filter.ts';
import { useSelection } from './use-selection.ts';

const ROW_HEIGHT = 44;
const PHONE_ROW_HEIGHT = 56;

/** Rows as shown: while the pointer is over the list their order is held, so nothing moves under it. */
const useHeldRows = (
  list: ReturnType<typeof useList>,
  sort: Parameters<typeof shownRows>[1],
  listKey: string,
) => {
  const [pointing, setPointing] = useState(false);
  const held = useRef<{ key: string; ids: string[] }>({ key: '', ids: [] });
  const rows = useMemo(() => {
    const keep = pointing && held.current.key === listKey ? held.current.ids : undefined;
    return shownRows(list.data?.pages ?? [], sort, keep);
  }, [list.data, sort, pointing, listKey]);
  const ids = rows.map((row) => row.id);
  // Who left while the pointer is here keeps the place: an undo brings the row back to where it was.
  const known = pointing && held.current.key === listKey ? held.current.ids : [];
  const placed = new Set(known);
  held.current = {
    key: listKey,
    ids: known.length === 0 ? ids : [...known, ...ids.filter((id) => !placed.has(id))],
  };
  return { rows, onPointerEnter: () => setPointing(true), onPointerLeave: () => setPointing(false) };
};

/** J, K and Enter over the rows; the cursor is the open conversation, or the row the keys are on. */
const useRowKeys = (rows: readonly ConversationRow[], listKey: string, show: (index: number) => void) => {
  const { conversationId } = useParams({ strict: false });
  const [cursor, setCursor] = useState<string>();
  const navigate = useNavigate();
  useEffect(() => setCursor(conversationId), [conversationId]);
  const at = rows.findIndex((row) => row.id === cursor);
  const place = useRef({ listKey, index: -1 });
  if (place.current.listKey !== listKey) place.current = { listKey, index: -1 };
  if (at !== -1) place.current.index = at;
  const openRow = (id: string): void =>
    void navigate({
      to: '/conversations/$conversationId',
      params: { conversationId: id },
      search: (before) => before,
    });
  const move = (by: 1 | -1) => (): void => {
    const next = stepTo(rows.length, at, place.current.index, by);
    const row = rows[next];
    if (row === undefined) return;
    setCursor(row.id);
    show(next);
    if (conversationId !== undefined) openRow(row.id);
  };
  useCommands({
    next: move(1),
    previous: move(-1),
    open: () => (cursor === undefined ? false : openRow(cursor)),
  });
  return { cursor, conversationId };
};

const Problem = ({ text, action, onAction }: { text: string; action?: string; onAction?: () => void }) => (
  <div className={css.problem}>
    <p>{text}</p>
    {action === undefined ? null : <Button onClick={onAction}>{action}</Button>}
  </div>
);

/** The left pane: views, filter, search and the rows of the chosen list. */
export const ConversationList = ({ edge }: { edge: ReactNode }) => {
  const { t } = useTranslation();
  const { filter, search, set, replace } = useFilter();
  const { agent } = useSession();
  const list = useList(filter);
  const scroller = useRef<HTMLDivElement>(null);
  const phone = useWidth() === 'phone';
  const { rows, ...pointer } = useHeldRows(list, filter.sort, JSON.stringify(filter));
  const size = phone ? PHONE_ROW_HEIGHT : ROW_HEIGHT;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => size,
    overscan: 8,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height is measured anew
  useEffect(() => virtual.measure(), [virtual, size]);
  const { cursor, conversationId } = useRowKeys(rows, JSON.stringify(filter), (index) =>
    virtual.scrollToIndex(index),
  );
  const selection = useSelection(rows, cursor, JSON.stringify(filter));
  const last = virtual.getVirtualItems().at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= rows.length - 10) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, rows.length]);
  const narrowed = Object.keys(search).some((word) => word !== 'view' && word !== 'sort');
  return (
    <section className={css.list} data-pane="list" aria-label={t('pane.list')}>
      <ListHead filter={filter} search={search} set={set} replace={replace} rows={rows} more={hasNextPage} />
      {selection.ids.size > 0 ? <BulkBar selection={selection} rows={rows} /> : null}
      <div className={css.rows} ref={scroller} {...pointer}>
        {list.isPending ? <RowSkeleton /> : null}
        {list.isError && rows.length === 0 ? (
          <Problem
            text={errorWords(errorCode(list.error))}
            action={t('common:tryAgain')}
            onAction={() => void list.refetch()}
          />
        ) : null}
        {list.isSuccess && rows.length === 0 ? (
          narrowed ? (
            <Problem
              text={t('list.noneFound')}
              action={t('list.clearFilter')}
              onAction={() => replace(search.view === undefined ? {} : { view: search.view })}
            />
          ) : (
            <Problem
              text={t(`list.empty.${filter.view ?? 'all'}`)}
              {...(filter.view === 'mine'
                ? { action: t('list.seeUnassigned'), onAction: () => set({ view: 'unassigned' }) }
                : {})}
            />
          )
        ) : null}
        <ul style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <Row
                key={row.id}
                row={row}
                top={item.start}
                selected={row.id === conversationId}
                cursor={row.id === cursor}
                picked={selection.ids.has(row.id)}
                picking={selection.ids.size > 0}
                onPick={(range) => selection.pick(row.id, range)}
                me={agent.id}
                showAssignee={filter.view !== 'mine'}
                place={{ index: item.index + 1, count: hasNextPage ? -1 : rows.length }}
              />
            );
          })}
        </ul>
      </div>
      {edge}
    </section>
  );
};

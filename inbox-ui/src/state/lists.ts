import {
  type InfiniteData,
  keepPreviousData,
  type QueryClient,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import type { ConversationRow } from '#contracts/conversation.ts';
import { api, q } from '../api/client.ts';
import { belongs, type ListFilter, mergeRows, movedCounts, type RowPage } from './rows.ts';

const LIST = 'conversation-list';
export const PAGE_SIZE = 50;

type ListData = InfiniteData<RowPage, string | undefined>;

/** One page from the server. The filter's words come from the address; `invalid-input` is the answer to unknown ones. */
const readPage = (filter: ListFilter, cursor: string | undefined, signal: AbortSignal): Promise<RowPage> =>
  api.conversations.list(
    { ...filter, limit: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) } as Parameters<
      typeof api.conversations.list
    >[0],
    { signal },
  );

const REST = 'rest:';

/**
 * Sorted by waiting, the server lists those who wait and nobody else; then come the others, newest first. The cursor
 * of the second part is marked; rows that come twice are shown once.
 */
const readWaiting = async (
  filter: ListFilter,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<RowPage> => {
  const readRest = async (from: string | undefined): Promise<RowPage> => {
    const page = await readPage({ ...filter, sort: 'newest' }, from, signal);
    return page.nextCursor === undefined ? page : { ...page, nextCursor: REST + page.nextCursor };
  };
  if (cursor?.startsWith(REST) === true) return readRest(cursor.slice(REST.length));
  const waiting = await readPage(filter, cursor, signal);
  if (waiting.nextCursor !== undefined) return waiting;
  const rest = await readRest(undefined);
  return { ...rest, items: [...waiting.items, ...rest.items] };
};

/** The conversations of one list, page by page. */
export const useList = (filter: ListFilter) =>
  useInfiniteQuery({
    queryKey: [LIST, filter] as const,
    queryFn: ({ pageParam, signal }): Promise<RowPage> =>
      (filter.sort === 'waiting' ? readWaiting : readPage)(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 30_000,
  });

/** Counts of the built-in views, kept current by `counts.changed`. */
export const useCounts = (): Record<string, number> =>
  useQuery({ ...q.conversations.counts.queryOptions(), staleTime: 60_000, placeholderData: keepPreviousData })
    .data?.counts ?? {};

/** Up to which seq this page knows its agent to have read. */
const readMarks = new Map<string, number>();

/** Remembers what was read, so that a row pushed to all does not bring the dot back. */
export const markRead = (client: QueryClient, id: string, seq: number, me: string): void => {
  if ((readMarks.get(id) ?? 0) >= seq) return;
  readMarks.set(id, seq);
  const row = findRow(client, id);
  if (row?.unread === true && row.seq <= seq) takeRows(client, [{ ...row, unread: false }], [], me);
};

/** Takes pushed rows into every loaded list. `me` decides what is mine. */
export const takeRows = (
  client: QueryClient,
  rows: readonly ConversationRow[],
  removed: readonly string[],
  me: string,
): void => {
  for (const row of rows) {
    const held = findRow(client, row.id);
    if (held === undefined || held.version > row.version) continue;
    client.setQueryData(q.conversations.counts.queryKey(), (data) =>
      data === undefined ? data : { counts: movedCounts(data.counts, held, row, me) },
    );
  }
  for (const query of client.getQueryCache().findAll({ queryKey: [LIST] })) {
    const filter = query.queryKey[1] as ListFilter;
    client.setQueryData<ListData>(query.queryKey, (data) =>
      data === undefined
        ? data
        : {
            ...data,
            pages: mergeRows(
              data.pages,
              rows,
              removed,
              (row) => belongs(row, filter, me),
              (id) => readMarks.get(id) ?? 0,
            ),
          },
    );
  }
};

/** A row as any loaded list or open conversation holds it. */
export const findRow = (client: QueryClient, id: string): ConversationRow | undefined => {
  for (const query of client.getQueryCache().findAll({ queryKey: [LIST] })) {
    const data = query.state.data as ListData | undefined;
    for (const page of data?.pages ?? []) {
      const found = page.items.find((row) => row.id === id);
      if (found !== undefined) return found;
    }
  }
  return client.getQueryData(q.conversations.show.queryKey({ input: { id } }));
};

/** Tags of the conversations this page has loaded, the most used first: what to offer before a new one is made. */
export const tagsInUse = (client: QueryClient): string[] => {
  const uses = new Map<string, Set<string>>();
  for (const query of client.getQueryCache().findAll({ queryKey: [LIST] }))
    for (const page of (query.state.data as ListData | undefined)?.pages ?? [])
      for (const row of page.items)
        for (const tag of row.tags) uses.set(tag, (uses.get(tag) ?? new Set()).add(row.id));
  return [...uses].sort((a, b) => b[1].size - a[1].size || a[0].localeCompare(b[0])).map(([tag]) => tag);
};

/** Reads every list and count again: after a lost line, or when a push could not be trusted. */
export const refreshLists = (client: QueryClient): void => {
  void client.invalidateQueries({ queryKey: [LIST] });
  void client.invalidateQueries({ queryKey: q.conversations.counts.key() });
};

import type { ConversationRow, InboxSort, InboxView } from '#contracts/conversation.ts';

/** What the list asks the server for, and by which pushed rows are taken in or dropped. */
export interface ListFilter {
  view?: InboxView;
  sort: InboxSort;
  q?: string;
  assignee?: string;
  team?: string;
  channel?: string;
  tag?: string;
  priority?: string;
  language?: string;
  customer?: string;
  report?: string;
  from?: string;
  to?: string;
  bucket?: string;
}

export const VIEWS: readonly InboxView[] = [
  'mine',
  'unassigned',
  'queue',
  'mentions',
  'bot',
  'snoozed',
  'missed',
  'resolved',
  'spam',
  'all',
];
export const SORTS: readonly InboxSort[] = ['waiting', 'priority', 'newest', 'oldest'];

const inView = (row: ConversationRow, view: InboxView, me: string): boolean => {
  if (view === 'spam') return row.spam;
  if (row.spam) return false;
  switch (view) {
    case 'mine':
      return row.assigneeId === me && row.status === 'open';
    case 'unassigned':
      return row.status === 'open' && row.assigneeId === undefined;
    case 'queue':
      return row.status === 'queued';
    case 'mentions':
      return row.mentioned;
    case 'bot':
      return row.status === 'bot';
    case 'snoozed':
      return row.status === 'snoozed';
    case 'missed':
      return row.missed;
    case 'resolved':
      return row.status === 'resolved';
    case 'all':
      return true;
  }
};

/**
 * Whether a row belongs to the list, as far as the row itself can tell. `undefined`: only the server knows
 * (a text search, a report), so a pushed row neither enters nor leaves.
 */
export const belongs = (row: ConversationRow, filter: ListFilter, me: string): boolean | undefined => {
  if (filter.view !== undefined && !inView(row, filter.view, me)) return false;
  if (filter.assignee !== undefined && (row.assigneeId ?? 'none') !== filter.assignee) return false;
  if (filter.team !== undefined && row.teamId !== filter.team) return false;
  if (filter.channel !== undefined && row.channel !== filter.channel) return false;
  if (filter.tag !== undefined && !row.tags.includes(filter.tag)) return false;
  if (filter.priority !== undefined && row.priority !== filter.priority) return false;
  if (filter.language !== undefined && row.language !== filter.language) return false;
  if (filter.customer !== undefined && row.customerId !== filter.customer) return false;
  if (filter.q !== undefined || filter.report !== undefined) return undefined;
  return true;
};

/** Views whose counts a row alone can move; the server counts the others. */
const COUNTED: readonly InboxView[] = ['mine', 'unassigned', 'queue', 'bot', 'snoozed', 'spam'];

/** The counts after a row changed from `held` to `next`: own acts show at once, the server's push has the last word. */
export const movedCounts = (
  counts: Readonly<Record<string, number>>,
  held: ConversationRow,
  next: ConversationRow,
  me: string,
): Record<string, number> => {
  const moved = { ...counts };
  for (const view of COUNTED) {
    const by = Number(inView(next, view, me)) - Number(inView(held, view, me));
    if (by !== 0 && moved[view] !== undefined) moved[view] = Math.max(0, moved[view] + by);
  }
  return moved;
};

const RANK = { urgent: 0, high: 1, normal: 2, low: 3 } as const;
const newestFirst = (a: ConversationRow, b: ConversationRow): number =>
  b.lastAt.localeCompare(a.lastAt) || a.id.localeCompare(b.id);
const longestWaitFirst = (a: ConversationRow, b: ConversationRow): number => {
  if (a.waitingSince === undefined || b.waitingSince === undefined)
    return Number(a.waitingSince === undefined) - Number(b.waitingSince === undefined) || newestFirst(a, b);
  return a.waitingSince.localeCompare(b.waitingSince) || a.id.localeCompare(b.id);
};

/** The order of a list, the same as the server's. */
export const compareRows = (sort: InboxSort): ((a: ConversationRow, b: ConversationRow) => number) => {
  switch (sort) {
    case 'newest':
      return newestFirst;
    case 'oldest':
      return (a, b) => newestFirst(b, a);
    case 'waiting':
      return longestWaitFirst;
    case 'priority':
      return (a, b) => RANK[a.priority] - RANK[b.priority] || longestWaitFirst(a, b);
  }
};

/**
 * A pushed row with this agent's own marks. A row for a whole room cannot know them: it says unread when the customer
 * spoke last, and mentioned never. `readUpTo`: the seq this page knows to be read.
 */
export const withOwnMarks = (
  pushed: ConversationRow,
  held: ConversationRow | undefined,
  readUpTo: number,
): ConversationRow => {
  const mentioned = pushed.mentioned || held?.mentioned === true;
  const fresh = pushed.seq > readUpTo;
  if (held === undefined || held.seq !== pushed.seq || pushed.mentioned)
    return { ...pushed, mentioned, unread: pushed.unread && fresh };
  const unread = held.mentioned ? held.unread : held.unread && pushed.unread;
  return { ...pushed, mentioned, unread: unread && fresh };
};

/** One page of a list as it lies in the query cache. */
export interface RowPage {
  items: ConversationRow[];
  nextCursor?: string | undefined;
}

/**
 * Merges pushed rows into loaded pages: a row replaces an older version of itself, a row that no longer belongs
 * leaves, one that newly belongs enters the first page. An older version than the one held changes nothing.
 */
export const mergeRows = (
  pages: readonly RowPage[],
  pushed: readonly ConversationRow[],
  removed: readonly string[],
  fits: (row: ConversationRow) => boolean | undefined,
  readUpTo: (id: string) => number = () => 0,
): RowPage[] => {
  const byId = new Map<string, ConversationRow>();
  for (const row of pushed) if ((byId.get(row.id)?.version ?? 0) <= row.version) byId.set(row.id, row);
  const gone = new Set(removed);
  const held = new Set<string>();
  const next = pages.map((page) => ({
    ...page,
    items: page.items.flatMap((row) => {
      if (gone.has(row.id)) return [];
      const newer = byId.get(row.id);
      held.add(row.id);
      if (newer === undefined || newer.version < row.version) return [row];
      const own = withOwnMarks(newer, row, readUpTo(row.id));
      return fits(own) === false ? [] : [own];
    }),
  }));
  const entering = [...byId.values()]
    .filter((row) => !held.has(row.id) && !gone.has(row.id) && fits(row) === true)
    .map((row) => withOwnMarks(row, undefined, readUpTo(row.id)));
  const [first, ...rest] = next;
  if (entering.length === 0 || first === undefined) return next;
  return [{ ...first, items: [...entering, ...first.items] }, ...rest];
};

/**
 * The rows as shown. While `held` is given (the pointer is over the list) rows keep the order the person is
 * looking at: known ones stay where they are, new ones wait at the end, and nothing moves under the pointer.
 */
export const shownRows = (
  pages: readonly RowPage[],
  sort: InboxSort,
  held: readonly string[] | undefined,
): ConversationRow[] => {
  const unique = new Map<string, ConversationRow>();
  for (const row of pages.flatMap((page) => page.items)) {
    const known = unique.get(row.id);
    if (known === undefined || known.version < row.version) unique.set(row.id, row);
  }
  const rows = [...unique.values()].sort(compareRows(sort));
  if (held === undefined) return rows;
  const place = new Map(held.map((id, index) => [id, index]));
  const placeOf = (row: ConversationRow): number => place.get(row.id) ?? held.length;
  return rows.sort((a, b) => placeOf(a) - placeOf(b));
};

import type { InboxSort, InboxView } from '#contracts/conversation.ts';
import { SORTS, VIEWS } from './rows.ts';

/** What the address says about the list; everything else comes from the path. */
export interface InboxSearch {
  view?: InboxView | undefined;
  sort?: InboxSort | undefined;
  q?: string | undefined;
  assignee?: string | undefined;
  team?: string | undefined;
  channel?: string | undefined;
  tag?: string | undefined;
  priority?: string | undefined;
  language?: string | undefined;
  customer?: string | undefined;
  /** A report's figure: the conversations behind it. */
  report?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  bucket?: string | undefined;
}

const WORDS = [
  'q',
  'assignee',
  'team',
  'channel',
  'tag',
  'priority',
  'language',
  'customer',
  'report',
  'from',
  'to',
  'bucket',
] as const;

/** Reads the list's filter from the address; what is not known is left out. */
export const readInboxSearch = (raw: Record<string, unknown>): InboxSearch => {
  const search: InboxSearch = {};
  for (const word of WORDS) {
    const value = raw[word];
    if (typeof value === 'string' && value !== '') search[word] = value;
    else if (typeof value === 'number') search[word] = String(value);
  }
  const view = VIEWS.find((known) => known === raw.view);
  const sort = SORTS.find((known) => known === raw.sort);
  if (view !== undefined) search.view = view;
  if (sort !== undefined) search.sort = sort;
  return search;
};

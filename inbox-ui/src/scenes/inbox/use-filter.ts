import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type InboxSearch, readInboxSearch } from '../../state/inbox-search.ts';
import type { ListFilter } from '../../state/rows.ts';

/** The filter as the address tells it, and how to change it. `undefined` takes a word away. */
export const useFilter = () => {
  // The address may carry words of others; only the list's own are read.
  const raw = useSearch({ from: '/frame/inbox' });
  const search = useMemo(() => readInboxSearch({ ...raw }), [raw]);
  const { conversationId } = useParams({ strict: false });
  const navigate = useNavigate();
  const filter = useMemo<ListFilter>(() => {
    // A report's or a search's list is not cut to a view unless one is named.
    const open = search.report !== undefined || search.customer !== undefined;
    const view = search.view ?? (open ? undefined : 'mine');
    const given = Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
    return { ...given, ...(view === undefined ? {} : { view }), sort: search.sort ?? 'waiting' };
  }, [search]);
  const go = (next: InboxSearch): void => {
    void navigate(
      conversationId === undefined
        ? { to: '/', search: next }
        : { to: '/conversations/$conversationId', params: { conversationId }, search: next },
    );
  };
  return {
    filter,
    search,
    set: (to: InboxSearch) => go({ ...search, ...to }),
    replace: go,
  };
};

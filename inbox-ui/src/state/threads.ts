import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { ConversationView } from '#contracts/conversation.ts';
import type { MessageView } from '#contracts/message.ts';
import { api, q } from '../api/client.ts';
import { line, live } from '../socket/live.ts';
import {
  EMPTY_THREAD,
  firstSeq,
  type LoadedThread,
  lastSeq,
  mergeMessages,
  missingAfter,
} from './messages.ts';
import { createStore, useStore } from './store.ts';

const PAGE = 50;
const keyOf = (id: string) => ['thread', id] as const;

/** Who else is on a conversation, by its id. */
export interface Company {
  viewers: string[];
  typing: string[];
  customerTyping: boolean;
}
const NOBODY: Company = { viewers: [], typing: [], customerTyping: false };
export const company = createStore<Readonly<Record<string, Company>>>({});
export const useCompany = (id: string): Company => useStore(company, (all) => all[id]) ?? NOBODY;

/** Takes messages into a loaded thread; one that is not loaded is left alone: it will be read when it is opened. */
export const takeMessages = (client: QueryClient, id: string, incoming: readonly MessageView[]): void => {
  client.setQueryData<LoadedThread>(keyOf(id), (thread) => {
    if (thread === undefined) return thread;
    const messages = mergeMessages(thread.messages, incoming);
    return messages === thread.messages ? thread : { ...thread, messages };
  });
};

/** Takes a newer state of a conversation; an older version than the one held changes nothing. */
export const takeConversation = (
  client: QueryClient,
  next: Partial<ConversationView> & { id: string; version: number },
): void => {
  client.setQueryData<ConversationView>(q.conversations.show.queryKey({ input: { id: next.id } }), (held) =>
    held === undefined || held.version > next.version ? held : { ...held, ...next },
  );
};

/** Reads what lies after `afterSeq` until nothing is missing; at most twenty pages. */
export const fillGap = async (client: QueryClient, id: string, afterSeq: number): Promise<void> => {
  let from: number | undefined = afterSeq;
  for (let page = 0; page < 20 && from !== undefined; page += 1) {
    const { items } = await api.conversations.messages({ id, afterSeq: from, limit: PAGE });
    takeMessages(client, id, items);
    const held = client.getQueryData<LoadedThread>(keyOf(id))?.messages ?? [];
    const next = missingAfter(held);
    from = items.length === PAGE && next === undefined ? lastSeq(held) : next;
    if (items.length === 0) return;
  }
};

/** Repairs a loaded thread when a push shows a hole, or when the row knows of more than is held. */
export const repairThread = (client: QueryClient, id: string, expectedSeq = 0): void => {
  const held = client.getQueryData<LoadedThread>(keyOf(id));
  const from = held === undefined ? undefined : missingAfter(held.messages, expectedSeq);
  if (from !== undefined) void fillGap(client, id, from).catch(() => undefined);
};

const readThread = async (client: QueryClient, id: string): Promise<LoadedThread> => {
  const held = client.getQueryData<LoadedThread>(keyOf(id)) ?? EMPTY_THREAD;
  const { items } = await api.conversations.messages({ id, limit: PAGE });
  const newest = mergeMessages([], items);
  const apart = held.messages.length > 0 && firstSeq(newest) > lastSeq(held.messages) + 1;
  // Too far behind to join: start from the newest page, older ones are loaded on demand.
  const messages = apart ? newest : mergeMessages(held.messages, newest);
  return { messages, complete: firstSeq(messages) <= 1 };
};

const setCompany = (id: string, to: Partial<Company>): void =>
  company.set((all) => ({ ...all, [id]: { ...(all[id] ?? NOBODY), ...to } }));
export const takeCompany = (id: string, to: Company): void => setCompany(id, to);

const watch = async (client: QueryClient, id: string): Promise<void> => {
  const held = client.getQueryData<LoadedThread>(keyOf(id))?.messages ?? [];
  const ack = await live.request('conversation.watch', { conversationId: id, afterSeq: lastSeq(held) });
  if (!ack.ok) return;
  takeConversation(client, ack.conversation);
  takeMessages(client, id, ack.messages);
  setCompany(id, { viewers: ack.viewers, typing: ack.typing });
  repairThread(client, id, ack.conversation.seq);
};

/** An open conversation: read over HTTP, then followed over the socket; watched again on each new connection. */
export const useThread = (id: string) => {
  const client = useQueryClient();
  const conversation = useQuery(
    q.conversations.show.queryOptions({ input: { id }, staleTime: 30_000, retry: 1 }),
  );
  const thread = useQuery({
    queryKey: keyOf(id),
    queryFn: () => readThread(client, id),
    staleTime: 30_000,
    retry: 1,
  });
  const online = useStore(line, (value) => value.state === 'online');
  const loaded = thread.data !== undefined;
  useEffect(() => {
    if (!online || !loaded) return;
    void watch(client, id);
    return () => void live.request('conversation.unwatch', { conversationId: id });
  }, [client, id, online, loaded]);
  const older = useOlder(client, id);
  return { conversation, thread, ...older };
};

const useOlder = (client: QueryClient, id: string) => {
  const [loadingOlder, setLoadingOlder] = useState(false);
  const loadOlder = useCallback(async () => {
    const held = client.getQueryData<LoadedThread>(keyOf(id));
    const beforeSeq = firstSeq(held?.messages ?? []);
    if (beforeSeq <= 1) return;
    setLoadingOlder(true);
    try {
      const { items } = await api.conversations.messages({ id, beforeSeq, limit: PAGE });
      client.setQueryData<LoadedThread>(keyOf(id), (thread = EMPTY_THREAD) => {
        const messages = mergeMessages(thread.messages, items);
        return { messages, complete: items.length === 0 || firstSeq(messages) <= 1 };
      });
    } finally {
      setLoadingOlder(false);
    }
  }, [client, id]);
  return { loadingOlder, loadOlder };
};

import { ORPCError } from '@orpc/client';
import type { QueryClient } from '@tanstack/react-query';
import { api, errorCode } from '../api/client.ts';
import { line, live } from '../socket/live.ts';
import {
  enqueue,
  markSending,
  type Outbox,
  type OutboxEntry,
  payload,
  putAllBack,
  putBack,
  refuse,
  sendable,
  settle,
} from './outbox.ts';
import { createKeptStore } from './store.ts';
import { takeMessages } from './threads.ts';

const isOutbox = (value: unknown): value is Outbox =>
  Array.isArray(value) &&
  value.every((entry) => typeof entry === 'object' && entry !== null && 'clientId' in entry);

/** What is written and not yet known to be kept by the server. Survives a reload. */
export const outbox = createKeptStore<Outbox>('madoguchi.outbox', [], isOutbox);

/** Over the socket; when it does not answer, over HTTP with the same client id. */
const send = async (client: QueryClient, entry: OutboxEntry): Promise<void> => {
  const ack = await live.request('message.send', {
    conversationId: entry.conversationId,
    ...payload(entry),
    ...(entry.thenResolve === true ? { thenResolve: true } : {}),
  });
  if (ack.ok) return accept(client, entry, ack.message);
  if (ack.code !== 'unreachable') return outbox.set((held) => refuse(held, entry.clientId, ack.code));
  if (!navigator.onLine) return outbox.set((held) => putBack(held, entry.clientId));
  try {
    const { message } = await api.conversations.send({ id: entry.conversationId, ...payload(entry) });
    accept(client, entry, message);
    if (entry.thenResolve === true) await api.conversations.resolve({ id: entry.conversationId });
  } catch (error) {
    const final = error instanceof ORPCError && error.status < 500 && error.status !== 429;
    outbox.set((held) =>
      final ? refuse(held, entry.clientId, errorCode(error)) : putBack(held, entry.clientId),
    );
  }
};

const accept = (
  client: QueryClient,
  entry: OutboxEntry,
  message: Awaited<ReturnType<typeof api.conversations.send>>['message'],
): void => {
  takeMessages(client, entry.conversationId, [message]);
  outbox.set((held) => settle(held, [entry.clientId]));
};

let running = false;

/** Sends what can be sent; called after each change of the outbox and when the line comes back. */
const pump = async (client: QueryClient): Promise<void> => {
  if (running || line.get().state === 'offline') return;
  running = true;
  try {
    for (let next = sendable(outbox.get()); next.length > 0; next = sendable(outbox.get())) {
      for (const entry of next) outbox.set((held) => markSending(held, entry.clientId));
      await Promise.all(next.map((entry) => send(client, entry)));
      const stuck = next.some((entry) =>
        outbox.get().some((held) => held.clientId === entry.clientId && held.state === 'waiting'),
      );
      if (stuck) return;
    }
  } finally {
    running = false;
  }
};

/** Takes a message into the outbox and starts sending. */
export const sendMessage = (client: QueryClient, entry: OutboxEntry): void => {
  outbox.set((held) => enqueue(held, entry));
  void pump(client);
};

/** How long an unanswered message waits before it is tried again while the line seems up. Milliseconds. */
const TRY_AGAIN_MS = 5_000;

/** Keeps the outbox moving for as long as the frame is open. */
export const startSending = (client: QueryClient): (() => void) => {
  outbox.set(putAllBack);
  const run = () => void pump(client);
  const stopFollowing = line.subscribe(() => {
    if (line.get().state === 'online') outbox.set(putAllBack);
    run();
  });
  const stopOutbox = outbox.subscribe(run);
  const timer = setInterval(run, TRY_AGAIN_MS);
  run();
  return () => {
    stopFollowing();
    stopOutbox();
    clearInterval(timer);
  };
};

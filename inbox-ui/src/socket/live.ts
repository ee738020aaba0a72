import type { InboxAcks } from '#contracts/socket.ts';
import { createStore } from '../state/store.ts';
import {
  type Connect,
  type Connection,
  connectSocket,
  type PushData,
  type PushName,
  type SendData,
} from './connection.ts';

type Handler<K extends PushName> = (data: PushData<K>) => void;

/** `connecting` before the first connection, `offline` after one was lost. */
export type LineState = 'connecting' | 'online' | 'offline';

const handlers = new Map<PushName, Set<(data: never) => void>>();
let connection: Connection | undefined;
let connect: Connect = connectSocket;

/** Whether the line is up, and since when it has been in step with the server. */
export const line = createStore<{ state: LineState; inStepAt: number }>({
  state: 'connecting',
  inStepAt: Date.now(),
});

/** Development only: another way to connect, given before the frame opens the line. */
export const replaceConnection = (other: Connect): void => {
  connect = other;
};

const PUSHES: readonly PushName[] = [
  'conversations.changed',
  'messages.changed',
  'viewers.changed',
  'agents.changed',
  'offer.made',
  'offer.gone',
  'counts.changed',
  'timeline.changed',
  'notice',
];

const deliver = <K extends PushName>(name: K, data: PushData<K>): void => {
  for (const handler of handlers.get(name) ?? []) (handler as Handler<K>)(data);
};

/** The one line of the page: opened by the frame, closed at sign-out. */
export const live = {
  open: async (): Promise<void> => {
    if (connection !== undefined) return;
    const opened = await connect();
    connection = opened;
    for (const name of PUSHES) opened.on(name, (data) => deliver(name, data));
    opened.onStatus((connected) => {
      const now = Date.now();
      line.set((before) => {
        if (connected) return { state: 'online', inStepAt: now };
        if (before.state === 'online') return { state: 'offline', inStepAt: now };
        return before;
      });
    });
  },
  close: (): void => {
    connection?.close();
    connection = undefined;
  },
  /** Follows one kind of push; answers how to stop. */
  on: <K extends PushName>(name: K, handler: Handler<K>): (() => void) => {
    const known = handlers.get(name) ?? new Set();
    known.add(handler as (data: never) => void);
    handlers.set(name, known);
    return () => known.delete(handler as (data: never) => void);
  },
  request: async <K extends keyof InboxAcks>(name: K, data: SendData<K>): Promise<InboxAcks[K]> => {
    if (connection === undefined) return { ok: false, code: 'unreachable' };
    return connection.request(name, data);
  },
};

import { protocol } from 'virtual:contract';
import type { z } from 'zod';
import type { InboxAcks, InboxSend, InboxServerToClient } from '#contracts/socket.ts';

type SendName = keyof typeof InboxSend;
export type SendData<K extends SendName> = z.infer<(typeof InboxSend)[K]>;
export type PushName = keyof InboxServerToClient;
export type PushData<K extends PushName> = Parameters<InboxServerToClient[K]>[0];

/** How long an ack may take before the request counts as unanswered. Milliseconds. */
const ACK_TIMEOUT_MS = 10_000;

/** The line to the server as the inbox uses it. */
export interface Connection {
  /** Answers the ack, or `{ ok: false, code: 'unreachable' }` when none came in time. */
  request<K extends SendName>(name: K, data: SendData<K>): Promise<InboxAcks[K]>;
  on<K extends PushName>(name: K, handler: (data: PushData<K>) => void): void;
  /** Told at once and on each change. */
  onStatus(follower: (connected: boolean) => void): void;
  close(): void;
}
export type Connect = () => Promise<Connection>;

const NO_ANSWER = { ok: false, code: 'unreachable' } as const;

/** Opens `/inbox` with the session cookie. A server of another protocol number makes the page load anew. */
export const connectSocket: Connect = async () => {
  const { io } = await import('socket.io-client');
  const socket = io('/inbox', {
    transports: ['websocket', 'polling'],
    auth: { protocol },
    withCredentials: true,
  });
  socket.on('connect_error', (error) => {
    if (error.message === 'protocol-mismatch') window.location.reload();
  });
  return {
    request: async (name, data) => {
      if (!socket.connected) return NO_ANSWER;
      try {
        return await socket.timeout(ACK_TIMEOUT_MS).emitWithAck(name, data);
      } catch {
        return NO_ANSWER;
      }
    },
    on: (name, handler) => {
      // The catalogue types the payload; socket.io's own event typing cannot follow a generic name.
      socket.on(name as string, handler as (data: unknown) => void);
    },
    onStatus: (follower) => {
      follower(socket.connected);
      socket.on('connect', () => follower(true));
      socket.on('disconnect', () => follower(false));
    },
    close: () => socket.close(),
  };
};

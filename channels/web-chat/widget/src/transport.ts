import type { WidgetAcks, WidgetClientToServer, WidgetServerToClient } from '#contracts/socket.ts';
import { openPolling, openWebSocket, type Wire } from './wire.ts';

/** What the handshake carries. */
export interface Handshake {
  protocol: number;
  accountId: string;
  visitorToken?: string;
  userToken?: string;
  language: string;
  /** Of the browser: times that are promised are told in it. */
  timeZone?: string;
}

export type Ask = keyof WidgetClientToServer;
type AskData<E extends Ask> = Parameters<WidgetClientToServer[E]>[0];
type Push = { [E in keyof WidgetServerToClient]: Parameters<WidgetServerToClient[E]>[0] };

/** What the session hears. */
export interface Hearer {
  up(): void;
  /** `code`: the server refused the handshake with it; it is not tried again by itself. */
  down(code?: string): void;
  push<E extends keyof Push>(event: E, data: Push[E]): void;
}

export interface Link {
  readonly up: boolean;
  /** Starts or goes on at once; nothing when it is up. */
  open(): void;
  close(): void;
  /** Resolves with the ack; rejects when none comes in time or the link breaks. */
  ask<E extends Ask>(event: E, data: AskData<E>): Promise<WidgetAcks[E]>;
}

interface Waiting {
  resolve(answer: never): void;
  reject(error: Error): void;
  timer: number;
}

const ACK_MS = 10_000;
/** Before the server has told its own rhythm. */
const FIRST_PATIENCE_MS = 20_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 5_000;
/** WebSockets that never opened, before long polling is tried in turn. */
const BLOCKED_AFTER = 2;
const TO = '/widget,';

/**
 * The link to the server: socket.io's protocol (Engine.IO 4, Socket.IO 5), text packets only, by WebSocket, else by long
 * polling. Written out here because socket.io-client alone (13 kB gzip) is half of what the whole widget may weigh.
 */
export const createLink = (base: string, handshake: () => Handshake, hearer: Hearer): Link => {
  let wire: Wire | undefined;
  let up = false;
  let wanted = false;
  let met = false;
  let failures = 0;
  let retry = 0;
  let silence = 0;
  let patienceMs = FIRST_PATIENCE_MS;
  let polling = false;
  let lastId = 0;
  const acks = new Map<string, Waiting>();

  const broke = (code?: string): void => {
    clearTimeout(silence);
    clearTimeout(retry);
    wire?.close();
    wire = undefined;
    up = false;
    for (const { reject, timer } of acks.values()) {
      clearTimeout(timer);
      reject(new Error('broken'));
    }
    acks.clear();
    hearer.down(code);
    if (!wanted || code) return;
    failures += 1;
    const delay = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
    retry = window.setTimeout(open, delay * (0.5 + Math.random()));
  };

  const received = (packet: string): void => {
    // The server pings; when it falls silent the link is dead though nobody said so.
    clearTimeout(silence);
    silence = window.setTimeout(() => broke(), patienceMs);
    const type = packet[0];
    if (type === '0') {
      const { pingInterval, pingTimeout } = JSON.parse(packet.slice(1));
      patienceMs = pingInterval + pingTimeout;
      wire?.send(`40${TO}${JSON.stringify(handshake())}`);
    } else if (type === '1') broke();
    else if (type === '2') wire?.send('3');
    else if (type === '4') message(packet);
  };

  const message = (packet: string): void => {
    const [, kind, id = '', body = ''] = /^4(\d)\/widget,(\d*)(.*)$/s.exec(packet) ?? [];
    const data = body ? JSON.parse(body) : {};
    if (kind === '0') {
      up = met = true;
      failures = 0;
      hearer.up();
    } else if (kind === '1') broke();
    else if (kind === '2') {
      hearer.push(data[0], data[1]);
      if (id) wire?.send(`43${TO}${id}[]`);
    } else if (kind === '3') {
      const waiting = acks.get(id);
      acks.delete(id);
      clearTimeout(waiting?.timer);
      waiting?.resolve(data[0] as never);
    } else if (kind === '4') broke(data.data?.code ?? data.message ?? 'internal');
  };

  const open = (): void => {
    clearTimeout(retry);
    wanted = true;
    if (wire) return;
    // Polling once it is known to be needed; before that both in turn.
    const polls = met ? polling : failures >= BLOCKED_AFTER && failures % 2 === 0;
    polling = polls;
    wire = (polls ? openPolling : openWebSocket)(base, received, () => broke());
    silence = window.setTimeout(() => broke(), FIRST_PATIENCE_MS);
  };

  addEventListener('online', () => wanted && open());
  addEventListener('offline', () => wire && broke());

  return {
    get up() {
      return up;
    },
    open,
    close() {
      wanted = false;
      broke();
    },
    ask: (event, data) =>
      new Promise((resolve, reject) => {
        if (!up) return reject(new Error('offline'));
        lastId += 1;
        const id = String(lastId);
        const timer = window.setTimeout(() => {
          acks.delete(id);
          reject(new Error('timeout'));
        }, ACK_MS);
        acks.set(id, { resolve, reject, timer });
        wire?.send(`42${TO}${id}${JSON.stringify([event, data])}`);
      }),
  };
};

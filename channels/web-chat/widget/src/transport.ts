import { Manager, type Socket, WebSocket } from 'socket.io-client';
import type { WidgetClientToServer, WidgetServerToClient } from '#contracts/socket.ts';

export type WidgetSocket = Socket<WidgetServerToClient, WidgetClientToServer>;

/** What the handshake carries. */
export interface Handshake {
  protocol: number;
  accountId: string;
  visitorToken?: string;
  userToken?: string;
  language: string;
  page?: { url: string; title: string };
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 5_000;

/** Opens nothing yet. WebSocket only; when it never gets through, long polling is fetched and tried from then on. */
export const createSocket = (base: string, handshake: () => Handshake): WidgetSocket => {
  const manager = new Manager(base, {
    path: '/socket.io',
    transports: [WebSocket],
    autoConnect: false,
    reconnectionDelay: FIRST_RETRY_MS,
    reconnectionDelayMax: LAST_RETRY_MS,
  });
  let met = false;
  manager.on('open', () => {
    met = true;
  });
  manager.on('error', async () => {
    if (met || !navigator.onLine || manager.opts.transports?.length !== 1) return;
    const { polling } = await import('./polling.ts');
    manager.opts.transports = [polling, WebSocket];
  });
  return manager.socket('/widget', { auth: (give: (data: object) => void) => give(handshake()) });
};

import { io, type Socket } from 'socket.io-client';
import type { IncomingSms, SimulatedTwilio } from '#channels/sms/simulate-books.ts';
import { SOCKET_PROTOCOL, type WidgetClientToServer, type WidgetServerToClient } from '#contracts/socket.ts';
import type { Persona } from './personas.ts';
import type { Voice } from './play.ts';

/** A photograph, as small as one can be. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const ACK_TIMEOUT_MS = 10_000;

/** Customers with phones, all of one simulated Twilio: each hears what is sent to their number. */
export const createPhones = (twilio: SimulatedTwilio): ((persona: Persona) => Voice) => {
  const listeners = new Map<string, (text: string) => void>();
  twilio.onSend((message) => listeners.get(message.to)?.(message.body));
  return (persona) => ({
    say: async (line) => {
      const message: IncomingSms = { from: persona.address, body: line.text };
      if (line.picture) message.media = [{ mime: 'image/png', data: PICTURE }];
      const { sid, statuses } = await twilio.receive(message);
      const last = statuses.at(-1) ?? 0;
      if (last < 200 || last >= 300) throw new Error(`the webhook answered ${statuses.join(', ')}`);
      if (line.twice) await twilio.redeliver(sid);
    },
    onReply: (listener) => {
      listeners.set(persona.address, listener);
    },
    close: async () => {
      listeners.delete(persona.address);
    },
  });
};

type WidgetSocket = Socket<WidgetServerToClient, WidgetClientToServer>;

/** A customer on the shop's page: the widget's own words over the widget's own socket. */
export const openVisitor = async (persona: Persona, url: string, accountId: string): Promise<Voice> => {
  const socket: WidgetSocket = io(`${url}/widget`, {
    transports: ['websocket'],
    extraHeaders: { origin: url },
    auth: { protocol: SOCKET_PROTOCOL, accountId, language: persona.language },
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  let count = 0;
  const seen = new Set<string>();
  const timed = socket.timeout(ACK_TIMEOUT_MS);
  const page = { url: `${url}/demo`, title: 'simulate' };
  const started = await timed.emitWithAck('session.start', { page });
  if (!started.ok) throw new Error(`session.start: ${started.code}`);
  return {
    say: async (line) => {
      count += 1;
      const clientId = `simulate-${String(count).padStart(4, '0')}`;
      for (let times = line.twice ? 2 : 1; times > 0; times -= 1) {
        const ack = await timed.emitWithAck('message.send', { clientId, text: line.text });
        if (!ack.ok) throw new Error(`message.send: ${ack.code}`);
      }
    },
    onReply: (listener) => {
      socket.on('messages.changed', ({ messages }) => {
        for (const message of messages) {
          if (message.from === 'customer' || seen.has(message.id)) continue;
          seen.add(message.id);
          listener(message.text);
        }
      });
    },
    close: async () => {
      socket.disconnect();
    },
  };
};

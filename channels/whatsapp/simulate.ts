import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SIGNATURE_HEADER, signatureOf } from '#channels/meta-webhooks.ts';
import {
  answerApi,
  nextId,
  type SentByNumber,
  type WhatsappBooks,
  type WhatsappFault,
  type WhatsappOptions,
} from './simulate-api.ts';

type Json = Record<string, unknown>;

/** A person on WhatsApp; without `phone` one who keeps their number to themselves. */
export interface WhatsappPerson {
  phone?: string;
  userId?: string;
  name?: string;
}

/** Meta's side of one business number: the Graph API over HTTP, and signed webhooks. */
export interface SimulatedWhatsapp {
  readonly url: string;
  readonly sent: SentByNumber[];
  readonly uploads: WhatsappBooks['uploads'];
  /** Media that webhooks name, by id. */
  readonly media: WhatsappBooks['media'];
  readonly templates: WhatsappBooks['templates'];
  fault(...faults: WhatsappFault[]): void;
  /** Ends the token at this time, and whether the app is subscribed to the account. */
  set(state: { tokenEndsAt?: number; subscribed?: boolean }): void;
  /** A change of this number: `value` without its metadata, unless it brings other. */
  change(value: Json, field?: string): Json;
  /** A message of a person as it stands in a webhook. */
  message(person: WhatsappPerson, content: Json, more?: Json): Json;
  /** Sends changes as one batch; answers the statuses of its tries. */
  deliver(changes: readonly Json[], options?: { secret?: string; times?: number }): Promise<number[]>;
  /** Sends one person's message; answers its id. */
  says(person: WhatsappPerson, content: string | Json, more?: Json): Promise<string>;
  /** Tells a status of a sent message. */
  status(id: string, status: string, more?: Json): Promise<number[]>;
  /** Asks whether the address is ours, with the verify token unless told otherwise. */
  greet(token?: string): Promise<{ status: number; body: string }>;
  close(): Promise<void>;
}

const readAll = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const post = async (url: string, secret: string, body: string): Promise<number> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [SIGNATURE_HEADER]: signatureOf(secret, body) },
      body,
      signal: AbortSignal.timeout(15_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
};

const waIdOf = ({ phone }: WhatsappPerson): string | undefined => phone?.replace('+', '');
const contactOf = (person: WhatsappPerson): Json => ({
  profile: { name: person.name ?? 'Test User' },
  ...(person.phone ? { wa_id: waIdOf(person) } : {}),
  ...(person.userId ? { user_id: person.userId } : {}),
});

const createWebhooks = (books: WhatsappBooks) => {
  const { options } = books;
  const change: SimulatedWhatsapp['change'] = (value, field = 'messages') => ({
    field,
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '81312345678', phone_number_id: options.phoneNumberId },
      ...value,
    },
  });
  const deliver: SimulatedWhatsapp['deliver'] = async (changes, { secret, times = 1 } = {}) => {
    const entry = changes.map((one) => ({ id: options.businessAccountId, changes: [one] }));
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry });
    const statuses: number[] = [];
    for (let n = 0; n < times; n += 1) {
      for (let tries = 0; tries <= (options.retries ?? 1); tries += 1) {
        if (tries > 0) await sleep(options.retryMs ?? 50);
        const status = await post(options.webhookUrl, secret ?? options.appSecret, body);
        statuses.push(status);
        if (status >= 200 && status < 300) break;
      }
    }
    return statuses;
  };
  const message: SimulatedWhatsapp['message'] = (person, content, more = {}) => ({
    ...(person.phone ? { from: waIdOf(person) } : {}),
    ...(person.userId ? { from_user_id: person.userId } : {}),
    id: nextId(books),
    timestamp: String(Math.floor(Date.now() / 1_000)),
    ...content,
    ...more,
  });
  return { change, deliver, message };
};

/** Starts Meta on a free port. */
export const startWhatsapp = async (options: WhatsappOptions): Promise<SimulatedWhatsapp> => {
  const books: WhatsappBooks = {
    options,
    url: '',
    sent: [],
    uploads: new Map(),
    media: new Map(),
    templates: [],
    faults: [],
    tokenEndsAt: 0,
    subscribed: true,
    next: 1,
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://graph');
    const { method = 'GET', headers } = request;
    readAll(request)
      .then((body) =>
        answerApi(books, { method, url, authorization: headers.authorization ?? '', body }, response),
      )
      .catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  books.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { change, deliver, message } = createWebhooks(books);
  return {
    ...books,
    fault: (...faults) => {
      books.faults.push(...faults);
    },
    set: (state) => {
      Object.assign(books, state);
    },
    change,
    message,
    deliver,
    says: async (person, content, more) => {
      const said = typeof content === 'string' ? { type: 'text', text: { body: content } } : content;
      const one = message(person, said, more);
      await deliver([change({ contacts: [contactOf(person)], messages: [one] })]);
      return String(one.id);
    },
    status: (id, status, more = {}) =>
      deliver([
        change({
          statuses: [
            {
              id,
              status,
              timestamp: String(Math.floor(Date.now() / 1_000)),
              recipient_id: '819012345678',
              ...more,
            },
          ],
        }),
      ]),
    greet: async (token) => {
      const query = new URLSearchParams({
        'hub.mode': 'subscribe',
        'hub.challenge': '1158201444',
        'hub.verify_token': token ?? options.verifyToken,
      });
      const response = await fetch(`${options.webhookUrl}?${query}`, { signal: AbortSignal.timeout(15_000) });
      return { status: response.status, body: await response.text() };
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((done, fail) => server.close((error) => (error ? fail(error) : done())));
    },
  };
};

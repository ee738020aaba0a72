import { setTimeout as sleep } from 'node:timers/promises';
import { SIGNATURE_HEADER, signatureOf } from '#channels/meta-webhooks.ts';
import { type GraphBooks, type GraphFault, type GraphSent, serveGraph } from './simulate-graph.ts';

export interface MessengerOptions {
  pageId: string;
  appSecret: string;
  pageAccessToken: string;
  webhookUrl: string;
  /** Redeliveries after a webhook that was not answered 200. Default 1. */
  retries?: number;
  retryMs?: number;
  slowMs?: number;
}

type Json = Record<string, unknown>;

/** Facebook's side of one page: the Graph API over HTTP, and signed events to its webhook. */
export interface SimulatedMessenger {
  readonly url: string;
  readonly sent: GraphSent[];
  /** Names of people by their page-scoped id. */
  readonly names: Map<string, string>;
  /** Media its URLs (`<url>/media/<name>`) give. */
  readonly media: Map<string, Buffer>;
  /** Webhook fields the page is subscribed to. */
  readonly subscribed: string[];
  fault(...faults: GraphFault[]): void;
  /** Posts entries as one signed webhook; answers the statuses of its tries. */
  post(entries: Json[], options?: { secret?: string }): Promise<number[]>;
  /** One messaging event of the page. */
  event(event: Json, options?: { secret?: string; list?: 'messaging' | 'standby' }): Promise<number[]>;
  /** One change of the page's feed. */
  feed(value: Json, field?: string): Promise<number[]>;
  /** Asks for the webhook with a challenge; what came back. */
  subscribe(verifyToken: string): Promise<{ status: number; body: string }>;
  close(): Promise<void>;
}

/** A text message by a person. */
export const said = (pageId: string, psid: string, mid: string, text: string, at: number): Json => ({
  sender: { id: psid },
  recipient: { id: pageId },
  timestamp: at,
  message: { mid, text },
});

const deliver = async (options: MessengerOptions, body: string, secret: string): Promise<number> => {
  try {
    const response = await fetch(options.webhookUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [SIGNATURE_HEADER]: signatureOf(secret, Buffer.from(body)),
      },
      body,
      signal: AbortSignal.timeout(15_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
};

/** Starts Facebook on a free port. */
export const startMessenger = async (options: MessengerOptions): Promise<SimulatedMessenger> => {
  const books: GraphBooks = {
    pageId: options.pageId,
    token: options.pageAccessToken,
    subscribed: [
      'messages',
      'messaging_postbacks',
      'message_deliveries',
      'message_reads',
      'message_echoes',
      'message_reactions',
      'message_edits',
      'feed',
    ],
    names: new Map(),
    media: new Map(),
    sent: [],
    faults: [],
    slowMs: options.slowMs ?? 200,
    nextId: 1_000,
  };
  const server = await serveGraph(books);
  const post: SimulatedMessenger['post'] = async (entries, { secret } = {}) => {
    const body = JSON.stringify({ object: 'page', entry: entries });
    const statuses: number[] = [];
    for (let tries = 0; tries <= (options.retries ?? 1); tries++) {
      if (tries > 0) await sleep(options.retryMs ?? 50);
      const status = await deliver(options, body, secret ?? options.appSecret);
      statuses.push(status);
      if (status === 200) break;
    }
    return statuses;
  };
  const entry = (more: Json): Json => ({ id: options.pageId, time: Date.now(), ...more });
  return {
    url: server.url,
    sent: books.sent,
    names: books.names,
    media: books.media,
    subscribed: books.subscribed,
    fault: (...faults) => {
      books.faults.push(...faults);
    },
    post,
    event: (event, { list = 'messaging', ...more } = {}) => post([entry({ [list]: [event] })], more),
    feed: (value, field = 'feed') => post([entry({ changes: [{ field, value }] })]),
    subscribe: async (verifyToken) => {
      const query = new URLSearchParams({
        'hub.mode': 'subscribe',
        'hub.verify_token': verifyToken,
        'hub.challenge': '1158201444',
      });
      const response = await fetch(`${options.webhookUrl}?${query}`);
      return { status: response.status, body: await response.text() };
    },
    close: server.close,
  };
};

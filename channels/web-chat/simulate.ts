import { randomUUID } from 'node:crypto';
import { SOCKET_PROTOCOL, type WidgetMessage, type WidgetState } from '#contracts/socket.ts';
import type { Language } from '#contracts/time.ts';

/** The few things of a socket.io client socket that a customer's browser uses. */
export interface CustomerSocket {
  on(event: string, listener: (...args: never[]) => void): unknown;
  timeout(ms: number): { emitWithAck(event: string, data: object): Promise<unknown> };
  connect(): unknown;
  disconnect(): unknown;
}
/** `io` of socket.io-client, given by the caller: a channel does not know the library. */
export type Connect = (
  url: string,
  options: { transports: string[]; autoConnect: boolean; auth: object },
) => CustomerSocket;

export interface CustomerOptions {
  /** Address of the server. */
  url: string;
  accountId: string;
  connect: Connect;
  language?: Language;
  /** Signed identity token of the shop. */
  userToken?: string;
  visitorToken?: string;
}

type Answer<T = object> = ({ ok: true } & T) | { ok: false; code: string };
const ACK_MS = 15_000;
const ATTEMPTS = 5;
const RETRY_MS = 300;

/** A customer's browser, played. It speaks as the widget does: client ids, cursor, and the same words again when no answer came. */
export interface SimulatedCustomer {
  readonly messages: WidgetMessage[];
  readonly state: WidgetState | undefined;
  readonly visitorToken: string | undefined;
  /** Resolves once the server has it in its ledger. Throws Error(code). Gives the client id. */
  say(text: string, more?: { payload?: string; fileIds?: string[]; clientId?: string }): Promise<string>;
  askPerson(): Promise<void>;
  rate(surveyId: string, score: number, comment?: string): Promise<void>;
  end(): Promise<void>;
  /** Uploads a file and gives its id. Throws Error(code). */
  upload(name: string, mime: string, data: Uint8Array<ArrayBuffer>): Promise<string>;
  /** The first held or coming message that fits. Throws after `ms`. */
  until(fits: (message: WidgetMessage) => boolean, ms?: number): Promise<WidgetMessage>;
  close(): void;
}

/** Opens the chat. Rejects when the server refuses the handshake. */
export async function openCustomer(options: CustomerOptions): Promise<SimulatedCustomer> {
  const { url, accountId, language = 'ja', userToken } = options;
  const held = new Map<string, WidgetMessage>();
  const waiting = new Set<() => void>();
  let state: WidgetState | undefined;
  let { visitorToken } = options;
  const socket = options.connect(`${url}/widget`, {
    transports: ['websocket'],
    autoConnect: false,
    auth: {
      protocol: SOCKET_PROTOCOL,
      accountId,
      language,
      ...(userToken ? { userToken } : {}),
      ...(visitorToken ? { visitorToken } : {}),
    },
  });
  const hold = (messages: readonly WidgetMessage[]): void => {
    for (const message of messages) held.set(message.id, message);
    for (const wake of waiting) wake();
  };
  const sorted = (): WidgetMessage[] =>
    [...held.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.seq - b.seq));

  const ask = async <T>(event: string, data: object): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = (await socket
        .timeout(ACK_MS)
        .emitWithAck(event, data)
        .catch(() => ({ ok: false, code: 'timeout' }))) as Answer<T>;
      if (answer.ok) return answer;
      if (!['timeout', 'busy', 'store-unavailable'].includes(answer.code) || attempt === ATTEMPTS)
        throw new Error(answer.code);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  };
  const start = async (): Promise<void> => {
    const last = sorted().at(-1);
    const cursor = last ? { conversationId: last.conversationId, seq: last.seq } : undefined;
    const answer = await ask<{ visitorToken: string; state: WidgetState; messages: WidgetMessage[] }>(
      'session.start',
      cursor ? { cursor } : {},
    );
    ({ state, visitorToken } = answer);
    hold(answer.messages);
  };

  socket.on('messages.changed', (data: { messages: WidgetMessage[] }, confirm?: () => void) => {
    hold(data.messages);
    confirm?.();
  });
  socket.on('state.changed', (next: WidgetState) => {
    state = next;
  });
  await new Promise<void>((resolve, reject) => {
    socket.on('connect_error', (error: Error) => reject(error));
    // Also after each break.
    socket.on('connect', () => start().then(resolve, reject));
    socket.connect();
  });

  return {
    get messages() {
      return sorted();
    },
    get state() {
      return state;
    },
    get visitorToken() {
      return visitorToken;
    },
    async say(text, { clientId = randomUUID(), ...more } = {}) {
      await ask('message.send', { clientId, text, sentAt: new Date().toISOString(), ...more });
      return clientId;
    },
    askPerson: async () => void (await ask('person.ask', { clientId: randomUUID() })),
    rate: async (surveyId, score, comment) =>
      void (await ask('survey.answer', {
        clientId: randomUUID(),
        surveyId,
        score,
        ...(comment ? { comment } : {}),
      })),
    end: async () => void (await ask('conversation.end', { clientId: randomUUID() })),
    upload: (name, mime, data) =>
      upload({ url, accountId, visitorToken: visitorToken ?? '', userToken }, name, mime, data),
    until: (fits, ms = ACK_MS) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = sorted().find(fits);
          if (!found) return;
          done();
          resolve(found);
        };
        const timer = setTimeout(() => {
          done();
          reject(new Error('no such message came'));
        }, ms);
        const done = (): void => {
          clearTimeout(timer);
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
    close: () => void socket.disconnect(),
  };
}

async function upload(
  who: { url: string; accountId: string; visitorToken: string; userToken: string | undefined },
  name: string,
  mime: string,
  data: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([data], { type: mime }), name);
  const answer = await fetch(`${who.url}/api/v1/files`, {
    method: 'POST',
    body: form,
    headers: {
      'x-visitor-token': who.visitorToken,
      'x-account-id': who.accountId,
      ...(who.userToken ? { 'x-user-token': who.userToken } : {}),
    },
    signal: AbortSignal.timeout(ACK_MS),
  });
  const body = (await answer.json()) as { fileId?: string; error?: { code: string } };
  if (!answer.ok || !body.fileId) throw new Error(body.error?.code ?? String(answer.status));
  return body.fileId;
}

import { createHash } from 'node:crypto';

/**
 * What happens to one send, in place of going well. `…-taken` ones are on Twilio's books although the caller does not hear it;
 * `refuse` answers with Twilio's error code, `undelivered` takes it and reports that code later.
 */
export type SendFault =
  | 'throttled'
  | 'server-error'
  | 'server-error-taken'
  | 'reset'
  | 'reset-taken'
  | 'silent-taken'
  | 'html'
  | 'html-taken'
  | { refuse: number }
  | { undelivered: number };

/** One message on Twilio's books. */
export interface TwilioMessage {
  sid: string;
  direction: 'inbound' | 'outbound-api';
  from: string;
  to: string;
  body: string;
  media: string[];
  status: string;
  errorCode?: number;
  statusCallback?: string;
  createdAt: Date;
}

export interface TwilioOptions {
  accountSid: string;
  authToken: string;
  /** The connected number, in E.164. */
  number: string;
  /** The server's webhook for it, exactly as the server would print it. */
  webhookUrl: string;
  /** Makes sids and delays repeatable. */
  seed?: number;
  /** Tells runs of one seed apart: a sid must not come twice to a server that keeps its keys. */
  run?: string;
  /** Twilio's own opt-out handling: a number that wrote a stop word is refused with 21610 until it writes a start word (false). */
  optOut?: boolean;
  /** Longest wait before a status callback, in milliseconds (50). */
  statusDelayMs?: number;
  /** How often a webhook that got no 2xx is sent again (1, as Twilio's default), and the wait before (100 ms, doubled each time). */
  retries?: number;
  retryMs?: number;
  /** Where fetched media are sent on to (the simulator's own store, which asks for no credentials). */
  mediaRedirect?: string;
}

/** Twilio, played on loopback: takes sends, reports on them, and brings messages, all signed. */
export interface SimulatedTwilio {
  /** To be the account's `apiBase`. */
  readonly url: string;
  /** Its own books, in order. What the product says it sent is checked against these. */
  readonly messages: TwilioMessage[];
  /** Path and Authorization of each request it got. */
  readonly requests: { path: string; authorization: string | undefined }[];
  /** What happens to the next sends, one each. */
  fail(...faults: SendFault[]): void;
  /** Hears of each message it takes. */
  onSend(listener: (message: TwilioMessage) => void): void;
  /** A customer writes. Resolves with the server's answers, the last one first to be 2xx if any was. */
  receive(message: IncomingSms): Promise<{ sid: string; statuses: number[] }>;
  /** Sends the webhook of a message or state again, byte for byte. */
  redeliver(sid: string): Promise<number[]>;
  /** Form fields of the latest webhook about a message. */
  webhookFields(sid: string): Record<string, string>;
  /** Resolves when every status callback has been given. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface IncomingSms {
  from: string;
  body: string;
  media?: { mime: string; data: Buffer }[];
  /** A given sid makes a test's message its own. */
  sid?: string;
}

/** Form fields in order. */
export type Fields = [string, string][];

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** State of one simulator, and what its parts share. */
export interface Books {
  options: TwilioOptions;
  messages: TwilioMessage[];
  requests: { path: string; authorization: string | undefined }[];
  faults: SendFault[];
  stopped: Set<string>;
  media: Map<string, { mime: string; data: Buffer }>;
  listeners: ((message: TwilioMessage) => void)[];
  webhooks: Map<string, { url: string; fields: Fields }[]>;
  work: Set<Promise<unknown>>;
  closing: AbortController;
  random(): number;
  nextSid(prefix: string): string;
}

/** Empty books. */
export const createBooks = (options: TwilioOptions): Books => {
  const seed = options.seed ?? 1;
  let count = 0;
  return {
    options,
    messages: [],
    requests: [],
    faults: [],
    stopped: new Set(),
    media: new Map(),
    listeners: [],
    webhooks: new Map(),
    work: new Set(),
    closing: new AbortController(),
    random: seededRandom(seed),
    nextSid: (prefix) => {
      count += 1;
      return (
        prefix +
        createHash('md5')
          .update(`${options.accountSid}:${seed}:${options.run ?? ''}:${count}`)
          .digest('hex')
      );
    },
  };
};

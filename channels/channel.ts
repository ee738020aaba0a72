import type { z } from 'zod';
import type * as Inbound from '#contracts/inbound.ts';
import type { Attachment, Channel as ChannelKind, OutboundMessage } from '#contracts/message.ts';
import type { Language } from '#contracts/time.ts';

/** A raw webhook request, body untouched. Header names in lower case. */
export interface RawRequest {
  method: 'GET' | 'POST';
  /** Path and query exactly as they came, not normalised. */
  url: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: Buffer;
  contentType: string;
  /** When it came in: stands in for the provider's time where the provider tells none. */
  receivedAt: Date;
}

/** One connected account as the adapter sees it: settings already parsed by its schema, secrets decrypted. */
export interface Account<S = Record<string, unknown>> {
  id: string;
  channel: ChannelKind;
  name: string;
  settings: S;
  secrets: Record<string, string>;
  publicUrl: string;
}

export type Verified = { ok: true } | { ok: false; code: 'bad-signature' | 'secret-missing' };

/**
 * One fact out of a raw request. `key` names the fact: `message:<id>`, `status:<id>:<state>[:<recipient>]`, `edit|reaction|unsend:<id>:<time>`,
 * `widget:<visitor>:<clientId>`, or a hash when there is no id. `lane` is what must stay in order: account + provider's thread or sender.
 * `accountRef` names the account when the request holds several ('' = the one it was sent to). `body` is JSON that `parse` reads.
 */
export interface SplitItem {
  accountRef: string;
  key: string;
  lane: string;
  body: unknown /** Orders items inside the lane where the provider counts. */;
  counter?: number;
}

export type Sender = Inbound.Sender;
export type InboundEvent = Inbound.InboundEvent;

/** What the channel can show; the core degrades by these data, never by the channel's name. */
export interface Capabilities {
  /** Longest text of one part, UTF-16 units. */
  maxText: number;
  quickReplies: boolean;
  cards: boolean;
  attachments: { maxBytes: number; maxCount: number; mimes: readonly string[] };
  typing: boolean;
  readMarks: boolean;
  /** Delivery statuses the provider reports back. */
  statuses: readonly ('sent' | 'delivered' | 'read' | 'failed')[];
  /** How the survey goes out: drawn in line by the client, or as text. */
  survey: 'inline' | 'text';
  /** Whether an agent can write first. */
  canStart: boolean;
  /** Hours after the customer's last message in which we may answer; absent = always. */
  replyWindowHours?: number;
  /** Whether the sender's opt-out words are binding. */
  optOut: boolean;
  /** How fast one account may send: per second, at once, and calls under way. Absent = 50, 50, 8. An account may set `sendsPerSecond` lower. */
  rate?: { perSecond: number; burst: number; inFlight: number };
}

/** One wire request to make, in order. `part` counts from 0; each becomes one delivery. */
export interface WirePart {
  part: number;
  body: unknown;
}

export interface SendContext<S> {
  account: Account<S> /** Same key on each attempt of the same delivery. */;
  idempotencyKey: string;
  to: string;
  threadKey: string;
  http: HttpPort;
  signal: AbortSignal /** Signed public URL of a stored file. */;
  fileUrl(fileId: string): string;
  /** When the uncertain send was tried; `reconcile` looks no further back. */
  triedAt?: Date;
}
/** `providerId` ties later statuses to us. `state` is what the provider said at once. */
export interface SendReceipt {
  providerId: string;
  state: 'sent' | 'delivered';
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}
/** The one guarded way out: SSRF checks, timeout (default 10 s), size cap (default 1 MiB). Throws DeliveryError-free `HttpFault`. */
export interface HttpPort {
  request(input: {
    method: 'GET' | 'POST' | 'DELETE';
    url: string;
    headers?: Record<string, string>;
    body?: string | Buffer;
    timeoutMs?: number;
    maxBytes?: number /** Redirects to follow, re-checked each; default 0. Credentials are dropped on a change of host. */;
    redirects?: number;
  }): Promise<HttpResponse>;
}
/** `sent: false` = certainly never reached the peer; `true` = may have been taken. */
export class HttpFault extends Error {
  override readonly name = 'HttpFault';
  readonly code: 'address-not-allowed' | 'unreachable' | 'timeout' | 'reset' | 'too-large';
  readonly sent: boolean;
  constructor(code: HttpFault['code'], sent: boolean, cause?: unknown) {
    super(code, { cause });
    this.code = code;
    this.sent = sent;
  }
}

export interface ChannelClient<S> {
  /** Sends one part. Throws DeliveryError. */
  send(part: WirePart, context: SendContext<S>): Promise<SendReceipt>;
  /** Finds out whether an uncertain send was taken. `undefined` = the provider cannot say. */
  reconcile?(part: WirePart, context: SendContext<S>): Promise<SendReceipt | 'not-sent' | undefined>;
  fetchMedia?(
    attachment: Attachment,
    context: Pick<SendContext<S>, 'account' | 'http' | 'signal'>,
  ): Promise<{ mime: string; name?: string; data: Buffer }>;
}

export interface ChannelDefinition<S = Record<string, unknown>> {
  /** Adapter id, also its folder. */
  id: string;
  channel: ChannelKind;
  inbound: readonly ('webhook' | 'poll' | 'socket' | 'smtp')[];
  capabilities: Capabilities;
  settings: z.ZodType<S>;
  /** Names of secrets; scrubbed from logs and stored payloads. `required` are needed before anything is accepted. */
  secrets: { required: readonly string[]; optional: readonly string[] };
  handshake?(
    request: RawRequest,
    account: Account<S>,
  ): { status: number; body: string; contentType: string } | undefined;
  verify(request: RawRequest, account: Account<S>): Verified;
  /** Pure. Raw request → facts; a request that cannot be split gives one item keyed by hash with `body.unparsed`. */
  split(request: RawRequest, account: Account<S>): SplitItem[];
  /** The answer to a kept request. */
  acknowledge(request: RawRequest): { status: number; body: string; contentType: string };
  /** Pure. Body of one ledger item → events. Throws AppError('unparseable') for the poison lane. */
  parse(body: unknown, account: Account<S>): InboundEvent[];
  /** Pure. What we want said → wire parts within the channel's limits. */
  render(
    message: OutboundMessage,
    context: { to: string; threadKey: string; account: Account<S> },
  ): WirePart[];
  client: ChannelClient<S>;
  /** Thread key ↔ address to write to, one pair with a round-trip test. */
  thread: { encode(address: string): string; decode(threadKey: string): string };
  strings: Record<Language, Record<string, string>>;
}

/** Checks the shape at compile time and erases the settings type for the registry. */
export const defineChannel = <S>(definition: ChannelDefinition<S>): ChannelDefinition<S> => definition;
/** Any channel, as the registry and the server hold it: settings come parsed by `settings`, so their type may be forgotten. */
export type AnyChannel = Omit<ChannelDefinition<unknown>, 'settings'> & { settings: z.ZodType };

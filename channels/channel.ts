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
export interface VerifyContext {
  http: HttpPort;
  now: Date;
}

/**
 * One fact out of a raw request. `key` names the fact: `message:<id>`, `status:<id>:<state>[:<recipient>]`, `edit|reaction|unsend:<id>:<time>`,
 * `widget:<visitor>:<clientId>`, or a hash when there is no id. `lane` is what must stay in order: account + provider's thread or sender.
 * `accountRef` names the account when the request holds several, by the provider's own id as `refs` tells it ('' = the one it was sent to); an item of an
 * account nobody connected is kept as `unrouted`. `body` is JSON that `parse` reads.
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
  /** Hours in which a human agent, and only they, may still answer (Messenger's human-agent tag); not below `replyWindowHours`. */
  humanWindowHours?: number;
  /** Approved templates, which may go out when the window is closed. */
  templates?: boolean;
  /** Subject, cc and bcc, HTML: the composer shows the fields. */
  mail?: boolean;
  /** A public message can be answered to its author alone: `extra.replyPrivately`. */
  privateReplies?: boolean;
  /** Whether the sender's opt-out words are binding. */
  optOut: boolean;
  /** The provider tells who somebody is who wrote: `client.profile`. */
  profiles?: boolean;
  /** How fast one account may send: per second, at once, and calls under way. Absent = 50, 50, 8. An account may set `sendsPerSecond` lower. */
  rate?: { perSecond: number; burst: number; inFlight: number };
}

/** One wire request to make, in order. `part` counts from 0; each becomes one delivery. */
export interface WirePart {
  part: number;
  body: unknown;
}

/** What the message answers is in `message.answers`. */
export interface RenderContext<S> {
  to: string;
  threadKey: string;
  account: Account<S>;
}

export interface SendContext<S> {
  account: Account<S> /** Same key on each attempt of the same delivery. */;
  idempotencyKey: string;
  to: string;
  threadKey: string;
  http: HttpPort;
  /** Guarded dialling for protocols that are not HTTP (SMTP, IMAP): the address to connect to. Throws HttpFault `address-not-allowed` | `unreachable`. */
  resolve(host: string): Promise<string>;
  signal: AbortSignal /** Signed public URL of a stored file. */;
  fileUrl(fileId: string): string;
  /** Bytes of a stored file of this message (mail parts, uploads to a provider). Throws AppError `not-found`. */
  file(fileId: string): Promise<{ name: string; mime: string; data: Buffer }>;
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
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
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

/** Who somebody is, by the provider. */
export interface CustomerProfile {
  name?: string;
  language?: Language;
}

export interface ChannelClient<S> {
  /** Sends one part. Throws DeliveryError. */
  send(part: WirePart, context: SendContext<S>): Promise<SendReceipt>;
  /** Finds out whether an uncertain send was taken. `undefined` = the provider cannot say. */
  reconcile?(part: WirePart, context: SendContext<S>): Promise<SendReceipt | 'not-sent' | undefined>;
  /** `item` gives the body of the ledger item the message came by, for media that lie in it. */
  fetchMedia?(
    attachment: Attachment,
    context: Pick<SendContext<S>, 'account' | 'http' | 'signal'> & { item(): Promise<unknown> },
  ): Promise<{ mime: string; name?: string; data: Buffer }>;
  /**
   * Name and language of somebody whose messages carry neither, asked after their first message is in and only while they are still called by their id.
   * `undefined` = the provider tells nothing of them. Throws DeliveryError.
   */
  profile?(
    who: { address: string; threadKey: string },
    context: Pick<SendContext<S>, 'account' | 'http' | 'signal'>,
  ): Promise<CustomerProfile | undefined>;
}

/** What a way in that the server holds open is given: an IMAP mailbox, an SMTP receiver. One process at a time, under a fenced lease. */
export interface ReceiveContext<S> {
  account: Account<S>;
  /** Where the last run stopped, as `keep` was told. */
  cursor(): Promise<string | undefined>;
  /** Keeps the items in the ledger and, once they are durable, the cursor. Rejects with AppError `store-unavailable` | `busy`: keep again later. */
  keep(items: readonly SplitItem[], cursor?: string): Promise<void>;
  /** Health of the way in, shown on the account: connected, or the code of what is wrong. */
  report(
    state: { ok: true } | { ok: false; code: 'auth' | 'unreachable' | 'protocol'; detail?: string },
  ): void;
  http: HttpPort;
  resolve(host: string): Promise<string>;
  /** Aborts at shutdown, when the lease is lost, and when the account changes. */
  signal: AbortSignal;
  now(): Date;
}

/** What a check of an account found, for the set-up page. `facts` are words of `strings` with values; `expiresAt` of its token. */
export interface CheckResult {
  ok: boolean;
  /** Key of `strings` that says what is wrong and what to do. */
  problem?: string;
  facts?: { label: string; value: string }[];
  expiresAt?: Date;
}

/** An approved template of the provider. `variables` in order; `header` if it takes a medium or text. */
export interface ChannelTemplate {
  name: string;
  language: string;
  category: string;
  status: 'approved' | 'pending' | 'rejected' | 'paused';
  body: string;
  variables: string[];
  header?: 'text' | 'image' | 'video' | 'document';
  buttons: { kind: 'reply' | 'url' | 'phone'; label: string }[];
}

export interface CheckContext<S> {
  account: Account<S>;
  http: HttpPort;
  resolve(host: string): Promise<string>;
  signal: AbortSignal;
  now: Date;
}

export interface ChannelDefinition<S = Record<string, unknown>> {
  /** Adapter id, also its folder. */
  id: string;
  channel: ChannelKind;
  inbound: readonly ('webhook' | 'poll' | 'socket' | 'smtp')[];
  capabilities: Capabilities;
  settings: z.ZodType<S>;
  /** Names of secrets; scrubbed from logs and stored payloads. `required` are needed before anything is accepted. */
  secrets: {
    required: readonly string[];
    optional: readonly string[];
    /** Made at random with the account and never shown: nobody types them. */
    made?: readonly string[];
  };
  handshake?(
    request: RawRequest,
    account: Account<S>,
  ): { status: number; body: string; contentType: string } | undefined;
  verify(request: RawRequest, account: Account<S>): Verified;
  /** A second proof that needs the network (a JWT's keys); asked after `verify` said yes. */
  verifyOnline?(request: RawRequest, account: Account<S>, context: VerifyContext): Promise<Verified>;
  /** The provider's own ids of this account (page, phone-number id), for requests that hold several accounts. */
  refs?(account: Account<S>): readonly string[];
  /** Pure. Raw request → facts; a request that cannot be split gives one item keyed by hash with `body.unparsed`. */
  split(request: RawRequest, account: Account<S>): SplitItem[];
  /** The answer to a kept request. */
  acknowledge(request: RawRequest): { status: number; body: string; contentType: string };
  /** Pure. Body of one ledger item → events. Throws AppError('unparseable') for the poison lane. A promise only where the parser's library needs one. */
  parse(body: unknown, account: Account<S>): InboundEvent[] | Promise<InboundEvent[]>;
  /** Pure. What we want said → wire parts within the channel's limits. */
  render(message: OutboundMessage, context: RenderContext<S>): WirePart[];
  client: ChannelClient<S>;
  /** Holds a way in open until `signal` aborts. What it throws is reported, and it is started again with backoff (1 s … 60 s). */
  receive?(context: ReceiveContext<S>): Promise<void>;
  /** Asks the provider whether the account works: the button of the set-up page. */
  check?(context: CheckContext<S>): Promise<CheckResult>;
  /** The account's templates, read from the provider. At most 500. */
  templates?(context: CheckContext<S>): Promise<ChannelTemplate[]>;
  /** Thread key ↔ address to write to, one pair with a round-trip test. */
  thread: { encode(address: string): string; decode(threadKey: string): string };
  strings: Record<Language, Record<string, string>>;
}

/** Checks the shape at compile time and erases the settings type for the registry. */
export const defineChannel = <S>(definition: ChannelDefinition<S>): ChannelDefinition<S> => definition;
/** Any channel, as the registry and the server hold it: settings come parsed by `settings`, so their type may be forgotten. */
export type AnyChannel = Omit<ChannelDefinition<unknown>, 'settings'> & { settings: z.ZodType };

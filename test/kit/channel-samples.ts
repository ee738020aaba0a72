import type fc from 'fast-check';
import type { Account, ChannelDefinition, RawRequest, Verified, WirePart } from '#channels/channel.ts';
import type { DeliveryError } from '#channels/delivery-error.ts';
import { OutboundMessage } from '#contracts/message.ts';
import type { Reply } from './provider.ts';

/** How often a property is tried with other values. */
export const RUNS = 100;

/** How a channel with webhooks shows its signatures. Without it the channel has no signed requests (sockets). */
export interface SignedSamples<S> {
  /** The same requests each time, signed with this account's secrets. At least one. */
  requests(account: Account<S>): RawRequest[];
  /** Header that carries the signature, in lower case. */
  header: string;
  /** The proof is a token beside the body, not a signature over it (Telegram): what is said of changed bodies does not hold. Default false. */
  tokenOnly?: boolean;
  /** The whole proof where a part of it needs the network (a token's keys); default the definition's `verify`. */
  verified?(request: RawRequest, account: Account<S>): Promise<Verified>;
  /** Requests with the same meaning in other bytes, still under the first signature: all refused. */
  reprinted(account: Account<S>): RawRequest[];
  /** Well signed, of kinds nobody has heard of: parsed as `unsupported`. */
  unknown(account: Account<S>): RawRequest[];
  /** Well signed, but not to be split: one item by hash, unparseable. */
  unreadable(account: Account<S>): RawRequest[];
}

/** How a channel that calls its provider over HTTP is answered. */
export interface ProviderSamples<S> {
  /** The account with its API at this address. */
  at(url: string): Account<S>;
  /** What the provider says when it has taken a send; the receipt's id must be `providerId`. */
  accepted: Reply;
  providerId: string;
  /** A 2xx that is a refusal all the same, and what it means. */
  refusedIn200: { reply: Reply; code: DeliveryError['code'] };
  /** Refusals with the provider's own codes. */
  refusals: { reply: Reply; code: DeliveryError['code']; retryable: boolean }[];
  /** Whether a repeated send with the same key is taken once (then what is uncertain may be retried). */
  idempotent: boolean;
}

export interface ChannelSamples<S> {
  definition: ChannelDefinition<S>;
  account: Account<S>;
  /** An account of another customer of the provider: same settings, other id and secrets. */
  stranger: Account<S>;
  /** An address to write to. */
  to: string;
  /** Addresses in the one spelling the channel keeps them in. */
  address: fc.Arbitrary<string>;
  /** Bodies of ledger items `parse` reads, when there are no signed requests. */
  bodies?: unknown[];
  signed?: SignedSamples<S>;
  provider?: ProviderSamples<S>;
  /** The text of one part, as the provider counts it. */
  textOf(part: WirePart): string;
}

/** A message of the core with this text. */
export const outbound = (words: string, rest: Partial<OutboundMessage> = {}): OutboundMessage => ({
  ...OutboundMessage.parse({
    messageId: 'm1',
    conversationId: 'c1',
    text: words,
    attachments: [],
    extra: {},
    language: 'ja',
  }),
  ...rest,
});

/** A copy that may be changed. */
export const clone = (request: RawRequest): RawRequest => ({
  ...request,
  headers: { ...request.headers },
  query: { ...request.query },
  body: Buffer.from(request.body),
});

/** The secrets of the account that can be read in a text, as they are or encoded. */
export const secretsIn = <S>(account: Account<S>, shown: string): string[] =>
  Object.values(account.secrets).filter(
    (secret) =>
      secret.length > 0 &&
      [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)].some((form) =>
        shown.includes(form),
      ),
  );

import type {
  Capabilities,
  ChannelTemplate,
  CheckResult,
  CustomerProfile,
  InboundEvent,
  RawRequest,
  SendReceipt,
  SplitItem,
  Verified,
} from '#channels/channel.ts';
import type { Attachment, Channel, OutboundMessage } from '#contracts/message.ts';

/** A channel account as the core keeps it; secrets never leave the port. */
export interface AccountInfo {
  id: string;
  channel: Channel;
  adapter: string;
  name: string;
  paused: boolean;
  settings: Record<string, unknown> /** Hours after resolve in which a message reopens. */;
  matterWindowHours: number /** The account starts with the bot. */;
  botFirst: boolean;
}

/** An adapter as the settings page draws it. */
export interface AdapterInfo {
  id: string;
  channel: Channel;
  canStart?: boolean;
  inbound: readonly string[];
  settingsSchema: Record<string, unknown>;
  secrets: { required: readonly string[]; optional: readonly string[] };
  strings: Record<string, Record<string, string>>;
}

export interface ChannelsPort {
  /** Where providers reach this server, without a slash at the end. */
  readonly publicUrl?: string;
  account(accountId: string): Promise<AccountInfo | undefined>;
  capabilities(account: AccountInfo): Capabilities;
  verify(
    accountId: string,
    request: RawRequest,
  ): Promise<
    | {
        verified: Verified;
        items: SplitItem[];
        answer: { status: number; body: string; contentType: string };
      }
    | undefined
  >;
  handshake(
    accountId: string,
    request: RawRequest,
  ): Promise<{ status: number; body: string; contentType: string } | undefined>;
  /** Pure but for the account look-up. Throws AppError('unparseable'). */
  parse(accountId: string, body: unknown): Promise<InboundEvent[]>;
  /** How many parts this becomes on that account; throws AppError when the channel cannot take it. */
  parts(accountId: string, to: string, threadKey: string, message: OutboundMessage): Promise<number>;
  /** Sends one part. Throws DeliveryError. */
  send(
    accountId: string,
    delivery: { to: string; threadKey: string; part: number; idempotencyKey: string },
    message: OutboundMessage,
  ): Promise<SendReceipt>;
  /** `triedAt`: when the uncertain send was made (the delivery's `claimedAt`); without it most providers cannot say. */
  reconcile(
    accountId: string,
    delivery: { to: string; threadKey: string; part: number; idempotencyKey: string; triedAt?: Date },
    message: OutboundMessage,
  ): Promise<SendReceipt | 'not-sent' | undefined>;
  /** A provider's medium. `mime` is by its bytes, `name` agrees with it. Throws AppError('file-not-accepted' …), DeliveryError, HttpFault. */
  fetchMedia(
    accountId: string,
    attachment: Attachment,
    /** Ledger item the message came by. */
    ledgerId?: string,
  ): Promise<{ mime: string; name?: string; data: Buffer } | undefined>;
  /** Name and language of somebody who wrote, by the provider. Undefined: it tells nothing, or the channel cannot ask. Throws DeliveryError. */
  profile(
    accountId: string,
    who: { address: string; threadKey: string },
  ): Promise<CustomerProfile | undefined>;
  /** Asks the provider whether the account works. Undefined: the adapter cannot ask. */
  check(accountId: string): Promise<CheckResult | undefined>;
  /** Approved templates, read from the provider; empty where the channel has none. */
  templates(accountId: string): Promise<ChannelTemplate[]>;
  /** Thread key ↔ address of the account's adapter. */
  address(account: AccountInfo, threadKey: string): string;
  threadKey(account: AccountInfo, address: string): string;
  /** Every adapter that can be connected, with its settings as JSON Schema. */
  adapters(): Promise<AdapterInfo[]>;
  /**
   * Settings and secrets of an account about to be saved: settings checked by the adapter's schema, secrets sealed for that account (an empty
   * string removes one, absent ones stay as `sealed` has them). Throws AppError('invalid-input' with `data.issues` | 'channel-not-available').
   */
  prepare(input: {
    accountId: string;
    adapter: string;
    settings: Record<string, unknown>;
    secrets: Record<string, string>;
    sealed?: Record<string, string>;
  }): Promise<{ channel: Channel; settings: Record<string, unknown>; sealed: Record<string, string> }>;
  /** The account was saved: the next call reads it again. */
  changed(accountId: string): void;
}

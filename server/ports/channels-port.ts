import type {
  Capabilities,
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

export interface ChannelsPort {
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
  reconcile(
    accountId: string,
    delivery: { to: string; threadKey: string; part: number; idempotencyKey: string },
    message: OutboundMessage,
  ): Promise<SendReceipt | 'not-sent' | undefined>;
  fetchMedia(
    accountId: string,
    attachment: Attachment,
  ): Promise<{ mime: string; name?: string; data: Buffer } | undefined>;
  /** Thread key ↔ address of the account's adapter. */
  address(account: AccountInfo, threadKey: string): string;
  threadKey(account: AccountInfo, address: string): string;
}

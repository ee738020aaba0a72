import { createHash } from 'node:crypto';

/**
 * What happens to one send in place of going well. `…-taken` ones have been made although the caller does not hear it; `silent-taken` never answers;
 * `quota` is the month's limit, `unauthorized` a token that is no longer valid, `token-gone` a reply token LINE does not know.
 */
export type SendFault =
  | 'throttled'
  | 'quota'
  | 'unauthorized'
  | 'token-gone'
  | 'server-error'
  | 'server-error-taken'
  | 'reset'
  | 'reset-taken'
  | 'silent-taken'
  | 'slow';

/** One call LINE has made: what the person sees. */
export interface LineSend {
  via: 'reply' | 'push';
  to: string;
  messages: Record<string, unknown>[];
  ids: string[];
  retryKey?: string;
}

export interface LineOptions {
  channelSecret: string;
  channelAccessToken: string;
  /** The server's webhook of the account. */
  webhookUrl: string;
  /** User ID of the bot. */
  botUserId?: string;
  /** Makes ids repeatable; `run` tells runs of one seed apart. */
  seed?: number;
  run?: string;
  /** How long a reply token is good, in milliseconds (60,000). */
  tokenLifeMs?: number;
  /** Webhook redelivery: how often an event that got no 2xx is sent again (2), and the wait before (100 ms, doubled). */
  retries?: number;
  retryMs?: number;
  /** The plan's messages of the month (no limit). */
  quota?: number;
}

export interface LineUser {
  displayName: string;
  language?: string;
}

/** State of one simulator, and what its parts share. */
export interface LineBooks {
  options: LineOptions;
  sends: LineSend[];
  requests: {
    method: string;
    path: string;
    authorization: string | undefined;
    retryKey: string | undefined;
  }[];
  faults: SendFault[];
  users: Map<string, LineUser>;
  groups: Map<string, string>;
  /** Reply token → whom it answers and until when; taken away by its use. */
  tokens: Map<string, { to: string; until: number }>;
  /** Retry key → the request that was accepted under it. */
  accepted: Map<string, { requestId: string; ids: string[] }>;
  media: Map<string, { mime: string; data: Buffer; notReadyFor: number; failed: boolean }>;
  pushed: number;
  webhook: { endpoint: string; active: boolean };
  slowMs: number;
  nextId(kind: string): string;
}

/** Empty books. */
export const createBooks = (options: LineOptions): LineBooks => {
  let count = 0;
  return {
    options,
    sends: [],
    requests: [],
    faults: [],
    users: new Map(),
    groups: new Map(),
    tokens: new Map(),
    accepted: new Map(),
    media: new Map(),
    pushed: 0,
    webhook: { endpoint: options.webhookUrl, active: true },
    slowMs: 300,
    nextId: (kind) => {
      count += 1;
      const source = `${options.botUserId ?? 'bot'}:${options.seed ?? 1}:${options.run ?? ''}:${kind}:${count}`;
      return createHash('sha256').update(source).digest('hex').slice(0, 32);
    },
  };
};

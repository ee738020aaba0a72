import type { DefaultEventsMap, Namespace, Socket } from 'socket.io';
import type {
  InboxClientToServer,
  InboxServerToClient,
  WidgetClientToServer,
  WidgetServerToClient,
} from '#contracts/socket.ts';
import type { AgentCaller, VisitorCaller } from './deps.ts';
import type { TokenBucket } from './token-bucket.ts';

/** What one process tells the others about its sockets, over Redis. */
export interface InboxBetweenServers {
  /** Read this agent's session again and move or cut its sockets. */
  rights: (agentId: string) => void;
  /** Look again who may watch this conversation. */
  access: (conversationId: string) => void;
}
export interface WidgetBetweenServers {
  push: (threadId: string, push: VisitorPush) => void;
  account: (accountId: string) => void;
}

export interface VisitorPush {
  messages?: Parameters<WidgetServerToClient['messages.changed']>[0]['messages'];
  state?: Parameters<WidgetServerToClient['state.changed']>[0];
}

export interface InboxSocketData {
  caller: AgentCaller;
  cookie: string | undefined;
  /** `performance.now()` of the last look at the session. */
  checkedAt: number;
  /** Conversations watched, oldest first. */
  watched: Set<string>;
  bucket: TokenBucket;
  strikes: number;
}

export interface WidgetSocketData {
  caller: VisitorCaller;
  origin: string | undefined;
  /** For rates. */
  address: string;
  checkedAt: number;
  bucket: TokenBucket;
  bytes: TokenBucket;
  strikes: number;
}

export type InboxNamespace = Namespace<
  InboxClientToServer,
  InboxServerToClient,
  InboxBetweenServers,
  InboxSocketData
>;
export type InboxSocket = Socket<
  InboxClientToServer,
  InboxServerToClient,
  InboxBetweenServers,
  InboxSocketData
>;
export type WidgetNamespace = Namespace<
  WidgetClientToServer,
  WidgetServerToClient,
  WidgetBetweenServers,
  WidgetSocketData
>;
export type WidgetSocket = Socket<
  WidgetClientToServer,
  WidgetServerToClient,
  WidgetBetweenServers,
  WidgetSocketData
>;
/** A socket of either namespace, where its events do not matter. */
export type AnySocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, never>;

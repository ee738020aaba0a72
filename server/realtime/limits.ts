import type { BucketLimit } from './token-bucket.ts';

/** Rates and sizes of sockets. Overridable for the bench and tests. */
export interface SocketLimits {
  /** Largest packet of any socket: 20,000 characters of Japanese fit. Bytes. */
  maxPacketBytes: number;
  /** Events of one agent's socket. */
  inboxEvents: BucketLimit;
  /** Events of one visitor's socket. */
  widgetEvents: BucketLimit;
  /** Bytes one visitor's socket may send. */
  widgetBytes: BucketLimit;
  /** Items one thread may put into the ledger, over its tabs on this process. */
  threadItems: BucketLimit;
  /** Items of all threads of one address: a new visitor for each message gains nothing. */
  addressItems: BucketLimit;
  /** Pages and events of the shop's site that are kept for one thread. */
  threadPages: BucketLimit;
  /** New connections from one address, of either kind. */
  handshakes: BucketLimit;
  /** Namespaces one connection may ask to join before it is cut; a page asks once. */
  joins: number;
  /** New visitors (handshakes without a visitor token of ours) from one address. */
  newVisitors: BucketLimit;
  /** Events in a row over the rate after which the socket is cut. */
  strikes: number;
  socketsPerThread: number;
  socketsPerAgent: number;
  /** Conversations one agent's socket may watch. */
  watched: number;
  /** A socket that has this much unsent is cut; it reads again by seq. Bytes. */
  maxBufferedBytes: number;
}

export const DEFAULT_LIMITS: SocketLimits = {
  maxPacketBytes: 64 * 1_024,
  inboxEvents: { burst: 120, perSecond: 40 },
  widgetEvents: { burst: 40, perSecond: 5 },
  widgetBytes: { burst: 256 * 1_024, perSecond: 32 * 1_024 },
  threadItems: { burst: 25, perSecond: 2 },
  addressItems: { burst: 1_000, perSecond: 30 },
  threadPages: { burst: 20, perSecond: 0.5 },
  // An office behind one address comes back at once after a restart.
  handshakes: { burst: 6_000, perSecond: 100 },
  joins: 8,
  newVisitors: { burst: 100, perSecond: 5 },
  strikes: 100,
  socketsPerThread: 20,
  socketsPerAgent: 30,
  watched: 20,
  maxBufferedBytes: 1_024 * 1_024,
};

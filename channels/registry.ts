import type { AnyChannel } from './channel.ts';

/** A channel that can be connected. Its code is loaded when the first account of it is used, so an SDK nobody uses costs nothing. */
export interface RegisteredChannel {
  /** Adapter id, also its folder. */
  id: string;
  load(): Promise<{ channel: AnyChannel }>;
}

/** Every channel of the product, one line each. Each folder's index.ts exports `channel`. */
export const CHANNELS: readonly RegisteredChannel[] = [
  { id: 'web-chat', load: () => import('./web-chat/index.ts') },
  { id: 'sms', load: () => import('./sms/index.ts') },
];

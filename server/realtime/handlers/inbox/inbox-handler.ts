import type { z } from 'zod';
import type { InboxAcks, InboxSend } from '#contracts/socket.ts';
import type { AttentionHub } from '../../attention.ts';
import type { AgentCaller, RealtimeDeps } from '../../deps.ts';
import type { SocketLimits } from '../../limits.ts';
import type { Presence } from '../../presence.ts';
import type { InboxSocket } from '../../sockets.ts';

export type InboxEvent = keyof typeof InboxSend;

/** What a handler may use. `caller` was read anew within the last second. */
export interface InboxContext {
  socket: InboxSocket;
  caller: AgentCaller;
  deps: RealtimeDeps;
  attention: AttentionHub;
  presence: Presence;
  limits: SocketLimits;
}

/** What the ack of an event holds besides `ok`. */
export type InboxAnswer<K extends InboxEvent> = Omit<Extract<InboxAcks[K], { ok: true }>, 'ok'>;

/** Does one event; throws AppError for a refusal. */
export type InboxHandler<K extends InboxEvent> = (
  data: z.infer<(typeof InboxSend)[K]>,
  context: InboxContext,
) => Promise<InboxAnswer<K>>;

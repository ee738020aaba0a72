import type { z } from 'zod';
import type { WidgetAcks, WidgetSend } from '#contracts/socket.ts';
import type { AttentionHub } from '../../attention.ts';
import type { RealtimeDeps, VisitorCaller, VisitorFact } from '../../deps.ts';
import type { WidgetSocket } from '../../sockets.ts';

export type WidgetEvent = keyof typeof WidgetSend;

/** What a handler may use. `caller` comes from checked tokens; nothing the client names about itself is believed. */
export interface WidgetContext {
  socket: WidgetSocket;
  caller: VisitorCaller;
  deps: RealtimeDeps;
  attention: AttentionHub;
  /** Resolves once the fact is durable in the ledger. Throws AppError('rate-limited' | 'store-unavailable' | …). */
  keep(fact: VisitorFact): Promise<void>;
  /** Keeps where the visitor is, as often as the rate of their thread allows. */
  track(page: z.infer<(typeof WidgetSend)['page.track']>): Promise<void>;
  /** Asks the browser to confirm what it was given, in order after everything sent before. */
  confirm(messageIds: readonly string[]): void;
}

export type WidgetAnswer<K extends WidgetEvent> = Omit<Extract<WidgetAcks[K], { ok: true }>, 'ok'>;

/** Does one event; throws AppError for a refusal. */
export type WidgetHandler<K extends WidgetEvent> = (
  data: z.infer<(typeof WidgetSend)[K]>,
  context: WidgetContext,
) => Promise<WidgetAnswer<K>>;

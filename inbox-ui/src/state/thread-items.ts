import type { EscalationView } from '#contracts/conversation.ts';
import type { InteractionView } from '#contracts/customer.ts';
import type { MessageView } from '#contracts/message.ts';
import { MINUTE } from '#contracts/time.ts';
import { shownOrder } from './messages.ts';
import type { OutboxEntry } from './outbox.ts';
import { foldRecurring, type ToldEvent } from './told-once.ts';

/** Messages of one speaker this close together are one group. */
const GROUP_WITHIN_MS = 5 * MINUTE;

/** One line of the thread, ready to draw. */
export type ThreadItem =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'message'; key: string; message: MessageView; head: boolean }
  | { kind: 'event'; key: string; event: ToldEvent }
  | { kind: 'switch'; key: string; from: MessageView; to: MessageView }
  | { kind: 'band'; key: string; escalation: EscalationView }
  | { kind: 'pending'; key: string; entry: OutboxEntry; head: boolean };

/** Interactions that are shown as thin lines between the messages; the rest is told by the messages themselves. */
export const EVENT_LINES: readonly string[] = [
  'conversation.opened',
  'conversation.reopened',
  'conversation.assigned',
  'conversation.resolved',
  'conversation.snoozed',
  'conversation.woken',
  'conversation.priority-changed',
  'conversation.tagged',
  'conversation.handed-back',
  'conversation.taken-over',
  'conversation.spam-marked',
  'conversation.spam-cleared',
  'conversation.ended',
  'escalation.initiated',
  'escalation.accepted',
  'escalation.timed-out',
  'escalation.declined',
  'escalation.cancelled',
  'escalation.nobody-there',
  'escalation.wait-offered',
  'escalation.contact-wished',
  'promise.made',
  'promise.kept',
  'promise.broken',
  'promise.withdrawn',
  'customer.asked-twice',
  'survey.answered',
  'consent.changed',
];

interface Placed {
  at: string;
  order: number;
  item: ThreadItem;
}

/** Several people may write in one group or on one mail: the name tells them apart where the id is the conversation's customer. */
const speakerOf = ({ direction, author, extra }: MessageView): string =>
  [
    direction === 'note' ? 'note' : author.kind,
    author.id ?? '',
    author.name ?? '',
    // Public and private, here and from elsewhere, each has its own head.
    extra.isPublic === true,
    extra.replyPrivately === true,
    extra.isEcho === true,
  ].join(':');

/** Where a message was said; notes are said nowhere. */
const placeOf = (message: MessageView): string | undefined =>
  message.direction === 'note' ? undefined : (message.threadId ?? message.channel);

const dayOf = (at: string): string => new Date(at).toDateString();

/** The band stands for these lines of the escalation it shows. */
const insideBand = (event: InteractionView, band: EscalationView | undefined): boolean =>
  band !== undefined &&
  (event.type === 'escalation.initiated' || event.type === 'escalation.accepted') &&
  event.at >= band.createdAt &&
  event.at <= (band.acceptedAt ?? '9999');

/** What came again and again with no message between is one line. */
const folded = (rows: readonly Placed[]): Placed[] => {
  const out: Placed[] = [];
  let run: InteractionView[] = [];
  const flush = (): void => {
    for (const event of foldRecurring(run))
      out.push({ at: event.at, order: -1, item: { kind: 'event', key: event.id, event } });
    run = [];
  };
  for (const row of rows) {
    if (row.item.kind === 'event') {
      run.push(row.item.event);
      continue;
    }
    flush();
    out.push(row);
  }
  flush();
  return out;
};

const placed = (
  messages: readonly MessageView[],
  events: readonly InteractionView[],
  escalation: EscalationView | undefined,
): Placed[] => {
  const oldest = messages.length > 0 ? [...messages].sort(shownOrder)[0]?.at : undefined;
  const rows: Placed[] = [...messages].sort(shownOrder).map((message, index) => ({
    at: message.at,
    order: index,
    item: { kind: 'message', key: message.id, message, head: true },
  }));
  for (const event of events) {
    if (!EVENT_LINES.includes(event.type) || insideBand(event, escalation)) continue;
    if (oldest !== undefined && event.at < oldest && event.type !== 'conversation.opened') continue;
    rows.push({ at: event.at, order: -1, item: { kind: 'event', key: event.id, event } });
  }
  if (escalation !== undefined)
    rows.push({
      at: escalation.createdAt,
      order: Number.MAX_SAFE_INTEGER,
      item: { kind: 'band', key: escalation.id, escalation },
    });
  return folded(rows.sort((a, b) => a.at.localeCompare(b.at) || a.order - b.order));
};

/**
 * Builds the thread: messages in shown order with day breaks, events and the hand-over band between them, grouped
 * by speaker, and what is still on its way at the end.
 */
export const threadItems = (
  messages: readonly MessageView[],
  events: readonly InteractionView[],
  escalation: EscalationView | undefined,
  pending: readonly OutboxEntry[],
): ThreadItem[] => {
  const items: ThreadItem[] = [];
  let speaker = '';
  let spokeAt = 0;
  let shownDay = '';
  let said: MessageView | undefined;
  const startOfDay = (at: string): void => {
    if (dayOf(at) === shownDay) return;
    shownDay = dayOf(at);
    speaker = '';
    items.push({ kind: 'day', key: `day-${shownDay}`, at });
  };
  for (const { at, item } of placed(messages, events, escalation)) {
    startOfDay(at);
    if (item.kind !== 'message') {
      speaker = '';
      items.push(item);
      continue;
    }
    const place = placeOf(item.message);
    if (said !== undefined && place !== undefined && placeOf(said) !== place) {
      speaker = '';
      items.push({ kind: 'switch', key: `switch-${item.message.id}`, from: said, to: item.message });
    }
    if (place !== undefined) said = item.message;
    const time = Date.parse(at);
    const same = speaker === speakerOf(item.message) && time - spokeAt <= GROUP_WITHIN_MS;
    speaker = speakerOf(item.message);
    spokeAt = time;
    items.push({ ...item, head: !same });
  }
  const arrived = new Set(messages.map((message) => message.clientId));
  const waiting = pending.filter((entry) => !arrived.has(entry.clientId));
  waiting.forEach((entry, index) => {
    startOfDay(entry.writtenAt);
    items.push({ kind: 'pending', key: entry.clientId, entry, head: index === 0 });
  });
  return items;
};

import type { z } from 'zod';
import type { InboxPush } from '#contracts/socket.ts';
import type { RealtimePort } from '../ports/realtime-port.ts';
import type { AgentRoom } from './rooms.ts';
import type { VisitorPush } from './sockets.ts';

type Data = { [K in keyof typeof InboxPush]: z.infer<(typeof InboxPush)[K]> };
type Name = keyof Data;
/** One packet to one room. */
export type Packet = { [K in Name]: { room: AgentRoom; name: K; data: Data[K] } }[Name];

/** Rows and messages of one packet at most; a larger batch goes out as several. */
const MAX_ITEMS = 100;

const newest = <T extends { id: string; version: number }>(
  before: readonly T[],
  after: readonly T[],
): T[] => {
  const byId = new Map(before.map((item) => [item.id, item]));
  for (const item of after) {
    const known = byId.get(item.id);
    if (!known || known.version <= item.version) byId.set(item.id, item);
  }
  return [...byId.values()];
};

const mergeRows = (
  a: Data['conversations.changed'],
  b: Data['conversations.changed'],
): Data['conversations.changed'] => {
  const back = new Set(b.rows.map((row) => row.id as string));
  const removed = new Set([...a.removed.filter((id) => !back.has(id)), ...b.removed]);
  return {
    rows: newest(a.rows, b.rows).filter((row) => !removed.has(row.id)),
    removed: [...removed],
  };
};

/** What is sent of several packets of one kind to one room: one. Undefined: they cannot be made one. */
const keyOf = ({ room, name, data }: Packet): string | undefined => {
  switch (name) {
    case 'conversations.changed':
    case 'agents.changed':
    case 'counts.changed':
      return `${room} ${name}`;
    case 'messages.changed':
    case 'viewers.changed':
      return `${room} ${name} ${data.conversationId}`;
    case 'timeline.changed':
      return `${room} ${name} ${data.customerId}`;
    default:
      return undefined;
  }
};

const merge = (a: Packet, b: Packet): Packet => {
  if (a.name === 'conversations.changed' && b.name === 'conversations.changed')
    return { ...b, data: mergeRows(a.data, b.data) };
  if (a.name === 'messages.changed' && b.name === 'messages.changed')
    return { ...b, data: { ...b.data, messages: newest(a.data.messages, b.data.messages) } };
  if (a.name === 'agents.changed' && b.name === 'agents.changed') {
    const agents = new Map([...a.data.agents, ...b.data.agents].map((agent) => [agent.id, agent]));
    return { ...b, data: { agents: [...agents.values()] } };
  }
  return b;
};

/** Makes one packet per room and kind of a batch, in order of first mention. Pure. */
export const coalesce = (packets: readonly Packet[]): Packet[] => {
  const out: Packet[] = [];
  const at = new Map<string, number>();
  for (const packet of packets) {
    const key = keyOf(packet);
    const known = key === undefined ? undefined : at.get(key);
    const before = known === undefined ? undefined : out[known];
    if (known !== undefined && before) out[known] = merge(before, packet);
    else {
      if (key !== undefined) at.set(key, out.length);
      out.push(packet);
    }
  }
  return out.flatMap(split);
};

const slices = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / MAX_ITEMS) }, (_, n) =>
    items.slice(n * MAX_ITEMS, (n + 1) * MAX_ITEMS),
  );

const split = (packet: Packet): Packet[] => {
  if (packet.name === 'messages.changed' && packet.data.messages.length > MAX_ITEMS)
    return slices(packet.data.messages).map((messages) => ({
      ...packet,
      data: { ...packet.data, messages },
    }));
  if (packet.name === 'conversations.changed' && packet.data.rows.length > MAX_ITEMS)
    return slices(packet.data.rows).map((rows, n) => ({
      ...packet,
      data: { rows, removed: n === 0 ? packet.data.removed : [] },
    }));
  return [packet];
};

/** Several pushes to one visitor as one: each message once, the last state. Pure. */
export const joinVisitorPushes = (a: VisitorPush, b: VisitorPush): VisitorPush => {
  const messages = new Map(
    [...(a.messages ?? []), ...(b.messages ?? [])].map((message) => [message.id, message]),
  );
  const state = b.state ?? a.state;
  return {
    ...(messages.size > 0 ? { messages: [...messages.values()] } : {}),
    ...(state ? { state } : {}),
  };
};

export interface PushSink {
  toAgents(packet: Packet): void;
  toVisitor(threadId: string, push: VisitorPush): void;
}

/** The RealtimePort: gathers what one turn of the event loop pushes, so that a batch is one emit per room. Never throws. */
export const createPush = (sink: PushSink): RealtimePort & { flush(): void } => {
  let packets: Packet[] = [];
  let visitors = new Map<string, VisitorPush>();
  let scheduled = false;

  const flush = (): void => {
    scheduled = false;
    const [batch, pushes] = [packets, visitors];
    packets = [];
    visitors = new Map();
    for (const packet of coalesce(batch)) sink.toAgents(packet);
    for (const [threadId, push] of pushes) sink.toVisitor(threadId, push);
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  };
  return {
    toAgents(room, name, data) {
      packets.push({ room, name, data } as Packet);
      schedule();
    },
    toVisitor(threadId, push) {
      visitors.set(threadId, joinVisitorPushes(visitors.get(threadId) ?? {}, push));
      schedule();
    },
    flush,
  };
};

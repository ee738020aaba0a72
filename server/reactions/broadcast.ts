import type { AnyInteraction } from '#contracts/events.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Message } from '../domain/conversation/message.ts';
import { system } from '../ports/scope.ts';
import type { DispatchHints, Ports } from '../ports.ts';
import { presentConversationRow } from '../presenters/conversation.ts';
import { isForWidget, presentMessage, presentWidgetMessage } from '../presenters/message.ts';
import { widgetStateOf } from '../queries/widget-state.ts';
import type { Reaction } from './reaction.ts';

const scope = system('broadcast');

type Room = `team:${string}`;
/** Agents and above who belong to no team in particular see what has none; managers and administrators sit in `team:*` and see all. */
export const roomsOf = (conversation: Pick<Conversation, 'teamId'>): Room[] =>
  conversation.teamId ? [`team:${conversation.teamId}`, 'team:*'] : ['team:-'];

const group = <T>(items: readonly T[], keyOf: (item: T) => readonly string[]): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items)
    for (const key of keyOf(item)) groups.set(key, [...(groups.get(key) ?? []), item]);
  return groups;
};

/** Newest known copy of each: hints first, the rest read. */
const conversationsOf = async (
  ports: Ports,
  ids: ReadonlySet<string>,
  hints: DispatchHints,
): Promise<Conversation[]> => {
  const known = new Map((hints.conversations ?? []).map((c) => [c.id, c]));
  const missing = [...ids].filter((id) => !known.has(id));
  const read = missing.length ? await ports.stores.conversations.many(scope, missing) : [];
  return [...[...known.values()].filter((c) => ids.has(c.id)), ...read];
};

const messagesOf = async (
  ports: Ports,
  ids: ReadonlySet<string>,
  hints: DispatchHints,
): Promise<Message[]> => {
  const known = new Map((hints.messages ?? []).map((m) => [m.id, m]));
  const missing = [...ids].filter((id) => !known.has(id));
  const read = missing.length ? await ports.stores.messages.many(scope, missing) : [];
  return [...known.values(), ...read];
};

/** Agents who see a conversation by name. */
const personal = (c: Conversation): string[] => [
  ...new Set([...(c.assigneeId ? [c.assigneeId] : []), ...c.mentions]),
];

const toAgents = (
  ports: Ports,
  conversations: readonly Conversation[],
  messages: readonly Message[],
  moved: ReadonlyMap<string, string>,
): void => {
  for (const [room, rows] of group(conversations, roomsOf))
    ports.realtime.toAgents(room as Room, 'conversations.changed', {
      rows: rows.map((c) => presentConversationRow(c)),
      removed: [],
    });
  for (const [conversationId, team] of moved)
    ports.realtime.toAgents(team as Room, 'conversations.changed', { rows: [], removed: [conversationId] });
  // Who holds it or was named in it sees it wherever they belong.
  for (const [agentId, rows] of group(conversations, personal))
    ports.realtime.toAgents(`agent:${agentId}`, 'conversations.changed', {
      rows: rows.map((c) => presentConversationRow(c, agentId)),
      removed: [],
    });
  for (const [conversationId, list] of group(messages, (m) => [m.conversationId])) {
    ports.realtime.toAgents(`conversation:${conversationId}`, 'messages.changed', {
      conversationId,
      messages: list.map(presentMessage),
    });
  }
};

/** Rooms that lost sight of a conversation by its move to another team, or from none to one. */
const movedFrom = (interactions: readonly AnyInteraction[]): Map<string, string> => {
  const moved = new Map<string, string>();
  for (const i of interactions) {
    if (
      i.type !== 'conversation.assigned' ||
      !i.refs.conversation ||
      !i.before ||
      !('teamId' in i.after || 'teamId' in i.before)
    )
      continue;
    const before = typeof i.before.teamId === 'string' ? i.before.teamId : undefined;
    if (before !== i.after.teamId) moved.set(i.refs.conversation, before ? `team:${before}` : 'team:-');
  }
  return moved;
};

const toVisitors = async (
  ports: Ports,
  conversations: readonly Conversation[],
  messages: readonly Message[],
): Promise<void> => {
  for (const conversation of conversations) {
    const threads = conversation.threads.filter((t) => t.channel === 'web-chat');
    if (threads.length === 0) continue;
    const visible = messages
      .filter((m) => m.conversationId === conversation.id && isForWidget(m))
      .map((m) => presentWidgetMessage(m, (id) => ports.fileUrl(id)));
    for (const thread of threads) {
      const state = await widgetStateOf(ports, thread.id, conversation);
      ports.realtime.toVisitor(thread.id, { ...(visible.length ? { messages: visible } : {}), state });
    }
  }
};

/** One push per room and batch for everything a commit changed. Push is a hint: what it fails to tell is re-read by seq and version. */
export const broadcast: Reaction = {
  name: 'broadcast',
  types: 'all',
  run: async (ports, interactions, hints) => {
    const conversationIds = new Set(interactions.flatMap((i) => i.refs.conversation ?? []));
    const messageIds = new Set(interactions.flatMap((i) => i.refs.message ?? []));
    const customers = new Set(interactions.flatMap((i) => i.refs.customer ?? []));
    if (conversationIds.size === 0) return;
    const [conversations, messages] = await Promise.all([
      conversationsOf(ports, conversationIds, hints),
      messagesOf(ports, messageIds, hints),
    ]);
    toAgents(ports, conversations, messages, movedFrom(interactions));
    for (const c of conversations)
      if (customers.has(c.customerId))
        ports.realtime.toAgents(`conversation:${c.id}`, 'timeline.changed', { customerId: c.customerId });
    await toVisitors(ports, conversations, messages);
  },
};

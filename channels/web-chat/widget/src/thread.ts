import type { WidgetMessage } from '#contracts/socket.ts';

/** The messages a tab holds, each once, in shown order: conversation by conversation, then by `seq`. */
export const createThread = () => {
  const byId = new Map<string, WidgetMessage>();
  const clientIds = new Set<string>();
  const highest = new Map<string, number>();
  let sorted: WidgetMessage[] | undefined;

  const list = (): WidgetMessage[] => {
    if (sorted) return sorted;
    const began = new Map<string, string>();
    for (const { conversationId, at } of byId.values()) {
      const known = began.get(conversationId);
      if (!known || at < known) began.set(conversationId, at);
    }
    const start = (message: WidgetMessage): string =>
      `${began.get(message.conversationId)}${message.conversationId}`;
    sorted = [...byId.values()].sort((a, b) =>
      a.conversationId === b.conversationId ? a.seq - b.seq : start(a) < start(b) ? -1 : 1,
    );
    return sorted;
  };

  return {
    list,
    last: (): WidgetMessage | undefined => list().at(-1),
    /** True when it was not held before. */
    add(message: WidgetMessage): boolean {
      const fresh = !byId.has(message.id);
      byId.set(message.id, message);
      if (message.clientId) clientIds.add(message.clientId);
      const { conversationId, seq } = message;
      highest.set(conversationId, Math.max(seq, highest.get(conversationId) ?? 0));
      sorted = undefined;
      return fresh;
    },
    holds: (clientId: string): boolean => clientIds.has(clientId),
    cursor(): { conversationId: string; seq: number } | undefined {
      const conversationId = list().at(-1)?.conversationId;
      return conversationId ? { conversationId, seq: highest.get(conversationId) ?? 0 } : undefined;
    },
    /** Messages between what is held and this one may be missing. Notes of agents count too, so this is often only a question. */
    leavesGap({ id, conversationId, seq }: WidgetMessage): boolean {
      return !byId.has(id) && byId.size > 0 && seq > (highest.get(conversationId) ?? 0) + 1;
    },
    /** Messages of the other side after what was seen. */
    unread: (seen: Record<string, number>): number => {
      const known = list().findIndex(({ conversationId }) => conversationId in seen);
      return list().filter(
        (message, at) =>
          at >= known &&
          (message.from === 'bot' || message.from === 'agent') &&
          message.seq > (seen[message.conversationId] ?? 0),
      ).length;
    },
  };
};
export type Thread = ReturnType<typeof createThread>;

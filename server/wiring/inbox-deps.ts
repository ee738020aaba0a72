import { MINUTE, SECOND } from '#contracts/time.ts';
import { recordSpan } from '../commands/record-span.ts';
import { resolveConversation } from '../commands/resolve-conversation.ts';
import { sendMessage } from '../commands/send-message.ts';
import { can } from '../domain/access/can.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentMessage } from '../presenters/message.ts';
import { getConversation } from '../queries/get-conversation.ts';
import { getMessages } from '../queries/get-messages.ts';
import type { AgentCaller, AgentScope, InboxDeps } from '../realtime/deps.ts';

const scope = system('inbox-socket');
/** A beat comes every 5 s; a longer silence ends the span. */
const GAP_MS = 12 * SECOND;
/** A span is written down at least this often, so that a crash loses little. */
const LONGEST_MS = MINUTE;

interface Span {
  agent: AgentScope;
  conversationId: string;
  from: Date;
  to: Date;
}

/** Makes active spans of beats: one open span per agent, written when the agent moves on, falls silent or a minute is full. */
export const createSpans = (
  ports: Ports,
): { beat(agent: AgentScope, conversationId: string | undefined): Promise<void>; flush(): Promise<void> } => {
  const open = new Map<string, Span>();
  const write = async (span: Span): Promise<void> => {
    open.delete(span.agent.agentId);
    await recordSpan(ports, span.agent, {
      conversationId: span.conversationId,
      from: span.from,
      to: span.to,
    }).catch((error: unknown) => ports.log.warn({ err: error }, 'an active span was not kept'));
  };
  return {
    beat: async (agent, conversationId) => {
      const now = ports.clock.now();
      const span = open.get(agent.agentId);
      const goesOn =
        span && span.conversationId === conversationId && now.getTime() - span.to.getTime() <= GAP_MS;
      if (goesOn) {
        span.to = now;
        if (now.getTime() - span.from.getTime() < LONGEST_MS) return;
      }
      if (span) await write(span);
      if (conversationId) open.set(agent.agentId, { agent, conversationId, from: now, to: now });
    },
    flush: async () => {
      const now = ports.clock.now().getTime();
      for (const span of [...open.values()]) if (now - span.to.getTime() > GAP_MS) await write(span);
    },
  };
};

const mayOn =
  (ports: Ports, verb: 'read' | 'reply') =>
  async (agent: AgentScope, conversationId: string): Promise<boolean> => {
    const conversation = await ports.stores.conversations.get(scope, conversationId);
    return conversation !== undefined && can(agent, verb, { conversation });
  };

/** What the inbox's sockets may ask of the server. */
export const inboxDeps = (
  ports: Ports,
  spans: ReturnType<typeof createSpans>,
  sessionOf: (cookie: string | undefined) => Promise<AgentCaller | undefined>,
): InboxDeps => ({
  sessionOf,
  mayRead: mayOn(ports, 'read'),
  mayReply: mayOn(ports, 'reply'),
  conversationView: (agent, id) => getConversation(ports, agent, id),
  messages: async (agent, id, ask) => (await getMessages(ports, agent, id, ask)).items,
  sendMessage: async (agent, input) => {
    const { thenResolve, threadId, basedOnSeq, force, fileIds, mentions, ...rest } = input;
    const message = await sendMessage(ports, agent, {
      ...rest,
      by: 'agent',
      ...(threadId === undefined ? {} : { threadId }),
      ...(basedOnSeq === undefined ? {} : { basedOnSeq }),
      ...(force === undefined ? {} : { force }),
      ...(fileIds === undefined ? {} : { fileIds }),
      ...(mentions === undefined ? {} : { mentions }),
    });
    if (thenResolve) await resolveConversation(ports, agent, { conversationId: input.conversationId });
    return presentMessage(message);
  },
  setRead: (agent, id, seq) => ports.stores.conversations.setRead(agent, id, agent.agentId, seq),
  beat: (agent, id) => spans.beat(agent, id),
});

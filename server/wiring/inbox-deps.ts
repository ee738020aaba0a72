import { extraOfChoices } from '../commands/outbound-choices.ts';
import { recordSpan } from '../commands/record-span.ts';
import { resolveConversation } from '../commands/resolve-conversation.ts';
import { sendMessage } from '../commands/send-message.ts';
import { can } from '../domain/access/can.ts';
import { type ActiveSpan, foldBeat, isOver, type SpanState } from '../domain/routing/active-span.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentMessage } from '../presenters/message.ts';
import { getConversation } from '../queries/get-conversation.ts';
import { getMessages } from '../queries/get-messages.ts';
import type { AgentCaller, AgentScope, InboxDeps } from '../realtime/deps.ts';

const scope = system('inbox-socket');
/** Makes active spans of beats: one open span per agent, written when the agent moves on, falls silent or it is long enough. */
export const createSpans = (
  ports: Ports,
): { beat(agent: AgentScope, conversationId: string | undefined): Promise<void>; flush(): Promise<void> } => {
  const agents = new Map<string, { agent: AgentScope; state: SpanState }>();
  const write = async (agent: AgentScope, span: ActiveSpan | undefined): Promise<void> => {
    if (!span) return;
    await recordSpan(ports, agent, span).catch((error: unknown) =>
      ports.log.warn({ err: error }, 'an active span was not kept'),
    );
  };
  return {
    beat: async (agent, conversationId) => {
      const folded = foldBeat(agents.get(agent.agentId)?.state ?? {}, {
        conversationId,
        at: ports.clock.now(),
      });
      agents.set(agent.agentId, { agent, state: folded.state });
      await write(agent, folded.closed);
    },
    flush: async () => {
      const now = ports.clock.now();
      for (const [id, { agent, state }] of [...agents]) {
        if (!state.open || !isOver(state.open, now)) continue;
        agents.delete(id);
        await write(agent, state.open);
      }
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
    const { thenResolve, threadId, basedOnSeq, force, fileIds, mentions, ...more } = input;
    const { template, mail, replyPrivately, links, ...rest } = more;
    const message = await sendMessage(ports, agent, {
      ...rest,
      ...extraOfChoices({ template, mail, replyPrivately, links }),
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

import { AppError } from '#contracts/errors.ts';
import type { WidgetMessage } from '#contracts/socket.ts';
import { markCustomerRead, markDelivered } from '../commands/mark-customer-read.ts';
import { trackPage } from '../commands/track-page.ts';
import { voteAnswer } from '../commands/vote-answer.ts';
import type { Intake } from '../intake/intake.ts';
import { type Scope, system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentFile } from '../presenters/file.ts';
import { isForWidget, presentWidgetMessage } from '../presenters/message.ts';
import { widgetStateOf } from '../queries/widget-state.ts';
import type { WidgetDeps } from '../realtime/deps.ts';

const scope: Scope = system('widget-socket');
/** Conversations of a thread that are replayed to a widget, newest ones. */
const MAX_CONVERSATIONS = 10;

/** Conversations that touch a thread, oldest first. Customers merged into another keep their rows: the alias set finds them. */
const conversationsOf = async (ports: Ports, threadId: string) => {
  const thread = await ports.stores.customers.thread(scope, threadId);
  if (!thread) return [];
  const aliases = await ports.stores.customers.aliases(scope, thread.customerId);
  const { items } = await ports.stores.conversations.list(
    scope,
    { customerIds: aliases, sort: 'newest', includeSpam: true },
    { limit: MAX_CONVERSATIONS },
  );
  return items.filter((c) => c.threads.some((t) => t.id === threadId)).reverse();
};

/** What a widget that reconnects has not seen: public messages of its thread, in order. */
export const messagesAfter = async (
  ports: Ports,
  threadId: string,
  cursor: { conversationId: string; seq: number } | undefined,
  limit: number,
): Promise<WidgetMessage[]> => {
  const conversations = await conversationsOf(ports, threadId);
  const at = cursor ? conversations.findIndex((c) => c.id === cursor.conversationId) : -1;
  const known = cursor !== undefined && at >= 0;
  const messages: WidgetMessage[] = [];
  for (const conversation of known ? conversations.slice(at) : conversations) {
    const afterSeq = known && conversation.id === cursor.conversationId ? cursor.seq : 0;
    const page = await ports.stores.messages.page(scope, conversation.id, {
      afterSeq,
      limit,
      visible: 'public',
    });
    messages.push(...page.filter(isForWidget).map((m) => presentWidgetMessage(m, ports.fileUrl)));
  }
  return known ? messages.slice(0, limit) : messages.slice(-limit);
};

type Session = Pick<WidgetDeps, 'openSession' | 'mayStay' | 'items'>;

/** What the widget's sockets may ask of the server; `session` is the web chat's own checks, given by compose. */
export const widgetDeps = (ports: Ports, intake: () => Intake, session: Session): WidgetDeps => ({
  ...session,
  accept: (input) => intake().accept(input),
  state: (threadId) => widgetStateOf(ports, threadId),
  messagesAfter: (threadId, cursor, limit) => messagesAfter(ports, threadId, cursor, limit),
  conversationOf: async (threadId) => (await ports.stores.customers.thread(scope, threadId))?.conversationId,
  threadsOf: async (conversationId) =>
    (await ports.stores.conversations.get(scope, conversationId))?.threads
      .filter((t) => t.channel === 'web-chat')
      .map((t) => t.id) ?? [],
  attachments: async (threadId, fileIds) => {
    const files = await Promise.all(fileIds.map((id) => ports.stores.files.meta(scope, id)));
    return files.map((file) => {
      if (file?.owner.kind !== 'customer' || file.owner.id !== threadId)
        throw new AppError('file-not-accepted');
      return presentFile(file);
    });
  },
  markRead: (threadId, conversationId, seq) => markCustomerRead(ports, { threadId, conversationId, seq }),
  trackPage: (threadId, page) => trackPage(ports, { threadId, url: page.url, event: page.event }),
  voteAnswer: (threadId, vote) => voteAnswer(ports, { threadId, ...vote }),
  delivered: (threadId, messageIds) => markDelivered(ports, { threadId, messageIds }),
});

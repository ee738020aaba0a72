import type { z } from 'zod';
import {
  type ConversationRow,
  ConversationStatus,
  type InboxSort,
  type InboxView,
  type Priority,
} from '#contracts/conversation.ts';
import { AppError } from '#contracts/errors.ts';
import type { ConversationFilter, PageAsk, PageOf } from '../ports/core-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentConversationRow } from '../presenters/conversation.ts';
import { given } from '../presenters/given.ts';
import { searchConversations } from './search-conversations.ts';

/** What the list may be asked for; each word narrows. `assignee`: an id, `me` or `none`. `status`: one or several with commas. */
export interface InboxAsk {
  view?: InboxView | undefined;
  status?: string | undefined;
  assignee?: string | undefined;
  team?: string | undefined;
  channel?: string | undefined;
  tag?: string | undefined;
  priority?: Priority | undefined;
  language?: string | undefined;
  customer?: string | undefined;
  q?: string | undefined;
  sort: InboxSort;
  /** Only these: the rows behind a figure. */
  ids?: string[] | undefined;
}

const statusesOf = (status: string): z.infer<typeof ConversationStatus>[] => {
  const parsed = status.split(',').map((word) => ConversationStatus.safeParse(word.trim()));
  return parsed.map((result) => {
    if (!result.success) throw new AppError('invalid-input', { issues: [{ path: 'status' }] });
    return result.data;
  });
};

const assigneeOf = (assignee: string, agentId: string | undefined): string | null => {
  if (assignee === 'none') return null;
  return assignee === 'me' ? (agentId ?? '') : assignee;
};

/** Both lists' common part; undefined lets everything through. */
const meet = (a: string[] | undefined, b: string[] | undefined): string[] | undefined => {
  if (!a || !b) return a ?? b;
  const other = new Set(b);
  return a.filter((id) => other.has(id));
};

const filterOf = async (ports: Ports, scope: Scope, ask: InboxAsk): Promise<ConversationFilter> => {
  const agentId = scope.kind === 'agent' ? scope.agentId : undefined;
  const [customerIds, hits] = await Promise.all([
    ask.customer === undefined ? undefined : ports.stores.customers.aliases(scope, ask.customer),
    ask.q?.trim() ? searchConversations(ports, scope, ask.q) : undefined,
  ]);
  return given({
    view: ask.view,
    agentId,
    statuses: ask.status === undefined ? undefined : statusesOf(ask.status),
    assigneeId: ask.assignee === undefined ? undefined : assigneeOf(ask.assignee, agentId),
    teamId: ask.team,
    channel: ask.channel,
    tag: ask.tag,
    priority: ask.priority,
    language: ask.language,
    customerIds,
    ids: meet(ask.ids, ask.q?.trim() ? (hits ?? []) : undefined),
    sort: ask.sort,
    // A search, a customer's own list and the rows behind a figure also show what was marked as spam.
    includeSpam: ask.q?.trim() || ask.customer !== undefined || ask.ids ? true : undefined,
  }) as ConversationFilter;
};

/** The inbox list as one agent sees it. */
export const listInbox = async (
  ports: Ports,
  scope: Extract<Scope, { kind: 'agent' }>,
  ask: InboxAsk,
  page: PageAsk,
): Promise<PageOf<ConversationRow>> => {
  const filter = await filterOf(ports, scope, ask);
  const found = await ports.stores.conversations.list(scope, filter, page);
  return {
    ...found,
    items: found.items.map((conversation) => presentConversationRow(conversation, scope.agentId)),
  };
};

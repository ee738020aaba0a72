import { AppError } from '#contracts/errors.ts';

/** What one may do to a conversation. The same words go to the inbox as `abilities`. */
export const CONVERSATION_VERBS = [
  'read',
  'reply',
  'note',
  'accept',
  'decline',
  'assign',
  'take-over',
  'resolve',
  'reopen',
  'snooze',
  'hand-back',
  'mark-spam',
  'update',
  'retry',
] as const;
export type ConversationVerb = (typeof CONVERSATION_VERBS)[number];

/** What one may do elsewhere. */
export const WORKSPACE_VERBS = [
  'start-conversation',
  'read-decisions',
  'read-customers',
  'change-customers',
  'block-customers',
  'erase-customers',
  'log-interactions',
  'upload-files',
  'read-agents',
  'invite-agents',
  'update-agents',
  'read-queues',
  'manage-queues',
  'read-canned',
  'manage-canned',
  'read-articles',
  'manage-articles',
  'read-channel-accounts',
  'manage-channel-accounts',
  'read-settings',
  'manage-settings',
  'save-views',
  'share-views',
  'ask-bot',
  'read-answers',
  'teach-bot',
  'manage-answers',
  'test-bot',
  'manage-bot-tests',
  'override-bot-tests',
  'read-dialogs',
  'manage-bot',
  'read-reports',
  'read-ledger',
  'retry-ledger',
  'manage-model',
] as const;
export type WorkspaceVerb = (typeof WORKSPACE_VERBS)[number];
export type Verb = ConversationVerb | WorkspaceVerb;

type AgentRole = 'administrator' | 'manager' | 'agent' | 'light';
/** Who asks: the shape of the server's Scope, named here because the domain sees no port. */
export type Caller =
  | { kind: 'system'; reason: string }
  | { kind: 'agent'; agentId: string; role: AgentRole; teamIds: readonly string[] }
  | { kind: 'customer'; customerId: string; threadId: string };
type AgentOf = Extract<Caller, { kind: 'agent' }>;

/** As much of a conversation as the rules look at. */
export interface Seen {
  customerId: string;
  teamId?: string;
  assigneeId?: string;
  mentions: readonly string[];
}
/**
 * What the verb is done to. `agentId` and `agentRole`: the agent record it concerns (update-agents), with the role it has;
 * `newRole`: the role it would get (invite-agents, update-agents).
 */
export interface Thing {
  conversation?: Seen;
  agentId?: string;
  agentRole?: AgentRole;
  newRole?: AgentRole;
}

const AGENT: ReadonlySet<Verb> = new Set<Verb>([
  ...CONVERSATION_VERBS,
  'start-conversation',
  'read-decisions',
  'read-customers',
  'change-customers',
  'block-customers',
  'log-interactions',
  'upload-files',
  'read-agents',
  'read-queues',
  'read-canned',
  'read-articles',
  'read-channel-accounts',
  'read-settings',
  'save-views',
  'ask-bot',
  'read-answers',
  'teach-bot',
  'test-bot',
  'read-dialogs',
]);
const MANAGER: ReadonlySet<Verb> = new Set<Verb>([
  ...AGENT,
  'invite-agents',
  'update-agents',
  'manage-queues',
  'manage-canned',
  'manage-articles',
  'manage-answers',
  'manage-bot-tests',
  'override-bot-tests',
  'manage-bot',
  'manage-settings',
  'share-views',
  'read-reports',
  'read-ledger',
]);
const ADMINISTRATOR: ReadonlySet<Verb> = new Set<Verb>([...CONVERSATION_VERBS, ...WORKSPACE_VERBS]);
const LIGHT: ReadonlySet<Verb> = new Set<Verb>([
  'read',
  'note',
  'read-agents',
  'read-queues',
  'read-canned',
  'read-articles',
  'read-settings',
  'upload-files',
  'save-views',
]);
const OF_ROLE: Record<AgentRole, ReadonlySet<Verb>> = {
  administrator: ADMINISTRATOR,
  manager: MANAGER,
  agent: AGENT,
  light: LIGHT,
};
/** What a visitor may do to their own conversation. */
const CUSTOMER: ReadonlySet<Verb> = new Set<Verb>(['read', 'reply']);

/** Which conversations a caller may see, as data: stores turn it into their own filter. */
export type Visibility =
  | { kind: 'all' }
  /** Without a team, of these teams, held by the agent, or naming the agent in a note. */
  | { kind: 'teams'; agentId: string; teamIds: readonly string[] }
  /** Only those whose notes name the agent. */
  | { kind: 'mentioned'; agentId: string }
  | { kind: 'customer'; customerId: string };

export const visibleTo = (caller: Caller): Visibility => {
  if (caller.kind === 'system') return { kind: 'all' };
  if (caller.kind === 'customer') return { kind: 'customer', customerId: caller.customerId };
  if (caller.role === 'administrator' || caller.role === 'manager') return { kind: 'all' };
  if (caller.role === 'light') return { kind: 'mentioned', agentId: caller.agentId };
  return { kind: 'teams', agentId: caller.agentId, teamIds: caller.teamIds };
};

/** Whether the caller may know of this conversation. */
export const canSee = (caller: Caller, conversation: Seen): boolean => {
  const visible = visibleTo(caller);
  switch (visible.kind) {
    case 'all':
      return true;
    case 'customer':
      return conversation.customerId === visible.customerId;
    case 'mentioned':
      return conversation.mentions.includes(visible.agentId);
    case 'teams':
      return (
        conversation.teamId === undefined ||
        visible.teamIds.includes(conversation.teamId) ||
        conversation.assigneeId === visible.agentId ||
        conversation.mentions.includes(visible.agentId)
      );
  }
};

/**
 * `visibleTo` in MongoDB's words over the domain's field names; `{}` = everything. A store of other field names reads `visibleTo` instead.
 */
export const visibleFilter = (caller: Caller): Record<string, unknown> => {
  const visible = visibleTo(caller);
  switch (visible.kind) {
    case 'all':
      return {};
    case 'customer':
      return { customerId: visible.customerId };
    case 'mentioned':
      return { mentions: visible.agentId };
    case 'teams':
      return {
        $or: [
          { teamId: { $in: [null, ...visible.teamIds] } },
          { assigneeId: visible.agentId },
          { mentions: visible.agentId },
        ],
      };
  }
};

/** Only an administrator makes, changes or unmakes an administrator; nobody changes their own role. */
const mayTouchAgent = (caller: AgentOf, thing: Thing): boolean => {
  if (thing.newRole !== undefined && thing.agentId === caller.agentId && thing.newRole !== caller.role)
    return false;
  if (caller.role === 'administrator') return true;
  return thing.agentRole !== 'administrator' && thing.newRole !== 'administrator';
};

/** The one rule of who may do what. Pure; a conversation that may not be seen may not be touched. */
export const can = (caller: Caller, verb: Verb, thing: Thing = {}): boolean => {
  if (caller.kind === 'system') return true;
  if (thing.conversation && !canSee(caller, thing.conversation)) return false;
  if (caller.kind === 'customer') return CUSTOMER.has(verb) && thing.conversation !== undefined;
  if (!OF_ROLE[caller.role].has(verb)) return false;
  if (verb === 'invite-agents' || verb === 'update-agents') return mayTouchAgent(caller, thing);
  return true;
};

/**
 * `can` or refuse. A conversation the caller may not see is `not-found` (its existence is not told), everything else `not-allowed`.
 * @throws AppError
 */
export const authorize = (caller: Caller, verb: Verb, thing: Thing = {}): void => {
  if (thing.conversation && !canSee(caller, thing.conversation)) throw new AppError('not-found');
  if (!can(caller, verb, thing)) throw new AppError('not-allowed');
};

/** What the caller may do to this conversation, by verb: the answers the server would give. */
export const abilities = (caller: Caller, conversation: Seen): Record<string, boolean> =>
  Object.fromEntries(CONVERSATION_VERBS.map((verb) => [verb, can(caller, verb, { conversation })]));

/** What the caller may do in the workspace, by verb. */
export const workspaceAbilities = (caller: Caller): Record<string, boolean> =>
  Object.fromEntries(WORKSPACE_VERBS.map((verb) => [verb, can(caller, verb)]));

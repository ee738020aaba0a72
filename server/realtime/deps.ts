import type { z } from 'zod';
import type { SplitItem } from '#channels/channel.ts';
import type { ConversationView } from '#contracts/conversation.ts';
import type { Attachment, MessageView } from '#contracts/message.ts';
import type { InboxSend, WidgetMessage, WidgetSend, WidgetState } from '#contracts/socket.ts';
import type { Language } from '#contracts/time.ts';
import type { Scope } from '../ports/scope.ts';
import type { Log } from '../ports.ts';

/** What the gateway needs from the rest of the server. It holds no rule of its own: each function decides and throws AppError. */
export interface RealtimeDeps {
  inbox: InboxDeps;
  widget: WidgetDeps;
  presence: PresenceDeps;
  /** Origin of our own pages, e.g. `https://desk.example`; a socket of /inbox from elsewhere is refused. */
  publicUrl: string;
  log: Log;
  /** Address of the peer with trusted proxies peeled off, for rates. Default: the socket's remote address. */
  clientIp?(request: { headers: Record<string, unknown>; remoteAddress: string }): string;
}

export type AgentScope = Extract<Scope, { kind: 'agent' }>;

/** A signed-in agent behind a socket. */
export interface AgentCaller {
  scope: AgentScope;
  name: string;
}

export interface InboxDeps {
  /** Reads the session and the agent anew (role, teams). Undefined: no session, ended session or disabled agent. */
  sessionOf(cookieHeader: string | undefined): Promise<AgentCaller | undefined>;
  /** `can(agent, 'read', conversation)` on the conversation as it is now. False when it does not exist. */
  mayRead(scope: AgentScope, conversationId: string): Promise<boolean>;
  /** As `mayRead`, for public typing. */
  mayReply(scope: AgentScope, conversationId: string): Promise<boolean>;
  /** Throws AppError('not-found' | 'not-allowed'). */
  conversationView(scope: AgentScope, conversationId: string): Promise<ConversationView>;
  /** In seq order, notes included. `afterSeq`: the oldest `limit` after it; without: the newest `limit`. */
  messages(
    scope: AgentScope,
    conversationId: string,
    ask: { afterSeq?: number; limit: number },
  ): Promise<MessageView[]>;
  /** The command of POST conversations/{id}/messages; resolves once committed. */
  sendMessage(scope: AgentScope, input: z.infer<(typeof InboxSend)['message.send']>): Promise<MessageView>;
  setRead(scope: AgentScope, conversationId: string, seq: number): Promise<void>;
  /** One beat = 5 s of activity, on a conversation or none. */
  beat(scope: AgentScope, conversationId: string | undefined): Promise<void>;
}

export interface PresenceDeps {
  /** The agent came, chose away or available, or is gone: push `agents.changed`, wake routing. May repeat. */
  onPresenceChanged(agentId: string, state: 'available' | 'away' | 'offline'): Promise<void>;
  /** 20 s after the agent's last socket, on at least one process; may repeat, also for an agent long gone. A throw is tried again. */
  onPresenceLost(agentId: string): Promise<void>;
  /** Agents who hold an offer or open conversation by the record: those not seen within 20 s of a start are lost too. */
  workingAgents(): Promise<string[]>;
}

/** What a signed user token says; made by `verifyUserToken`. */
export interface WidgetUser {
  /** The shop's own id of the person: the thread key of an identified visitor. */
  externalId: string;
  name?: string;
  email?: string;
  phone?: string;
  attributes?: Record<string, string | number | boolean>;
}

/** Who is behind a widget's socket. Made by the gateway from tokens alone, never from what the client says about itself. */
export interface VisitorCaller {
  accountId: string;
  visitorId: string;
  /** Present when a signed user token was verified. */
  user?: WidgetUser;
  /** `visitor id`, or the external id of an identified user, in the web-chat channel's encoding. */
  threadKey: string;
  /** accountId + '|' + threadKey. */
  threadId: string;
  language: Language;
}

/** One thing a visitor did, before it becomes a ledger item. */
export type VisitorFact = { clientId: string; at: Date } & (
  | {
      type: 'message';
      text: string;
      attachments: Attachment[];
      payload?: string;
      sentAt?: string;
      fields?: Record<string, string>;
      topic?: string;
    }
  | { type: 'person-wish' }
  | { type: 'survey-answer'; surveyId: string; score: number; comment?: string }
  | { type: 'end' }
);

export interface WidgetDeps {
  /** The account with its allowed sites (`[]` = every site). Undefined: unknown, paused or not a web chat. */
  account(accountId: string): Promise<{ id: string; allowedSites: readonly string[] } | undefined>;
  issueVisitorToken(accountId: string): Promise<{ visitorId: string; token: string }>;
  /** Undefined when it is forged, expired or of another account. */
  readVisitorToken(accountId: string, token: string): Promise<{ visitorId: string } | undefined>;
  /** Undefined when it does not verify. */
  verifyUserToken(accountId: string, token: string): Promise<WidgetUser | undefined>;
  /** Thread key of a visitor or an identified user, as the web-chat channel's parse makes it. */
  threadKey(who: { visitorId: string; user?: WidgetUser }): string;
  /** The raw item of web-chat's parse: key `widget:<thread key>:<clientId>`, lane = the thread, accountRef = the account. */
  item(caller: VisitorCaller, fact: VisitorFact): SplitItem;
  /** Puts items into the intake ledger; resolves when they are durable. Throws AppError('store-unavailable' | 'busy' …). */
  accept(items: readonly SplitItem[]): Promise<void>;
  /** `agentTyping` is filled in by the gateway. */
  state(threadId: string): Promise<WidgetState>;
  /** Public messages of the thread's conversations, oldest first; the newest `limit` without a cursor, the oldest `limit` after it with one. */
  messagesAfter(
    threadId: string,
    cursor: { conversationId: string; seq: number } | undefined,
    limit: number,
  ): Promise<WidgetMessage[]>;
  /** The thread's current conversation. */
  conversationOf(threadId: string): Promise<string | undefined>;
  /** Files this thread uploaded itself. Throws AppError('file-not-accepted') for any other id. */
  attachments(threadId: string, fileIds: readonly string[]): Promise<Attachment[]>;
  /** Does nothing when the conversation is not of the thread. */
  markRead(threadId: string, conversationId: string, seq: number): Promise<void>;
  trackPage(threadId: string, page: z.infer<(typeof WidgetSend)['page.track']>): Promise<void>;
  /** The visitor's browser confirmed these messages. */
  delivered(threadId: string, messageIds: readonly string[]): Promise<void>;
}

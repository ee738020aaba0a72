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
  /** Our own pages, e.g. `https://desk.example`; a socket of /inbox from another origin is refused. */
  publicUrl: string;
  log: Log;
  clock: { now(): Date };
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

/** What a signed user token says, as the web chat verified it. */
export interface WidgetUser {
  /** The shop's own id of the person. */
  sub: string;
  name?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
  language?: Language | undefined;
  attributes?: Record<string, string | number | boolean> | undefined;
}

/** Who is behind a widget's socket. Made of checked tokens alone, never of what the client says about itself. */
export interface VisitorCaller {
  accountId: string;
  visitor: string;
  /** Goes back in the ack of `session.start`. */
  visitorToken: string;
  user?: WidgetUser | undefined;
  /** Thread key as the web chat's parse makes it. */
  threadKey: string;
  /** accountId + '|' + threadKey. */
  threadId: string;
  language: Language;
  /** As the browser says; not checked yet. */
  timeZone?: string | undefined;
}

type Data<K extends keyof typeof WidgetSend> = z.infer<(typeof WidgetSend)[K]>;

/** One thing a visitor did that is kept in the ledger: the web chat's envelope without the session's part. */
export type VisitorFact =
  /** `files`: the stored files behind `data.fileIds`, found to be this visitor's own. */
  | { event: 'message.send'; data: Data<'message.send'>; files?: Attachment[] }
  | { event: 'person.ask'; data: Data<'person.ask'> }
  | { event: 'survey.answer'; data: Data<'survey.answer'> }
  | { event: 'conversation.end'; data: Data<'conversation.end'> };

export interface WidgetDeps {
  /**
   * Checks account, page and tokens of a handshake. A visitor token that is not one of ours, or that belongs to an identified
   * user who is not here, opens a new visitor, never the one it names.
   * Throws AppError('unknown-account' | 'origin-not-allowed' | 'sign-in-required' | 'bad-signature' | 'secret-missing').
   */
  openSession(request: {
    accountId: string;
    visitorToken?: string | undefined;
    userToken?: string | undefined;
    /** Header `Origin`. */
    origin?: string | undefined;
  }): Promise<Omit<VisitorCaller, 'language' | 'timeZone' | 'threadId'>>;
  /** Whether account, page and visitor are still welcome; asked before an event and by `accountChanged`. */
  mayStay(accountId: string, origin: string | undefined, threadId: string): Promise<boolean>;
  /** Makes the ledger items (key `widget:<visitor>:<clientId>`, lane = the thread, `accountRef` = the account) by the web chat's split. */
  items(caller: VisitorCaller, fact: VisitorFact, receivedAt: Date): Promise<SplitItem[]>;
  /** The intake's own `accept`: resolves when the items are durable in the ledger. Throws AppError('store-unavailable' | 'busy'). */
  accept(input: { accountId: string; items: readonly SplitItem[]; receivedAt: Date }): Promise<void>;
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
  /** Web chat threads of a conversation: who sees an agent type. */
  threadsOf(conversationId: string): Promise<string[]>;
  /** Files this thread uploaded itself. Throws AppError('file-not-accepted') for any other id. */
  attachments(threadId: string, fileIds: readonly string[]): Promise<Attachment[]>;
  /** Does nothing when the conversation is not of the thread. */
  markRead(threadId: string, conversationId: string, seq: number): Promise<void>;
  trackPage(threadId: string, page: Data<'page.track'>): Promise<void>;
  /** Does nothing when the message is no answer of the bot on this thread. */
  voteAnswer(threadId: string, vote: Data<'answer.vote'>): Promise<void>;
  /** The visitor's browser confirmed these messages. */
  delivered(threadId: string, messageIds: readonly string[]): Promise<void>;
}

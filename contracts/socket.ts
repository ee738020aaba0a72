import { z } from 'zod';
import { AgentView, type PresenceState } from './agent.ts';
import { ConversationRow, type ConversationView, EscalationView } from './conversation.ts';
import { Attachment, DeliveryState, MessageExtra, MessageView, OutboundChoices } from './message.ts';
import { QueuePlace } from './queue.ts';
import { Instant, Language } from './time.ts';

/**
 * The socket catalogue. Push is a hint: clients re-read by `seq`/`version` on each gap.
 * The protocol number is checked at the handshake (`auth.protocol`); a client of another number reloads.
 */
export const SOCKET_PROTOCOL = 1;

/** Every request is acked: `{ ok: true, … }` or `{ ok: false, code }` with a code of the error catalogue. */
export type Ack<T = object> = ({ ok: true } & T) | { ok: false; code: string; message?: string };

/* ── /inbox, agents; auth by the session cookie ─────────────────────────── */
export const InboxSend = {
  /** Joins the conversation's room: live messages, viewers, typing. Answers what changed since `afterSeq`. */
  'conversation.watch': z.object({ conversationId: z.string(), afterSeq: z.number().int().nonnegative() }),
  'conversation.unwatch': z.object({ conversationId: z.string() }),
  /** Same command as POST conversations/{id}/messages. `basedOnSeq`: the last message seen by the writer; a second answer since then is refused with `version-conflict` unless `force`. */
  'message.send': z.object({
    conversationId: z.string(),
    clientId: z.string().min(8).max(64),
    text: z.string().max(20_000),
    visibility: z.enum(['public', 'note']),
    fileIds: z.array(z.string()).max(10).optional(),
    mentions: z.array(z.string()).max(20).optional(),
    threadId: z.string().optional(),
    basedOnSeq: z.number().int().optional(),
    force: z.boolean().optional(),
    thenResolve: z.boolean().optional(),
    ...OutboundChoices.shape,
  }),
  'typing.set': z.object({ conversationId: z.string(), typing: z.boolean(), note: z.boolean().optional() }),
  'read.set': z.object({ conversationId: z.string(), seq: z.number().int() }),
  'presence.set': z.object({ state: z.enum(['available', 'away']) }),
  /** Sent every 5 s while the tab is visible and input was ≤ 60 s ago: active spans are made of these. */
  'activity.beat': z.object({ conversationId: z.string().optional() }),
} as const;

export interface InboxAcks {
  'conversation.watch': Ack<{
    conversation: ConversationView;
    messages: MessageView[];
    viewers: string[];
    typing: string[];
  }>;
  'conversation.unwatch': Ack;
  'message.send': Ack<{ message: MessageView }>;
  'typing.set': Ack;
  'read.set': Ack;
  'presence.set': Ack<{ state: PresenceState }>;
  'activity.beat': Ack;
}

/** Pushed to agents. `rows` are already cut to what the room may see. */
export const InboxPush = {
  'conversations.changed': z.object({ rows: z.array(ConversationRow), removed: z.array(z.string()) }),
  'messages.changed': z.object({ conversationId: z.string(), messages: z.array(MessageView) }),
  'viewers.changed': z.object({
    conversationId: z.string(),
    viewers: z.array(z.string()),
    typing: z.array(z.string()),
    customerTyping: z.boolean(),
  }),
  'agents.changed': z.object({ agents: z.array(AgentView) }),
  'offer.made': z.object({ row: ConversationRow, escalation: EscalationView }),
  'offer.gone': z.object({ conversationId: z.string(), escalationId: z.string() }),
  'counts.changed': z.object({ counts: z.record(z.string(), z.number()) }),
  'timeline.changed': z.object({ customerId: z.string() }),
  notice: z.object({
    kind: z.enum(['mention', 'assigned', 'new-message', 'offer', 'alarm']),
    conversationId: z.string().optional(),
    title: z.string(),
    text: z.string().optional(),
  }),
} as const;

/* ── /widget, customers; auth `{ protocol, accountId, visitorToken?, userToken?, language, page? }` ── */
export const WidgetMessage = z.object({
  id: z.string(),
  conversationId: z.string(),
  seq: z.number().int(),
  from: z.enum(['customer', 'bot', 'agent', 'system']),
  authorName: z.string().optional(),
  text: z.string(),
  attachments: z.array(Attachment.omit({ sourceUrl: true }).extend({ url: z.string().optional() })),
  extra: MessageExtra,
  at: Instant,
  clientId: z.string().optional(),
  delivery: DeliveryState.optional(),
  /** An answer of the bot that can be judged. */
  votable: z.boolean().optional(),
});
export type WidgetMessage = z.infer<typeof WidgetMessage>;

/** Where the customer's conversation stands; sent on connect and on each change. */
export const WidgetState = z.object({
  conversationId: z.string().optional(),
  status: z.enum(['none', 'bot', 'queued', 'open', 'snoozed', 'resolved']),
  speaker: z.enum(['bot', 'human']),
  agentName: z.string().optional(),
  queue: QueuePlace.optional(),
  /** Open now by business hours; `someone` = at least one agent is available. */
  hours: z.object({
    open: z.boolean(),
    opensAt: Instant.optional(),
    closesAt: Instant.optional(),
    someone: z.boolean(),
  }),
  agentTyping: z.boolean(),
  /** Usual time to the first reply by a person, and to be served now if asked for one; absent when not known. Milliseconds. */
  replyMs: z.number().int().nonnegative().optional(),
  waitMs: z.number().int().nonnegative().optional(),
  /** Up to which seq the other side has read. */
  readSeq: z.number().int(),
  customerName: z.string().optional(),
  verified: z.boolean(),
  /** As much of the bot's next answer as may be shown already; the stored message takes its place. */
  partial: z.string().optional(),
});
export type WidgetState = z.infer<typeof WidgetState>;

export const PreChatField = z.object({
  key: z.string(),
  type: z.enum(['text', 'email', 'phone', 'select']),
  label: z.record(Language, z.string()),
  required: z.boolean(),
  options: z.array(z.string()).optional(),
});

/** `GET /api/v1/widget/config?account=` — public, cached 60 s. */
export const WidgetConfig = z.object({
  accountId: z.string(),
  name: z.record(Language, z.string()),
  color: z.string(),
  greeting: z.record(Language, z.string()),
  mark: z.string(),
  preChat: z.object({
    enabled: z.boolean(),
    fields: z.array(PreChatField),
    topics: z.array(z.object({ value: z.string(), label: z.record(Language, z.string()) })),
  }),
  maxFileBytes: z.number().int(),
  voiceNotes: z.boolean(),
  language: Language.optional(),
  protocol: z.number(),
});
export type WidgetConfig = z.infer<typeof WidgetConfig>;

/** `cursor`: last conversation and seq the tab holds; the ack replays what came after. */
export const WidgetSend = {
  'session.start': z.object({
    cursor: z.object({ conversationId: z.string(), seq: z.number().int() }).optional(),
    page: z.object({ url: z.string().max(2_048), title: z.string().max(200) }).optional(),
  }),
  'message.send': z.object({
    clientId: z.string().min(8).max(64),
    text: z.string().max(20_000),
    fileIds: z.array(z.string()).max(5).optional(),
    payload: z.string().max(200).optional(),
    sentAt: Instant.optional(),
    fields: z.record(z.string(), z.string().max(500)).optional(),
    topic: z.string().max(64).optional(),
  }),
  'typing.set': z.object({ typing: z.boolean(), preview: z.string().max(500).optional() }),
  'read.set': z.object({ conversationId: z.string(), seq: z.number().int() }),
  'person.ask': z.object({ clientId: z.string().min(8).max(64) }),
  'survey.answer': z.object({
    clientId: z.string().min(8).max(64),
    surveyId: z.string(),
    score: z.number().int().min(0).max(10),
    comment: z.string().max(2_000).optional(),
  }),
  'conversation.end': z.object({ clientId: z.string().min(8).max(64) }),
  /** Thumbs under an answer of the bot; the last one counts. */
  'answer.vote': z.object({
    conversationId: z.string().max(64),
    seq: z.number().int().positive(),
    helpful: z.boolean(),
  }),
  'page.track': z.object({
    url: z.string().max(2_048),
    title: z.string().max(200),
    event: z.string().max(64).optional(),
    data: z.record(z.string(), z.union([z.string().max(200), z.number(), z.boolean()])).optional(),
  }),
} as const;

export interface WidgetAcks {
  'session.start': Ack<{ visitorToken: string; state: WidgetState; messages: WidgetMessage[] }>;
  /** Acked only after the item is in the intake ledger. */
  'message.send': Ack<{ clientId: string }>;
  'typing.set': Ack;
  'read.set': Ack;
  'person.ask': Ack;
  'survey.answer': Ack;
  'conversation.end': Ack;
  'answer.vote': Ack;
  'page.track': Ack;
}

export const WidgetPush = {
  'messages.changed': z.object({ messages: z.array(WidgetMessage) }),
  'state.changed': WidgetState,
} as const;

type Payload<C extends Record<string, z.ZodType>, K extends keyof C> = z.infer<C[K]>;
/** socket.io's typed maps, shared by server and clients. */
export type InboxClientToServer = {
  [K in keyof typeof InboxSend]: (data: Payload<typeof InboxSend, K>, ack: (a: InboxAcks[K]) => void) => void;
};
export type InboxServerToClient = {
  [K in keyof typeof InboxPush]: (data: Payload<typeof InboxPush, K>) => void;
};
export type WidgetClientToServer = {
  [K in keyof typeof WidgetSend]: (
    data: Payload<typeof WidgetSend, K>,
    ack: (a: WidgetAcks[K]) => void,
  ) => void;
};
export type WidgetServerToClient = {
  /** The widget calls `ack()` once it holds the messages: that makes them delivered. */
  'messages.changed': (data: Payload<typeof WidgetPush, 'messages.changed'>, ack: () => void) => void;
  'state.changed': (data: Payload<typeof WidgetPush, 'state.changed'>) => void;
};

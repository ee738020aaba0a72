import { z } from 'zod';
import {
  Attribute,
  ConversationRow,
  ConversationView,
  InboxSort,
  InboxView,
  Priority,
} from './conversation.ts';
import { byId, get, list, Page, patch, post, versioned } from './http-words.ts';
import { Channel, MessageView, OutboundChoices } from './message.ts';
import { Instant, Language } from './time.ts';

const done = z.object({ conversation: ConversationRow });

/** Endpoints of conversations; part of the catalogue in http.ts. */
export const conversationEndpoints = {
  list: get('/conversations', 'List conversations')
    .input(
      Page.extend({
        view: InboxView.optional(),
        status: z.string().optional(),
        assignee: z.string().optional(),
        team: z.string().optional(),
        channel: Channel.optional(),
        tag: z.string().optional(),
        priority: Priority.optional(),
        language: Language.optional(),
        customer: z.string().optional(),
        q: z.string().max(200).optional(),
        sort: InboxSort.default('newest'),
        /** Drill-down from a report: the same words the report was asked with. */
        report: z.string().optional(),
        from: Instant.optional(),
        to: Instant.optional(),
        bucket: z.string().optional(),
      }),
    )
    .output(list(ConversationRow)),
  counts: get('/conversations/counts', 'Counts of the built-in views').output(
    z.object({ counts: z.record(z.string(), z.number()) }),
  ),
  show: get('/conversations/{id}', 'One conversation').input(byId).output(ConversationView),
  start: post('/conversations', 'Start a conversation')
    .input(
      z.object({
        customerId: z.string(),
        accountId: z.string(),
        address: z.string().max(200).optional(),
        text: z.string().min(1).max(20_000),
        clientId: z.string().min(8).max(64),
        fileIds: z.array(z.string()).max(10).optional(),
        ...OutboundChoices.shape,
      }),
    )
    .output(z.object({ conversation: ConversationRow, message: MessageView })),
  messages: get('/conversations/{id}/messages', 'Messages, newest page first')
    .input(
      byId.extend({
        beforeSeq: z.coerce.number().int().optional(),
        afterSeq: z.coerce.number().int().optional(),
        limit: z.coerce.number().int().min(1).max(100).default(50),
      }),
    )
    .output(z.object({ items: z.array(MessageView), nextCursor: z.string().optional() })),
  send: post('/conversations/{id}/messages', 'Send a message or add a note')
    .input(
      byId.extend({
        text: z.string().max(20_000),
        visibility: z.enum(['public', 'note']),
        clientId: z.string().min(8).max(64),
        fileIds: z.array(z.string()).max(10).optional(),
        mentions: z.array(z.string()).max(20).optional(),
        threadId: z.string().optional(),
        basedOnSeq: z.number().int().optional(),
        force: z.boolean().optional(),
        ...OutboundChoices.shape,
      }),
    )
    .output(z.object({ message: MessageView })),
  retry: post('/conversations/{id}/messages/{messageId}/retry', 'Send a failed message again')
    .input(byId.extend({ messageId: z.string() }))
    .output(z.object({ message: MessageView })),
  accept: post('/conversations/{id}/accept', 'Accept an offer or take from the queue')
    .input(versioned)
    .output(done),
  decline: post('/conversations/{id}/decline', 'Decline an offer').input(byId).output(done),
  assign: post('/conversations/{id}/assign', 'Assign to an agent or team, or to nobody')
    .input(
      versioned.extend({
        assigneeId: z.string().nullable().optional(),
        teamId: z.string().nullable().optional(),
      }),
    )
    .output(done),
  takeOver: post('/conversations/{id}/take-over', 'Take over from the bot or a colleague')
    .input(versioned)
    .output(done),
  resolve: post('/conversations/{id}/resolve', 'Resolve').input(versioned).output(done),
  reopen: post('/conversations/{id}/reopen', 'Reopen (also the undo of resolve)')
    .input(versioned.extend({ undo: z.boolean().optional() }))
    .output(done),
  snooze: post('/conversations/{id}/snooze', 'Snooze until')
    .input(versioned.extend({ until: Instant }))
    .output(done),
  handBack: post('/conversations/{id}/hand-back', 'Hand back to the bot')
    .input(
      versioned.extend({
        /** What the bot tells the customer from the agent at its next answer. */
        note: z.string().trim().max(300).optional(),
      }),
    )
    .output(done),
  spam: post('/conversations/{id}/spam', 'Mark or clear spam')
    .input(versioned.extend({ spam: z.boolean().default(true) }))
    .output(done),
  update: patch('/conversations/{id}', 'Priority, tags, subject, attributes')
    .input(
      versioned.extend({
        priority: Priority.optional(),
        tags: z.array(z.string().min(1).max(40)).max(30).optional(),
        subject: z.string().max(200).optional(),
        attributes: z.array(Attribute).max(50).optional(),
      }),
    )
    .output(done),
  decisions: get('/conversations/{id}/decisions', 'Routing decisions, newest first')
    .input(byId)
    .output(z.object({ items: z.array(z.record(z.string(), z.unknown())) })),
  draft: {
    show: get('/conversations/{id}/draft', 'Own draft')
      .input(byId)
      .output(z.object({ text: z.string(), visibility: z.enum(['public', 'note']) })),
    save: post('/conversations/{id}/draft', 'Keep own draft')
      .input(byId.extend({ text: z.string().max(20_000), visibility: z.enum(['public', 'note']) }))
      .output(z.object({ saved: z.boolean() })),
  },
};

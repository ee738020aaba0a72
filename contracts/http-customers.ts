import { z } from 'zod';
import { Attribute } from './conversation.ts';
import { CustomerRow, CustomerView, InteractionView, MergeSuggestion } from './customer.ts';
import { byId, get, list, Page, patch, post, versioned } from './http-words.ts';
import { ConversationId, FileId } from './ids.ts';
import { Channel } from './message.ts';
import { DAY, Instant, Language } from './time.ts';

/** Endpoints of customers; part of the catalogue in http.ts. */
export const customerEndpoints = {
  list: get('/customers', 'List customers')
    .input(Page.extend({ q: z.string().max(200).optional() }))
    .output(list(CustomerRow)),
  show: get('/customers/{id}', 'One customer').input(byId).output(CustomerView),
  create: post('/customers', 'Create a customer')
    .input(
      z.object({
        name: z.string().min(1).max(200),
        language: Language.optional(),
        email: z.email().optional(),
        phone: z.string().max(32).optional(),
      }),
    )
    .output(CustomerView),
  update: patch('/customers/{id}', 'Change a customer')
    .input(
      versioned.extend({
        name: z.string().min(1).max(200).optional(),
        language: Language.optional(),
        tags: z.array(z.string().max(40)).max(50).optional(),
        vip: z.boolean().optional(),
        highTouch: z.boolean().optional(),
        /** `null` takes it away. */
        preferredChannel: Channel.nullable().optional(),
        attributes: z.array(Attribute).max(50).optional(),
      }),
    )
    .output(CustomerView),
  block: post('/customers/{id}/block', 'Block or unblock')
    .input(byId.extend({ blocked: z.boolean() }))
    .output(CustomerView),
  erase: post('/customers/{id}/erase', 'Erase a customer')
    .input(byId)
    .output(z.object({ erased: z.boolean() })),
  /** Only links: rows keep the id they were written with, and `unmerge` drops the link. */
  merge: post('/customers/{id}/merge', 'Merge into another customer')
    .input(byId.extend({ into: z.string() }))
    .output(CustomerView),
  unmerge: post('/customers/{id}/unmerge', 'Undo a merge; the id is the merged one’s')
    .input(byId)
    .output(CustomerView),
  suggestions: get('/customers/{id}/suggestions', 'Who may be the same person, at most 5')
    .input(byId)
    .output(z.object({ items: z.array(MergeSuggestion) })),
  interactions: get('/customers/{id}/interactions', 'Timeline, newest first')
    .input(byId.extend(Page.shape).extend({ types: z.string().optional(), channel: Channel.optional() }))
    .output(list(InteractionView)),
  logInteraction: post('/customers/{id}/interactions', 'Log a call, letter or meeting')
    .input(
      byId.extend({
        channel: z.enum(['phone', 'fax', 'post', 'meeting']),
        direction: z.enum(['inbound', 'outbound']),
        at: Instant,
        text: z.string().max(5_000),
        durationMs: z
          .number()
          .int()
          .nonnegative()
          .max(7 * DAY)
          .optional(),
        /** `answered`, `missed`, `voicemail`, `busy`, `failed`, `delivered`, `returned`, or a code of one's own. */
        outcome: z.string().max(64).optional(),
        /** Recording or scan: files uploaded before by the same caller. */
        fileIds: z.array(FileId).max(10).optional(),
        /** Conversation of the same customer that it belongs to. */
        conversationId: ConversationId.optional(),
        /** Sent again with the same content it is the same entry; with other content `duplicate-client-id`. */
        clientId: z
          .string()
          .regex(/^[\w.:-]{1,100}$/)
          .optional(),
      }),
    )
    .output(InteractionView),
};

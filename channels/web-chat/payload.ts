import { z } from 'zod';
import { Attachment, MessageExtra } from '#contracts/message.ts';
import { PreChatField, SOCKET_PROTOCOL, type WidgetConfig, WidgetSend } from '#contracts/socket.ts';
import { Instant, Language, TimeZone } from '#contracts/time.ts';

/** Version of the envelope; written into each ledger item so that an older item is still read after an upgrade. */
export const ENVELOPE_VERSION = 1;

const MEBIBYTE = 1_048_576;

/** An origin (`https://shop.example`), or every host under one (`https://*.shop.example`). */
const Site = z
  .string()
  .max(255)
  .regex(/^https?:\/\/(\*\.)?[a-z0-9.-]+(:\d{1,5})?$/i);

const Words = (ja: string, en: string, max: number) =>
  z.object({ ja: z.string().max(max).default(ja), en: z.string().max(max).default(en) });

/** Settings of one web chat account; served as JSON Schema, every field has a default. */
export const WebChatSettings = z.object({
  /** Name in the head of the panel. */
  name: Words('サポート', 'Support', 60).prefault({}),
  /** Brand colour of button and own bubbles; the ink on it is chosen for 4.5:1. */
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .default('#125a82'),
  /** First line, shown before anything was written. */
  greeting: Words('こんにちは。ご用件をお書きください。', 'Hello. What can we do for you?', 300).prefault({}),
  /** One or two characters on the brand colour; empty = first character of the name. */
  mark: z.string().max(2).default(''),
  /** Origins that may show the chat; empty = any. */
  allowedSites: z.array(Site).max(50).default([]),
  preChat: z
    .object({
      enabled: z.boolean().default(false),
      fields: z.array(PreChatField).max(8).default([]),
      topics: z
        .array(z.object({ value: z.string().min(1).max(64), label: z.record(Language, z.string().max(60)) }))
        .max(12)
        .default([]),
    })
    .prefault({}),
  /** Shows the microphone. */
  voiceNotes: z.boolean().default(false),
  /** Only visitors with a signed identity token may chat. */
  identityRequired: z.boolean().default(false),
  /** Largest file a visitor may send. Bytes. */
  maxFileBytes: z
    .number()
    .int()
    .min(0)
    .max(50 * MEBIBYTE)
    .default(10 * MEBIBYTE),
  /** Fixed language of the panel; absent = that of the page. */
  language: Language.optional(),
});
export type WebChatSettings = z.infer<typeof WebChatSettings>;

/** Who a signed identity token says the visitor is. */
export const VerifiedUser = z.object({
  /** The shop's own id of the person. */
  sub: z.string().min(1).max(200),
  name: z.string().max(120).optional(),
  email: z.email().max(254).optional(),
  /** E.164. */
  phone: z
    .string()
    .regex(/^\+[1-9]\d{5,14}$/)
    .optional(),
  language: Language.optional(),
  attributes: z
    .record(z.string().max(64), z.union([z.string().max(500), z.number(), z.boolean()]))
    .optional(),
});
export type VerifiedUser = z.infer<typeof VerifiedUser>;

const VISITOR = /^[A-Za-z0-9_-]{8,64}$/;

/** What every envelope holds beside its event: the checked session. */
const session = {
  v: z.literal(ENVELOPE_VERSION),
  visitor: z.string().regex(VISITOR),
  user: VerifiedUser.optional(),
  language: Language.optional(),
  /** The browser's. */
  timeZone: TimeZone.optional(),
  /** When the server took it. */
  at: Instant,
};

/** Body of a ledger item: one thing a visitor did, in its checked session. Typing, read marks and pages are never kept there. */
export const Envelope = z.discriminatedUnion('event', [
  z.object({
    ...session,
    event: z.literal('message.send'),
    data: WidgetSend['message.send'],
    /** The stored files behind `data.fileIds`, looked up and found to be this visitor's own. */
    files: z.array(Attachment).max(5).optional(),
  }),
  z.object({ ...session, event: z.literal('person.ask'), data: WidgetSend['person.ask'] }),
  z.object({ ...session, event: z.literal('survey.answer'), data: WidgetSend['survey.answer'] }),
  z.object({ ...session, event: z.literal('conversation.end'), data: WidgetSend['conversation.end'] }),
]);
export type Envelope = z.infer<typeof Envelope>;

type FactOf<E> = E extends Envelope ? Omit<E, keyof typeof session> : never;
/** An envelope without its session. */
export type VisitorFact = FactOf<Envelope>;

const USER = 'user:';

/**
 * Thread key of a visitor: the visitor id of an anonymous one; the shop's id (behind a prefix no visitor id can have)
 * of an identified one, so that all their devices share one thread.
 */
export const threadKeyOf = (who: { visitor: string; user?: { sub: string } | undefined }): string =>
  who.user ? USER + encodeURIComponent(who.user.sub) : who.visitor;

/** The one wire part of an outbound message. The panel gets the stored message by push, so this is what a delivery keeps. */
export const WidgetPart = z.object({
  text: z.string(),
  attachments: z.array(Attachment),
  extra: MessageExtra,
});
export type WidgetPart = z.infer<typeof WidgetPart>;

/** Public configuration of an account, as `GET /api/v1/widget/config` answers it. */
export const publicConfig = (accountId: string, settings: WebChatSettings): WidgetConfig => ({
  accountId,
  name: settings.name,
  color: settings.color,
  greeting: settings.greeting,
  mark: settings.mark || [...settings.name.ja][0] || '?',
  preChat: settings.preChat,
  maxFileBytes: settings.maxFileBytes,
  voiceNotes: settings.voiceNotes,
  ...(settings.language ? { language: settings.language } : {}),
  protocol: SOCKET_PROTOCOL,
});

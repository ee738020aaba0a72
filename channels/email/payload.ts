import { z } from 'zod';

/** Longest text of one mail we send, in UTF-16 units; a message of the product is far below. */
export const MAX_BODY = 100_000;
/** Attachments of one mail, all together: most mail servers refuse 25 MB after base64. */
export const MAX_FILE_BYTES = 15 * 1_024 * 1_024;
export const MAX_FILES = 10;
/** A mail above this is taken up to here, and marked as cut. Bytes. */
export const MAX_MAIL_BYTES = 26_214_400;

const host = z.string().regex(/^[a-zA-Z0-9.-]{1,253}$/, 'mail.example.com');
const address = z.string().regex(/^[^\s@<>",;]{1,64}@[a-zA-Z0-9.-]{1,253}$/, 'support@example.com');
const port = (standard: number) => z.number().int().min(1).max(65_535).default(standard);
const security = z.enum(['tls', 'starttls', 'plain']);
const lines = z.array(z.string().max(320)).max(50).default([]);

/** Settings of one mailbox. Settings without words in strings.*.json are for tests and odd servers. */
export const EmailSettings = z.object({
  /** The mailbox's address: From of what is sent. */
  address,
  fromName: z.string().max(100).optional(),
  /** Whether an agent's name goes before `fromName`. */
  agentNames: z.boolean().default(true),
  /** Further addresses that arrive in this mailbox. */
  aliases: lines,
  provider: z.enum(['password', 'google', 'microsoft']).default('password'),
  /** Login; the address if empty. */
  user: z.string().max(320).optional(),
  receive: z.enum(['imap', 'smtp', 'none']).default('imap'),
  imapHost: host.optional(),
  imapPort: port(993),
  imapSecurity: security.default('tls'),
  folder: z.string().min(1).max(255).default('INBOX'),
  /** Whether answers written in a mail program are taken from the sent folder. */
  readSent: z.boolean().default(true),
  /** How many days before the first connection mails are taken from. */
  importDays: z.number().int().min(0).max(3_650).default(1),
  smtpHost: host.optional(),
  smtpPort: port(587),
  smtpSecurity: security.default('starttls'),
  /** Where the built-in receiver listens when `receive` is `smtp`. */
  listenHost: z
    .string()
    .regex(/^[0-9a-fA-F.:]{2,45}$/, '0.0.0.0')
    .default('127.0.0.1'),
  listenPort: port(2525),
  /** OAuth application: its id, and the directory for Microsoft. */
  clientId: z.string().max(320).optional(),
  tenant: z
    .string()
    .regex(/^[a-zA-Z0-9.-]{1,100}$/)
    .default('common'),
  /** Token endpoint, when it is not the provider's own. */
  tokenUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** The signed reply address: `name+…@`, `…@replyDomain`, or none. */
  replyAddress: z.enum(['plus', 'catch-all', 'none']).default('plus'),
  replyDomain: host.optional(),
  /** Name of our own mail server in Authentication-Results; other servers' results are not believed. Empty: the topmost, for IMAP only. */
  authserv: z.string().max(255).optional(),
  /** Who forwards customers' mail by hand: addresses or domains. What they forward is the original sender's. */
  forwarders: lines,
  /** Newsletters and lists: `ledger` keeps them out of the inbox. */
  listMail: z.enum(['ledger', 'conversation']).default('ledger'),
  /** Whether an answer quotes what it answers. */
  quote: z.boolean().default(true),
  /** Minutes after which a web chat's answers that were not read, by a customer who is gone, go out as one mail from here. 0: never. */
  unreadChatMinutes: z.number().int().min(0).max(1_440).default(15),
  signature: z.array(z.string().max(200)).max(20).default([]),
});
export type EmailSettings = z.infer<typeof EmailSettings>;

/** What the ledger keeps of a mail: the bytes as they came, in base64. */
export const MailItem = z.object({
  via: z.enum(['imap', 'smtp']),
  /** When the mailbox or the receiver got it. */
  at: z.iso.datetime(),
  raw: z.string(),
  /** The mail was larger than we take; its end is missing. */
  cut: z.boolean().optional(),
  envelope: z.object({ from: z.string(), to: z.array(z.string()) }).optional(),
});
export type MailItem = z.infer<typeof MailItem>;

export const WireFile = z.object({ fileId: z.string(), name: z.string(), mime: z.string() });

/** One mail to send. Ids are bare, without angle brackets. */
export const WireBody = z.object({
  messageId: z.string(),
  from: z.object({ address: z.string(), name: z.string() }),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  bcc: z.array(z.string()),
  replyTo: z.string().optional(),
  subject: z.string(),
  inReplyTo: z.string().optional(),
  references: z.array(z.string()),
  text: z.string(),
  html: z.string(),
  files: z.array(WireFile),
  /** Auto-Submitted of what no person wrote (RFC 3834). */
  automatic: z.enum(['auto-replied', 'auto-generated']).optional(),
});
export type WireBody = z.infer<typeof WireBody>;

import { z } from 'zod';

/**
 * Longest text of one part, UTF-16 units. Teams takes about 28 KB a message with all its markup (learn.microsoft.com/microsoftteams/platform/bots/how-to/
 * format-your-bot-messages), and Japanese takes three bytes a character.
 */
export const MAX_TEXT_PART = 8_000;
/** Buttons of one hero card (learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference). */
export const MAX_BUTTONS = 6;
/** Largest picture Teams shows in line. */
export const MAX_PICTURE_BYTES = 1024 * 1024;
/** Longest conversation, activity and user ids kept as they are. */
export const MAX_ID = 500;

const url = z.url({ protocol: /^https?$/ });

/** Settings of one bot registration. */
export const BotFrameworkSettings = z.object({
  /** Microsoft App ID: who tokens from the Connector are for. */
  appId: z.string().regex(/^[\w.-]{8,64}$/),
  /** Directory the bot is registered in; `botframework.com` for a multi-tenant one. */
  tenant: z
    .string()
    .regex(/^[\w.-]{1,100}$/)
    .default('botframework.com'),
  /** Where to write when the conversation's own service URL is not known. */
  serviceUrl: url.optional(),
  /** Where tokens are had: Microsoft's, or a simulator. */
  loginBase: url.default('https://login.microsoftonline.com'),
  /** Where the Connector's signing keys are told. */
  openIdMetadata: url.default('https://login.botframework.com/v1/.well-known/openidconfiguration'),
});
export type BotFrameworkSettings = z.infer<typeof BotFrameworkSettings>;

/** What the ledger keeps: the activity as it came, or what could not be read. */
export const ItemBody = z.union([
  z.object({ receivedAt: z.iso.datetime(), activity: z.record(z.string(), z.unknown()) }),
  z.object({ receivedAt: z.iso.datetime(), unparsed: z.string() }),
]);
export type ItemBody = z.infer<typeof ItemBody>;

const id = z.string().min(1).max(MAX_ID);
const Party = z.object({
  id,
  name: z.string().nullish(),
  role: z.string().nullish(),
});
export type Party = z.infer<typeof Party>;

const InAttachment = z.object({
  contentType: z.string().nullish(),
  contentUrl: z.string().nullish(),
  name: z.string().nullish(),
  content: z.unknown().optional(),
});
export type InAttachment = z.infer<typeof InAttachment>;

const Reactions = z.array(z.object({ type: z.string() })).nullish();

/** As much of an activity as is read (github.com/microsoft/botframework-sdk, specs/botframework-activity). */
export const Activity = z.object({
  type: z.string(),
  id: id.nullish(),
  timestamp: z.string().nullish(),
  serviceUrl: z.string().max(2_048).nullish(),
  channelId: z
    .string()
    .regex(/^[\w.-]{1,60}$/)
    .default('unknown'),
  locale: z.string().nullish(),
  from: Party.nullish(),
  recipient: z.object({ id }).nullish(),
  conversation: z
    .object({ id, isGroup: z.boolean().nullish(), conversationType: z.string().nullish() })
    .nullish(),
  text: z.string().nullish(),
  attachments: z.array(InAttachment).nullish(),
  value: z.unknown().optional(),
  entities: z.array(z.looseObject({ type: z.string().nullish() })).nullish(),
  replyToId: id.nullish(),
  reactionsAdded: Reactions,
  reactionsRemoved: Reactions,
  membersAdded: z.array(Party).nullish(),
  membersRemoved: z.array(Party).nullish(),
  action: z.string().nullish(),
});
export type Activity = z.infer<typeof Activity>;

const OutAttachment = z.object({
  contentType: z.string(),
  content: z.record(z.string(), z.unknown()).optional(),
});
export type OutAttachment = z.infer<typeof OutAttachment>;

/** One activity to post. A file is put in by its signed address: as an attachment, or as a link in the text where the channel shows no files. */
export const WireBody = z.object({
  serviceUrl: url,
  conversationId: z.string(),
  replyToId: z.string().optional(),
  text: z.string(),
  locale: z.string(),
  attachments: z.array(OutAttachment).optional(),
  file: z
    .object({ id: z.string(), name: z.string(), mime: z.string(), as: z.enum(['attachment', 'link']) })
    .optional(),
});
export type WireBody = z.infer<typeof WireBody>;

import { z } from 'zod';

/** Twilio's longest message body, in characters; counted here in UTF-16 units, which is never less. */
export const MAX_BODY = 1_600;
/** Twilio takes at most ten media and 5 MB in one MMS. */
export const MAX_MEDIA = 10;
export const MAX_MEDIA_BYTES = 5 * 1024 * 1024;

const sid = (prefix: string): z.ZodType<string> =>
  z.string().regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`), `${prefix} + 32 hex digits`);

/** Settings of one connected number or messaging service. Numbers in E.164. */
export const SmsSettings = z
  .object({
    accountSid: sid('AC'),
    /** Number (or short code) messages come from; not needed with a messaging service. */
    from: z
      .string()
      .regex(/^(\+[1-9]\d{6,14}|\d{3,8})$/, '+815012345678')
      .optional(),
    messagingServiceSid: sid('MG').optional(),
    /** API key to send with in place of the auth token; its secret is `apiKeySecret`. */
    apiKeySid: sid('SK').optional(),
    /** Where Twilio's API answers. Another region or a simulator has its own. */
    apiBase: z.url({ protocol: /^https?$/ }).default('https://api.twilio.com'),
    /** The URL typed into Twilio's console when it differs from the one we show (a proxy rewrites it). */
    webhookUrl: z.url({ protocol: /^https?$/ }).optional(),
    /** Files as MMS: `auto` between numbers of +1, else as links in the text. */
    mms: z.enum(['auto', 'always', 'never']).default('auto'),
    /** Who confirms STOP, START and HELP: we, or Twilio's own opt-out replies. The wish itself is kept in both cases. */
    keywordReplies: z.enum(['ours', 'provider']).default('ours'),
  })
  .refine((settings) => settings.from !== undefined || settings.messagingServiceSid !== undefined, {
    path: ['from'],
    message: 'from or messagingServiceSid is required',
  });
export type SmsSettings = z.infer<typeof SmsSettings>;

/** What the ledger keeps of a request. Form parameters as they came, first value of each; or what could not be read. */
export const ItemBody = z.union([
  z.object({ receivedAt: z.iso.datetime(), form: z.record(z.string(), z.string()) }),
  z.object({ receivedAt: z.iso.datetime(), json: z.unknown() }),
  z.object({ receivedAt: z.iso.datetime(), unparsed: z.string() }),
]);
export type ItemBody = z.infer<typeof ItemBody>;

/** One request to Twilio. `media` are ids of files sent as MMS; `link` a file sent as its URL. */
export const WireBody = z.object({
  to: z.string(),
  text: z.string(),
  media: z.array(z.string()),
  link: z.object({ fileId: z.string(), name: z.string() }).optional(),
});
export type WireBody = z.infer<typeof WireBody>;

/** Form parameters in order of appearance; a key may repeat. */
export const readForm = (body: Buffer): [string, string][] => [...new URLSearchParams(body.toString('utf8'))];

/** Whether the content type says form. */
export const isForm = (contentType: string): boolean =>
  contentType.split(';')[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded';

import { z } from 'zod';

/** Longest text of one message, in characters (Cloud API, "Text messages"). */
export const MAX_TEXT_PART = 4_096;
/** Longest body over buttons or a link ("Interactive reply buttons messages", "Interactive call-to-action URL button messages"), and longest caption. */
export const MAX_BUTTON_BODY = 1_024;
export const MAX_CAPTION = 1_024;
export const MAX_BUTTONS = 3;
export const MAX_BUTTON_TITLE = 20;
/** Rows of a list in all its sections, their titles and descriptions ("Interactive list messages"). */
export const MAX_ROWS = 10;
export const MAX_ROW_TITLE = 24;
export const MAX_ROW_DESCRIPTION = 72;
/** Bytes the product takes in and sends; WhatsApp itself goes up to 100 MB for documents. */
export const MAX_FILE_BYTES = 25 * 1_024 * 1_024;

/** A number's id at Meta. */
const NodeId = z.string().regex(/^\d{5,32}$/);

/** Settings of one business phone number. */
export const WhatsappSettings = z.object({
  phoneNumberId: NodeId,
  /** The WhatsApp Business Account the number belongs to: templates, subscriptions. */
  businessAccountId: NodeId,
  /** Whether an answer quotes the message it answers. */
  quote: z.enum(['always', 'never']).default('always'),
  /** Sends per second; default 60 (Meta allows 80, and 1,000 to some). */
  sendsPerSecond: z.number().min(0.1).max(1_000).optional(),
  /** Where the Graph API answers: Meta's, or a simulator. */
  apiBase: z.url({ protocol: /^https?$/ }).default('https://graph.facebook.com'),
  apiVersion: z
    .string()
    .regex(/^v\d{1,3}\.\d{1,2}$/)
    .default('v25.0'),
});
export type WhatsappSettings = z.infer<typeof WhatsappSettings>;

/** What the ledger keeps: one message, status or echo with the contact it names, a whole change of another field, or what could not be read. */
export const ItemBody = z.union([
  z.object({
    receivedAt: z.iso.datetime(),
    field: z.string(),
    kind: z.enum(['message', 'status', 'echo', 'error', 'other']),
    value: z.record(z.string(), z.unknown()),
    contact: z.record(z.string(), z.unknown()).optional(),
  }),
  z.object({ receivedAt: z.iso.datetime(), unparsed: z.string() }),
]);
export type ItemBody = z.infer<typeof ItemBody>;

const text = z.string();
const maybe = text.optional();
/** Seconds since 1970, as text in messages and as a number in some others. */
const seconds = z.union([text.regex(/^\d{1,12}$/), z.number()]).transform(Number);
const count = z.union([z.number(), text]);

export const Contact = z.object({
  profile: z.object({ name: maybe, username: maybe }).optional(),
  wa_id: maybe,
  user_id: maybe,
  parent_user_id: maybe,
});
export type Contact = z.infer<typeof Contact>;

const Medium = z.object({
  id: text,
  mime_type: maybe,
  caption: maybe,
  filename: maybe,
  animated: z.boolean().optional(),
});
export type Medium = z.infer<typeof Medium>;

const SharedContact = z.object({
  name: z.object({ formatted_name: maybe, first_name: maybe, last_name: maybe }).optional(),
  phones: z.array(z.object({ phone: maybe, wa_id: maybe })).optional(),
  emails: z.array(z.object({ email: maybe })).optional(),
  org: z.object({ company: maybe }).optional(),
});
export type WireContact = z.infer<typeof SharedContact>;

const Choice = z.object({ id: text, title: text, description: maybe });
const ErrorInfo = z.object({
  code: z.number(),
  title: maybe,
  message: maybe,
  error_data: z.object({ details: maybe }).optional(),
});

/** What a message says, by its type. Unknown members are left to the ledger. */
export const Content = z.object({
  type: text.default('unknown'),
  text: z.object({ body: text }).optional(),
  image: Medium.optional(),
  video: Medium.optional(),
  audio: Medium.optional(),
  voice: Medium.optional(),
  document: Medium.optional(),
  sticker: Medium.optional(),
  location: z
    .object({ latitude: z.number(), longitude: z.number(), name: maybe, address: maybe, url: maybe })
    .optional(),
  contacts: z.array(SharedContact).optional(),
  interactive: z
    .object({
      type: maybe,
      button_reply: Choice.optional(),
      list_reply: Choice.optional(),
      nfm_reply: z.object({ response_json: maybe, body: maybe, name: maybe }).optional(),
    })
    .optional(),
  button: z.object({ text: text, payload: maybe }).optional(),
  order: z
    .object({
      catalog_id: maybe,
      text: maybe,
      product_items: z
        .array(
          z.object({
            product_retailer_id: text,
            quantity: count.optional(),
            item_price: count.optional(),
            currency: maybe,
          }),
        )
        .optional(),
    })
    .optional(),
});
export type Content = z.infer<typeof Content>;

/** As much of a message as is read (webhook reference, messages). */
export const Message = Content.extend({
  id: text.min(1),
  from: maybe,
  from_user_id: maybe,
  from_parent_user_id: maybe,
  to: maybe,
  to_user_id: maybe,
  to_parent_user_id: maybe,
  group_id: maybe,
  timestamp: seconds,
  context: z
    .object({
      id: maybe,
      forwarded: z.boolean().optional(),
      referred_product: z.object({ catalog_id: maybe, product_retailer_id: maybe }).optional(),
    })
    .optional(),
  referral: z
    .object({
      source_url: maybe,
      source_id: maybe,
      source_type: maybe,
      headline: maybe,
      body: maybe,
      ctwa_clid: maybe,
    })
    .optional(),
  reaction: z.object({ message_id: text.min(1), emoji: maybe }).optional(),
  edit: z.object({ original_message_id: text.min(1), message: Content.optional() }).optional(),
  revoke: z.object({ original_message_id: text.min(1) }).optional(),
  system: z
    .object({
      body: maybe,
      type: maybe,
      wa_id: maybe,
      new_wa_id: maybe,
      user_id: maybe,
      parent_user_id: maybe,
      previous_user_id: maybe,
      previous_parent_user_id: maybe,
    })
    .optional(),
  unsupported: z.object({ type: maybe }).optional(),
  errors: z.array(ErrorInfo).optional(),
});
export type Message = z.infer<typeof Message>;

/** A status of a message we sent (webhook reference, status messages). */
export const Status = z.object({
  id: text.min(1),
  status: text,
  timestamp: seconds,
  recipient_id: maybe,
  recipient_user_id: maybe,
  recipient_participant_id: maybe,
  recipient_participant_user_id: maybe,
  errors: z.array(ErrorInfo).optional(),
});

/** A file that is uploaded, or goes as a link to it where WhatsApp does not take its type. */
const WireFile = z.object({
  id: text,
  name: text,
  mime: text,
  as: z.enum(['image', 'video', 'audio', 'document', 'link']),
});
export type WireFile = z.infer<typeof WireFile>;

/**
 * One message to make. `content` is the type's own object as the API takes it; a `file` is uploaded first and its id put in. `text` is what the customer
 * reads, for proof that nothing is lost. `variables` fill a template by its definition.
 */
export const WireBody = z.object({
  type: z.enum([
    'text',
    'image',
    'video',
    'audio',
    'document',
    'interactive',
    'location',
    'contacts',
    'template',
  ]),
  text: z.string(),
  content: z.record(z.string(), z.unknown()),
  file: WireFile.optional(),
  variables: z.array(z.string()).optional(),
  quote: z.string().optional(),
});
export type WireBody = z.infer<typeof WireBody>;

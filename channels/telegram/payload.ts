import { z } from 'zod';

/** Longest text of one message, in UTF-16 units (Bot API, sendMessage: 1–4096 characters after entities parsing). */
export const MAX_TEXT_PART = 4_096;
/** Bytes of `callback_data` (Bot API, InlineKeyboardButton). */
export const MAX_CALLBACK_BYTES = 64;
/** A bot uploads photos of 10 MB and other files of 50 MB, and fetches 20 MB (Bot API, "Sending files", getFile). */
export const MAX_PHOTO_BYTES = 10 * 1024 * 1024;
export const MAX_UPLOAD_BYTES = 50 * 1024 * 1024;
export const MAX_FETCH_BYTES = 20 * 1024 * 1024;

/** Settings of one bot. */
export const TelegramSettings = z.object({
  /** Name of the bot without @, to tell what is said to it in a group. */
  botUsername: z
    .string()
    .regex(/^[A-Za-z]\w{3,31}$/)
    .optional(),
  /** Where the Bot API answers: Telegram's, an own Bot API server, or a simulator. */
  apiBase: z.url({ protocol: /^https?$/ }).default('https://api.telegram.org'),
});
export type TelegramSettings = z.infer<typeof TelegramSettings>;

/** What the ledger keeps: the update as it came, or what could not be read. */
export const ItemBody = z.union([
  z.object({
    receivedAt: z.iso.datetime(),
    update: z.record(z.string(), z.unknown()),
    part: z.number().optional(),
  }),
  z.object({ receivedAt: z.iso.datetime(), unparsed: z.string() }),
]);
export type ItemBody = z.infer<typeof ItemBody>;

const text = z.string();
const User = z.object({
  id: z.number(),
  is_bot: z.boolean().optional(),
  first_name: text.optional(),
  last_name: text.optional(),
  username: text.optional(),
  language_code: text.optional(),
});
export type User = z.infer<typeof User>;
const Chat = z.object({ id: z.number(), type: text, title: text.optional() });
const FileLike = z.object({
  file_id: text,
  file_size: z.number().optional(),
  file_name: text.optional(),
  mime_type: text.optional(),
});
const Location = z.object({ latitude: z.number(), longitude: z.number() });

/** As much of a Message as is read (Bot API, Message). */
export const Message = z.object({
  message_id: z.number(),
  from: User.optional(),
  sender_chat: Chat.optional(),
  sender_business_bot: User.optional(),
  business_connection_id: text.optional(),
  date: z.number(),
  edit_date: z.number().optional(),
  chat: Chat,
  text: text.optional(),
  caption: text.optional(),
  photo: z.array(FileLike).optional(),
  document: FileLike.optional(),
  animation: FileLike.optional(),
  video: FileLike.optional(),
  video_note: FileLike.optional(),
  audio: FileLike.optional(),
  voice: FileLike.optional(),
  sticker: FileLike.extend({
    emoji: text.optional(),
    is_animated: z.boolean().optional(),
    is_video: z.boolean().optional(),
  }).optional(),
  dice: z.object({ emoji: text, value: z.number() }).optional(),
  contact: z
    .object({
      phone_number: text,
      first_name: text,
      last_name: text.optional(),
      user_id: z.number().optional(),
    })
    .optional(),
  location: Location.optional(),
  venue: z.object({ location: Location, title: text, address: text }).optional(),
  reply_markup: z
    .object({ inline_keyboard: z.array(z.array(z.object({ text, callback_data: text.optional() }))) })
    .optional(),
});
export type Message = z.infer<typeof Message>;

export const CallbackQuery = z.object({
  id: text,
  from: User,
  message: z.unknown().optional(),
  data: text.optional(),
});
export const ReactionUpdate = z.object({
  chat: Chat,
  message_id: z.number(),
  user: User.optional(),
  date: z.number(),
  new_reaction: z.array(z.object({ type: text, emoji: text.optional() })),
});
export const MemberUpdate = z.object({
  chat: Chat,
  from: User,
  date: z.number(),
  new_chat_member: z.object({ status: text }),
});
export const DeletedMessages = z.object({
  business_connection_id: text,
  chat: Chat,
  message_ids: z.array(z.number()),
});

/** One call of a sending method. `file` is uploaded under the method's own field. */
export const WireBody = z.object({
  method: z.enum(['sendMessage', 'sendPhoto', 'sendVideo', 'sendAudio', 'sendDocument']),
  text: z.string(),
  chatId: z.string(),
  businessConnectionId: z.string().optional(),
  file: z.object({ id: z.string(), name: z.string(), mime: z.string() }).optional(),
  keyboard: z
    .array(
      z.array(
        z.object({ text: z.string(), callback_data: z.string().optional(), url: z.string().optional() }),
      ),
    )
    .optional(),
});
export type WireBody = z.infer<typeof WireBody>;

import type { Account, RenderContext, WirePart } from '#channels/channel.ts';
import { pieces } from '#channels/text-pieces.ts';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import type { Attachment, OutboundMessage } from '#contracts/message.ts';
import {
  MAX_CALLBACK_BYTES,
  MAX_PHOTO_BYTES,
  MAX_TEXT_PART,
  type TelegramSettings,
  type WireBody,
} from './payload.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };
import { chatOf } from './thread.ts';

const STRINGS = { en, ja };
type Keyboard = NonNullable<WireBody['keyboard']>;

/** What a tap says back: the payload where it fits, else a mark that means "as the label". */
const callbackData = (payload: string | undefined, at: number): string =>
  payload && !payload.startsWith('#') && Buffer.byteLength(payload) <= MAX_CALLBACK_BYTES
    ? payload
    : `#${at}`;

/** Scores of a survey as a row of buttons. */
const SCORES = { csat: [1, 2, 3, 4, 5], ces: [1, 2, 3, 4, 5, 6, 7], nps: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] };

const keyboardOf = ({ extra }: OutboundMessage): Keyboard | undefined => {
  const rows: Keyboard = [];
  for (const [at, { label, payload }] of (extra.quickReplies ?? []).entries())
    rows.push([{ text: label, callback_data: callbackData(payload, at) }]);
  for (const { label, url } of extra.links ?? []) rows.push([{ text: label, url }]);
  const { survey } = extra;
  if (survey && survey.answered === undefined) {
    const scores = SCORES[survey.kind].map((n) => ({ text: String(n), callback_data: `#${n}` }));
    for (let at = 0; at < scores.length; at += 6) rows.push(scores.slice(at, at + 6));
  }
  return rows.length > 0 ? rows : undefined;
};

const textOf = (message: OutboundMessage, account: Account<TelegramSettings>): string => {
  const words = STRINGS[message.language];
  const { card, citations, survey } = message.extra;
  const sections = [message.text.trim()];
  if (card)
    sections.push([card.title, ...card.lines.map(({ label, value }) => `${label}: ${value}`)].join('\n'));
  if (citations?.length)
    sections.push(
      [
        words['render.sources'],
        ...citations.map(({ title, slug }) =>
          slug
            ? `${title}\n${account.publicUrl}${PATHS.help}/${message.language}/${encodeURIComponent(slug)}`
            : title,
        ),
      ].join('\n'),
    );
  if (survey && survey.answered === undefined) sections.push(words[`survey.${survey.kind}`]);
  return sections.filter(Boolean).join('\n\n');
};

const methodOf = ({ kind, mime, size }: Attachment): WireBody['method'] => {
  if (kind === 'image' && size <= MAX_PHOTO_BYTES && /^image\/(jpeg|png)$/.test(mime)) return 'sendPhoto';
  if (kind === 'video' && mime === 'video/mp4') return 'sendVideo';
  if (kind === 'audio' && /^audio\/(mpeg|mp4|m4a|x-m4a)$/.test(mime)) return 'sendAudio';
  return 'sendDocument';
};

/** What we want said → calls of sending methods: the text, with the buttons under its last part, then each file. */
export const render = (message: OutboundMessage, context: RenderContext<TelegramSettings>): WirePart[] => {
  const { chatId, businessConnectionId } = chatOf(context.threadKey);
  const to = { chatId, ...(businessConnectionId ? { businessConnectionId } : {}) };
  const texts = pieces(textOf(message, context.account), MAX_TEXT_PART);
  const keyboard = keyboardOf(message);
  const bodies: WireBody[] = texts.map((text, at) => ({
    method: 'sendMessage',
    ...to,
    text,
    ...(keyboard && at === texts.length - 1 ? { keyboard } : {}),
  }));
  for (const file of message.attachments) {
    if (file.status !== 'stored' || !file.fileId)
      throw new AppError('file-not-accepted', { reason: 'not stored' });
    bodies.push({
      method: methodOf(file),
      ...to,
      text: '',
      file: { id: file.fileId, name: file.name, mime: file.mime },
    });
  }
  if (bodies.length === 0) throw new AppError('empty-message');
  return bodies.map((body, part) => ({ part, body }));
};

import type { Account, RenderContext, WirePart } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import type { Attachment, OutboundMessage } from '#contracts/message.ts';
import {
  type InstagramSettings,
  MAX_BUTTON_TEXT,
  MAX_BUTTONS,
  MAX_COMMENT_BYTES,
  MAX_FILE_BYTES,
  MAX_IMAGE_BYTES,
  MAX_QUICK_REPLIES,
  MAX_TEXT_BYTES,
  MAX_TITLE,
  type WireBody,
  type WireFile,
} from './payload.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };
import { bytesOf, pieces, shortened } from './text.ts';
import { publicTop } from './thread.ts';

const STRINGS = { en, ja };
const SCORES = { csat: [1, 5], ces: [1, 7], nps: [0, 10] } as const;
type Words = (typeof STRINGS)[keyof typeof STRINGS];
type Context = Pick<RenderContext<InstagramSettings>, 'account' | 'threadKey'>;

const asksSurvey = ({ extra: { survey } }: OutboundMessage) =>
  survey && survey.answered === undefined ? survey : undefined;

/** Everything that is said in words, in order. */
const textOf = (message: OutboundMessage, account: Account<InstagramSettings>, words: Words): string => {
  const { card, citations, place, contacts } = message.extra;
  const survey = asksSurvey(message);
  const help = (slug: string): string =>
    `${account.publicUrl}${PATHS.help}/${message.language}/${encodeURIComponent(slug)}`;
  const sections = [
    message.text.trim(),
    card ? [card.title, ...card.lines.map(({ label, value }) => `${label}: ${value}`)].join('\n') : '',
    citations?.length
      ? [
          words['render.sources'],
          ...citations.map(({ title, slug }) => (slug ? `${title}\n${help(slug)}` : title)),
        ].join('\n')
      : '',
    place
      ? [place.name, place.address, `https://www.google.com/maps?q=${place.latitude},${place.longitude}`]
          .filter(Boolean)
          .join('\n')
      : '',
    ...(contacts ?? []).map(({ name, phones, emails }) => [name, ...phones, ...emails].join('\n')),
    survey ? words[`survey.${survey.kind}`] : '',
  ];
  return sections.filter(Boolean).join('\n\n');
};

const linkLines = ({ extra }: OutboundMessage): string =>
  (extra.links ?? []).map(({ label, url }) => `${label}\n${url}`).join('\n');

const quickRepliesOf = (message: OutboundMessage): WireBody['quickReplies'] => {
  const items: { label: string; payload?: string | undefined }[] = [...(message.extra.quickReplies ?? [])];
  const survey = asksSurvey(message);
  if (items.length === 0 && survey) {
    const [from, to] = SCORES[survey.kind];
    for (let score: number = from; score <= to; score += 1) items.push({ label: String(score) });
  }
  if (items.length === 0) return undefined;
  return items.slice(0, MAX_QUICK_REPLIES).map(({ label, payload }) => ({
    content_type: 'text',
    title: shortened(label, MAX_TITLE),
    payload: payload ?? label,
  }));
};

/** What Instagram takes, by kind (Send messages, "Media types"). */
const TAKEN: readonly [RegExp, WireFile['as'], number][] = [
  [/^image\/(jpeg|png|gif)$/, 'image', MAX_IMAGE_BYTES],
  [/^video\/(mp4|ogg|quicktime|webm|x-msvideo)$/, 'video', MAX_FILE_BYTES],
  [/^audio\/(aac|mp4|x-m4a|m4a|wav|x-wav)$/, 'audio', MAX_FILE_BYTES],
  [/^application\/pdf$/, 'file', MAX_FILE_BYTES],
];

const fileOf = ({ status, fileId, mime, size }: Attachment): WireFile => {
  if (status !== 'stored' || !fileId) throw new AppError('file-not-accepted', { reason: 'not stored' });
  const [, as, most = 0] = TAKEN.find(([type]) => type.test(mime)) ?? [];
  if (!as || size > most) throw new AppError('file-not-accepted', { reason: as ? 'size' : 'type' });
  return { id: fileId, as };
};

/** Texts, with links as buttons under the last and choices under the very last, then each file. */
const privately = (message: OutboundMessage, text: string, words: Words): WireBody[] => {
  const way = 'message' as const;
  const bodies: WireBody[] = pieces(text, MAX_TEXT_BYTES).map((part) => ({ way, text: part }));
  const buttons = (message.extra.links ?? []).map(({ label, url }) => ({
    type: 'web_url' as const,
    title: shortened(label, MAX_TITLE),
    url,
  }));
  for (let at = 0; at < buttons.length; at += MAX_BUTTONS) {
    const some = buttons.slice(at, at + MAX_BUTTONS);
    const last = bodies.at(-1);
    if (last && !last.buttons && last.text.length <= MAX_BUTTON_TEXT) last.buttons = some;
    else bodies.push({ way, text: words['render.links'], buttons: some });
  }
  for (const file of message.attachments) bodies.push({ way, text: '', file: fileOf(file) });
  const quickReplies = quickRepliesOf(message);
  const last = bodies.at(-1);
  if (quickReplies && last) last.quickReplies = quickReplies;
  return bodies;
};

type Top = NonNullable<ReturnType<typeof publicTop>>;

/** A comment under the one that is answered, for everybody to read: words alone. */
const publicly = (message: OutboundMessage, text: string, top: Top): WireBody[] => {
  if (message.attachments.length > 0) throw new AppError('file-not-accepted', { reason: 'public' });
  const choices = (message.extra.quickReplies ?? []).map(({ label }) => `・${label}`).join('\n');
  const all = [text, linkLines(message), choices].filter(Boolean).join('\n\n');
  const on =
    top.way === 'comment'
      ? { way: top.way, commentId: top.commentId }
      : { way: top.way, mediaId: top.mediaId, ...(top.commentId ? { commentId: top.commentId } : {}) };
  return pieces(all, MAX_COMMENT_BYTES).map((part) => ({ ...on, text: part }));
};

/** The one private message a comment may be answered with (Private replies: one, within seven days). */
const inPrivateReply = (message: OutboundMessage, text: string, top: Top): WireBody[] => {
  const commentId = message.answers?.handle.commentId ?? top.commentId;
  // Where somebody named us elsewhere, there is no comment of ours to answer.
  if (top.way === 'mention' || !commentId) throw new AppError('channel-not-available', { reason: 'mention' });
  const all = [text, linkLines(message)].filter(Boolean).join('\n\n');
  if (bytesOf(all) > MAX_TEXT_BYTES) throw new AppError('text-too-long', { limit: MAX_TEXT_BYTES });
  if (message.attachments.length > 0) throw new AppError('file-not-accepted', { reason: 'private reply' });
  return all ? [{ way: 'private-reply', text: all, commentId }] : [];
};

/**
 * What we want said → calls. On a public thread it is a comment for everybody to read, unless `extra.replyPrivately` says otherwise: then it is the one
 * private reply, and never both. Throws AppError('empty-message' | 'file-not-accepted' | 'text-too-long' | 'channel-not-available').
 */
export const render = (message: OutboundMessage, context: Context): WirePart[] => {
  const words = STRINGS[message.language];
  const text = textOf(message, context.account, words);
  const top = publicTop(context.threadKey);
  const bodies = !top
    ? privately(message, text, words)
    : message.extra.replyPrivately
      ? inPrivateReply(message, text, top)
      : publicly(message, text, top);
  if (bodies.length === 0) throw new AppError('empty-message');
  const byHuman = message.by?.kind === 'agent' ? { byHuman: true } : {};
  return bodies.map((body, part) => ({ part, body: { ...body, ...byHuman } }));
};

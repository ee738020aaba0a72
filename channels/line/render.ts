import type { RenderContext, WirePart } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import type { Attachment, OutboundMessage } from '#contracts/message.ts';
import { chunksOf, shortened } from './chunks.ts';
import { cardOf, isLinkable, linksOf, sourcesOf } from './flex.ts';
import {
  DATA_SEPARATOR,
  type LineSettings,
  MAX_IMAGE_BYTES,
  MAX_OBJECTS,
  MAX_PREVIEW_BYTES,
  MAX_TEXT_OBJECT,
  type Piece,
  type WireBody,
} from './payload.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };

const STRINGS = { en, ja };
/** Label of a quick reply, in UTF-16 units (reference "Action objects"). */
const MAX_QUICK_LABEL = 20;
const MAX_DATA = 300;
const MAX_PLACE = 100;
/** The answers a survey takes, as buttons under it. */
const SCALES = { csat: [1, 5], nps: [0, 10], ces: [1, 7] } as const;
/** A message that is nothing but this sends a sticker: `[sticker:446/1988]`, also as a canned response. */
const STICKER = /^\s*\[(?:sticker|スタンプ)[:：]\s*(\d{1,12})\/(\d{1,12})\]\s*$/;

type Extra = OutboundMessage['extra'];
type Words = (typeof STRINGS)[keyof typeof STRINGS];
type Context = Pick<RenderContext<LineSettings>, 'account'>;

const object = (json: Record<string, unknown> & { type: string }): Piece => ({ object: json });

/** The text, with what no button can hold written out. */
const textOf = (message: OutboundMessage, words: Words): string => {
  const { links, citations, survey, contacts } = message.extra;
  const sections = [
    message.text.trim(),
    (links ?? [])
      .filter(({ url }) => !isLinkable(url))
      .map(({ label, url }) => `${label}\n${url}`)
      .join('\n'),
    (citations ?? [])
      .filter(({ slug }) => slug === undefined)
      .map(({ title }) => title)
      .join('\n'),
    (contacts ?? []).map(({ name, phones, emails }) => [name, ...phones, ...emails].join('\n')).join('\n\n'),
    survey && survey.answered === undefined ? words[`survey.${survey.kind}`] : '',
  ];
  return sections.filter((section) => section !== '').join('\n\n');
};

const quickReplyOf = (extra: Extra): WireBody['quickReply'] => {
  const { quickReplies, survey } = extra;
  const items: { label: string; payload?: string | undefined }[] = [...(quickReplies ?? [])];
  if (items.length === 0 && survey && survey.answered === undefined) {
    const [from, to] = SCALES[survey.kind];
    for (let score: number = from; score <= to; score += 1) items.push({ label: String(score) });
  }
  if (items.length === 0) return undefined;
  return {
    items: items.slice(0, 13).map(({ label, payload }) => ({
      type: 'action',
      action: {
        label: shortened(label, MAX_QUICK_LABEL),
        ...(payload === undefined
          ? { type: 'message', text: label }
          : {
              type: 'postback',
              data: `${payload}${DATA_SEPARATOR}${label}`.slice(0, MAX_DATA),
              displayText: label,
            }),
      },
    })),
  };
};

/** How a file goes: as LINE shows it, where its kind, size and our address allow; else as a button that opens it. */
const showAs = (file: Attachment, { account }: Context): 'image' | 'video' | 'audio' | 'link' => {
  if (!account.publicUrl.startsWith('https://')) return 'link';
  const isImage = file.mime === 'image/jpeg' || file.mime === 'image/png';
  if (isImage && file.size <= Math.min(MAX_PREVIEW_BYTES, MAX_IMAGE_BYTES)) return 'image';
  if (file.mime === 'video/mp4' && account.settings.videoPreviewUrl) return 'video';
  return file.mime === 'audio/mp4' || file.mime === 'audio/x-m4a' ? 'audio' : 'link';
};

const filesOf = (message: OutboundMessage, context: Context, words: Words): Piece[] =>
  message.attachments.map((file) => {
    const { fileId, name, status, kind } = file;
    if (status !== 'stored' || fileId === undefined)
      throw new AppError('file-not-accepted', { reason: 'not stored' });
    return {
      file: { fileId, name: shortened(name, 200), as: showAs(file, context) },
      label: words[`render.open.${kind}`],
    };
  });

const richOf = ({ extra, language }: OutboundMessage, { account }: Context, words: Words): Piece[] => {
  const pieces: Piece[] = [];
  const { card, links, citations, place } = extra;
  if (card) pieces.push(object(cardOf(card)));
  const linkable = (links ?? []).filter(({ url }) => isLinkable(url));
  if (linkable.length > 0) pieces.push(object(linksOf(linkable)));
  const sources = (citations ?? []).flatMap(({ title, slug }) =>
    slug === undefined
      ? []
      : [{ title, url: `${account.publicUrl}${PATHS.help}/${language}/${encodeURIComponent(slug)}` }],
  );
  if (sources.length > 0) pieces.push(object(sourcesOf(words['render.sources'], sources)));
  if (place)
    pieces.push(
      object({
        type: 'location',
        title: shortened(place.name || words['render.place'], MAX_PLACE),
        address: shortened(place.address || `${place.latitude}, ${place.longitude}`, MAX_PLACE),
        latitude: place.latitude,
        longitude: place.longitude,
      }),
    );
  return pieces;
};

const textIn = (piece: Piece): number =>
  'object' in piece && typeof piece.object.text === 'string' ? piece.object.text.length : 0;

/** As many objects to a call as LINE takes, but no more text than one object may hold. */
const packed = (pieces: readonly Piece[]): Piece[][] => {
  const calls: Piece[][] = [];
  let room = 0;
  for (const piece of pieces) {
    const call = calls.at(-1);
    if (!call || call.length === MAX_OBJECTS || textIn(piece) > room) {
      calls.push([piece]);
      room = MAX_TEXT_OBJECT - textIn(piece);
    } else {
      call.push(piece);
      room -= textIn(piece);
    }
  }
  return calls;
};

const wordsOf = (message: OutboundMessage, words: Words): Piece[] => {
  const sticker = STICKER.exec(message.text);
  if (sticker) return [object({ type: 'sticker', packageId: sticker[1], stickerId: sticker[2] })];
  return chunksOf(textOf(message, words), MAX_TEXT_OBJECT).map((text) => object({ type: 'text', text }));
};

/**
 * What we want said → calls of at most five objects: texts of at most 5,000 UTF-16 units, then card, links, sources and place, then files; the choices
 * under the last. The reply token of the message it answers goes with the first call. Throws AppError('empty-message' | 'file-not-accepted').
 */
export const render = (message: OutboundMessage, context: Context): WirePart[] => {
  const words = STRINGS[message.language];
  const pieces = [
    ...wordsOf(message, words),
    ...richOf(message, context, words),
    ...filesOf(message, context, words),
  ];
  const calls = packed(pieces);
  if (calls.length === 0) throw new AppError('empty-message');
  const quickReply = quickReplyOf(message.extra);
  const { replyToken, tokenUntil } = message.answers?.handle ?? {};
  return calls.map((call, part) => {
    const body: WireBody = {
      key: `${message.messageId}:${part}`,
      pieces: call,
      ...(quickReply && part === calls.length - 1 ? { quickReply } : {}),
      ...(part === 0 && replyToken && tokenUntil ? { reply: { token: replyToken, until: tokenUntil } } : {}),
    };
    return { part, body };
  });
};

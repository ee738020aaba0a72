import type { InboundEvent } from '#channels/channel.ts';
import { type Attachment, MAX_TEXT } from '#contracts/message.ts';
import type { LineContent, LineSettings } from './payload.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };

const STRINGS = { en, ja };
/** Scheme of media that lie with LINE: the message's id follows. */
export const CONTENT_SCHEME = 'line-content:';

/** What a message says, beside who said it. */
export type Said = Pick<
  Extract<InboundEvent, { type: 'message' }>,
  'text' | 'attachments' | 'unsupported' | 'place' | 'isGesture' | 'counter'
>;

const MEDIA = {
  image: { kind: 'image', mime: 'image/jpeg', ending: 'jpg' },
  video: { kind: 'video', mime: 'video/mp4', ending: 'mp4' },
  audio: { kind: 'audio', mime: 'audio/mp4', ending: 'm4a' },
  file: { kind: 'file', mime: 'application/octet-stream', ending: 'bin' },
} as const;

const isMedia = (type: string): type is keyof typeof MEDIA => Object.hasOwn(MEDIA, type);

/** With LINE, or where a LIFF app's sender put it (`contentProvider.type: external`). */
const attachmentOf = (content: LineContent, type: keyof typeof MEDIA): Attachment => {
  const { kind, mime, ending } = MEDIA[type];
  const external =
    content.contentProvider?.type === 'external' ? content.contentProvider.originalContentUrl : undefined;
  return {
    name: (content.fileName?.trim() || `${type}-${content.id}.${ending}`).slice(0, 255),
    mime,
    size: content.fileSize ?? 0,
    kind,
    status: 'fetching',
    sourceUrl: external ?? `${CONTENT_SCHEME}${content.id}`,
  };
};

/** A sticker as words: what a message sticker says, else what its maker says it shows. */
const stickerOf = (content: LineContent, words: LineSettings['words']): Said => {
  const said = content.text?.trim() || (content.keywords ?? []).slice(0, 3).join(', ');
  const text = said === '' ? STRINGS[words]['parse.sticker'] : `${STRINGS[words]['parse.sticker']} ${said}`;
  return { text: text.slice(0, MAX_TEXT), attachments: [], isGesture: true };
};

const placeOf = ({ latitude, longitude, title, address }: LineContent): Said => {
  const isPlace =
    latitude !== undefined &&
    longitude !== undefined &&
    Math.abs(latitude) <= 90 &&
    Math.abs(longitude) <= 180;
  if (!isPlace) return { text: '', attachments: [], unsupported: 'location' };
  return {
    text: [title, address].filter(Boolean).join('\n').slice(0, MAX_TEXT),
    attachments: [],
    place: {
      latitude,
      longitude,
      ...(title ? { name: title.slice(0, 200) } : {}),
      ...(address ? { address: address.slice(0, 500) } : {}),
    },
  };
};

/**
 * Any message LINE documents (reference "Message event"). LINE emoji and mentions stand in the text already; a picture of a set keeps its place in it.
 * A kind we do not know belongs in the thread all the same.
 */
export const readContent = (content: LineContent, words: LineSettings['words']): Said => {
  if (content.type === 'text') return { text: (content.text ?? '').slice(0, MAX_TEXT), attachments: [] };
  if (content.type === 'sticker') return stickerOf(content, words);
  if (content.type === 'location') return placeOf(content);
  if (isMedia(content.type)) {
    const index = content.imageSet?.index;
    return {
      text: '',
      attachments: [attachmentOf(content, content.type)],
      ...(index === undefined ? {} : { counter: index }),
    };
  }
  return { text: '', attachments: [], unsupported: content.type };
};

import type { Account, WirePart } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import type { Attachment, OutboundMessage } from '#contracts/message.ts';
import { MAX_BODY, MAX_MEDIA, MAX_MEDIA_BYTES, type SmsSettings, type WireBody } from './payload.ts';
import { takesMms } from './phone.ts';
import { splitText } from './segments.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };

const STRINGS = { en, ja };
/** Image kinds every carrier takes; others are better read through a link. */
const MMS_IMAGES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif']);
/** Longest file name beside its link: the link itself needs the room. */
const MAX_NAME = 100;

type StoredFile = Attachment & { fileId: string };

const storedFiles = (attachments: readonly Attachment[]): StoredFile[] =>
  attachments.map((attachment) => {
    if (attachment.status !== 'stored' || attachment.fileId === undefined) {
      throw new AppError('file-not-accepted', { reason: 'not stored' });
    }
    return { ...attachment, fileId: attachment.fileId };
  });

const goesAsMms = (file: StoredFile, to: string, settings: SmsSettings): boolean => {
  if (settings.mms === 'never' || file.size > MAX_MEDIA_BYTES || !MMS_IMAGES.has(file.mime)) return false;
  return settings.mms === 'always' || (takesMms(to) && takesMms(settings.from ?? to));
};

/** The whole message as text: what other channels draw is written out. */
const textOf = (message: OutboundMessage, account: Account<SmsSettings>): string => {
  const words = STRINGS[message.language];
  const { card, citations, quickReplies, survey } = message.extra;
  const sections: string[] = [message.text.trim()];
  if (card)
    sections.push([card.title, ...card.lines.map(({ label, value }) => `${label}: ${value}`)].join('\n'));
  if (citations && citations.length > 0) {
    const lines = citations.map(({ title, slug }) =>
      slug === undefined
        ? title
        : `${title}\n${account.publicUrl}${PATHS.help}/${message.language}/${encodeURIComponent(slug)}`,
    );
    sections.push([words['render.sources'], ...lines].join('\n'));
  }
  if (quickReplies && quickReplies.length > 0) {
    const lines = quickReplies.map(({ label }, at) => `${at + 1}. ${label}`);
    sections.push([words['render.choices'], ...lines].join('\n'));
  }
  if (survey && survey.answered === undefined) sections.push(words[`survey.${survey.kind}`]);
  return sections.filter((section) => section !== '').join('\n\n');
};

/**
 * What we want said → SMS of at most 1,600 characters each. Images go with the last text as MMS where numbers and settings allow it; every other file is
 * an SMS of its own with a link. Throws AppError('empty-message' | 'file-not-accepted').
 */
export const render = (
  message: OutboundMessage,
  context: { to: string; account: Account<SmsSettings> },
): WirePart[] => {
  const { to, account } = context;
  const files = storedFiles(message.attachments);
  const mms = files.filter((file) => goesAsMms(file, to, account.settings)).slice(0, MAX_MEDIA);
  const links = files.filter((file) => !mms.includes(file));
  const bodies: WireBody[] = splitText(textOf(message, account), MAX_BODY).map((text) => ({
    to,
    text,
    media: [],
  }));
  if (mms.length > 0) {
    const media = mms.map((file) => file.fileId);
    const last = bodies.at(-1);
    if (last) last.media = media;
    else bodies.push({ to, text: '', media });
  }
  for (const { fileId, name } of links) {
    const shown = [...name].slice(0, MAX_NAME).join('');
    const text = STRINGS[message.language]['render.file'].replace('{name}', () => shown);
    bodies.push({ to, text, media: [], link: { fileId, name: shown } });
  }
  if (bodies.length === 0) throw new AppError('empty-message');
  return bodies.map((body, part) => ({ part, body }));
};

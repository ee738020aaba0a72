import type { SharedPlace, Attachment as Stored } from '#contracts/message.ts';
import type { Attachment } from './payload.ts';

const MAX_URL = 2_048;
const MAX_SHOWN = 30;

/** What is said by attachments: media to fetch, words, a place, or a kind that is not shown. */
export interface Content {
  media: Stored[];
  lines: string[];
  place?: SharedPlace;
  unsupported?: string;
  isSticker: boolean;
}

const MEDIA: Partial<Record<string, [Stored['kind'], string, string]>> = {
  image: ['image', 'image/jpeg', 'image.jpg'],
  animated_image_share: ['image', 'image/gif', 'image.gif'],
  sticker: ['image', 'image/png', 'sticker.png'],
  video: ['video', 'video/mp4', 'video.mp4'],
  reel: ['video', 'video/mp4', 'reel.mp4'],
  ig_reel: ['video', 'video/mp4', 'reel.mp4'],
  audio: ['audio', 'audio/mp4', 'audio.mp4'],
  file: ['file', 'application/octet-stream', 'file.bin'],
};

/** A page people look at, not the bytes of a medium. */
const isPage = (url: URL): boolean =>
  /(^|\.)(facebook\.com|instagram\.com|fb\.watch|fb\.me|messenger\.com)$/.test(url.hostname);

/** A file's own name stands in the path of its URL. */
const nameIn = (url: URL, otherwise: string): string => {
  const last = url.pathname.split('/').at(-1) ?? '';
  let name = last;
  try {
    name = decodeURIComponent(last);
  } catch {
    // As it stands in the URL.
  }
  return /\.\w{2,5}$/.test(name) ? name.slice(0, 255) : otherwise;
};

/** A medium behind a URL, to be fetched; undefined where there is nothing to fetch. */
export const mediumOf = (type: string, address: string | null | undefined): Stored | undefined => {
  const [kind, mime, name] = MEDIA[type] ?? [];
  if (!kind || !mime || !name || !address || address.length > MAX_URL || !URL.canParse(address))
    return undefined;
  const url = new URL(address);
  if (isPage(url) || !/^https?:$/.test(url.protocol)) return undefined;
  return {
    name: type === 'file' ? nameIn(url, name) : name,
    mime,
    size: 0,
    kind,
    status: 'fetching',
    sourceUrl: address,
  };
};

const placeOf = (attachment: Attachment): SharedPlace | undefined => {
  const { lat, long } = attachment.payload?.coordinates ?? {};
  if (lat === undefined || long === undefined || Math.abs(lat) > 90 || Math.abs(long) > 180) return undefined;
  return {
    latitude: lat,
    longitude: long,
    ...(attachment.title ? { name: attachment.title.slice(0, 200) } : {}),
  };
};

/** Words of a link that was shared, a template or a product. */
const linesOf = ({ title, url, payload }: Attachment): string[] => {
  const elements = [...(payload?.elements ?? []), ...(payload?.product?.elements ?? [])];
  const all = [
    payload?.text,
    ...elements.flatMap((one) => [one.title, one.subtitle]),
    title ?? payload?.title,
    url ?? payload?.url,
  ];
  return all.flatMap((line) => (line ? [line.slice(0, MAX_URL)] : []));
};

/** Reads the attachments of a message (reference, `messages` webhook: types and payloads). */
export const contentOf = (attachments: readonly Attachment[]): Content => {
  const content: Content = { media: [], lines: [], isSticker: false };
  // While the sticker type is brought in, a sticker comes as an image as well.
  const sticks = attachments.some((one) => one.type === 'sticker');
  for (const attachment of attachments.slice(0, MAX_SHOWN)) {
    const { type, payload } = attachment;
    if (sticks && type === 'image' && payload?.sticker_id) continue;
    const medium = mediumOf(type, payload?.url ?? attachment.url);
    const place = placeOf(attachment);
    const lines = medium || place ? [] : linesOf(attachment);
    if (medium) content.media.push(medium);
    if (place) content.place = place;
    content.lines.push(...lines);
    if (medium && (type === 'sticker' || payload?.sticker_id)) content.isSticker = true;
    if (!medium && !place && lines.length === 0) content.unsupported ??= type;
  }
  return content;
};

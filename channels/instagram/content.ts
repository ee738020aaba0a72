import type { Attachment as Stored } from '#contracts/message.ts';
import type { Attachment } from './payload.ts';

const MAX_URL = 2_048;
const MAX_SHOWN = 30;

/** What is said by attachments: media to fetch, words, or a kind that is not shown. */
export interface Content {
  media: Stored[];
  lines: string[];
  /** The account was named in somebody's story. */
  isStoryMention: boolean;
  unsupported?: string;
}

const MEDIA: Partial<Record<string, [Stored['kind'], string, string]>> = {
  image: ['image', 'image/jpeg', 'image.jpg'],
  sticker: ['image', 'image/png', 'sticker.png'],
  like_heart: ['image', 'image/png', 'heart.png'],
  animated_media: ['image', 'image/gif', 'image.gif'],
  story_mention: ['image', 'image/jpeg', 'story.jpg'],
  story: ['image', 'image/jpeg', 'story.jpg'],
  ig_story: ['image', 'image/jpeg', 'story.jpg'],
  share: ['image', 'image/jpeg', 'post.jpg'],
  post: ['image', 'image/jpeg', 'post.jpg'],
  ig_post: ['image', 'image/jpeg', 'post.jpg'],
  video: ['video', 'video/mp4', 'video.mp4'],
  reel: ['video', 'video/mp4', 'reel.mp4'],
  ig_reel: ['video', 'video/mp4', 'reel.mp4'],
  audio: ['audio', 'audio/mp4', 'audio.mp4'],
  file: ['file', 'application/octet-stream', 'file.bin'],
};

/** A page people look at, not the bytes of a medium. */
const isPage = (url: URL): boolean =>
  /(^|\.)(facebook\.com|instagram\.com|fb\.watch|ig\.me)$/.test(url.hostname);
/** Instagram's own CDN, whose bytes look like the type says. */
const isCdn = (url: URL): boolean => /(^|\.)(fbsbx\.com|fbcdn\.net|cdninstagram\.com)$/.test(url.hostname);

/** A medium behind a URL, to be fetched; undefined where there is nothing to fetch. */
export const mediumOf = (type: string, address: string | null | undefined): Stored | undefined => {
  const [kind, mime, name] = MEDIA[type] ?? [];
  if (!kind || !mime || !name || !address || address.length > MAX_URL || !URL.canParse(address))
    return undefined;
  const url = new URL(address);
  if (isPage(url) || !/^https?:$/.test(url.protocol)) return undefined;
  // What is shared may be any page of the web; only what lies on the CDN is a medium.
  if (['share', 'post'].includes(type) && !isCdn(url)) return undefined;
  return { name, mime, size: 0, kind, status: 'fetching', sourceUrl: address };
};

/** Words of what was shared: a post, a template or a product. */
const linesOf = ({ payload }: Attachment, isMedium: boolean): string[] => {
  const elements = [...(payload?.generic?.elements ?? []), ...(payload?.product?.elements ?? [])];
  const all = [
    ...elements.flatMap((one) => [one.title, one.subtitle]),
    payload?.title,
    isMedium ? undefined : payload?.url,
  ];
  return all.flatMap((line) => (line ? [line.slice(0, MAX_URL)] : []));
};

/** Reads the attachments of a message (Instagram messaging, Webhooks: types and payloads). */
export const contentOf = (attachments: readonly Attachment[]): Content => {
  const content: Content = { media: [], lines: [], isStoryMention: false };
  for (const attachment of attachments.slice(0, MAX_SHOWN)) {
    const { type, payload } = attachment;
    const medium = mediumOf(type, payload?.url);
    const lines = linesOf(attachment, medium !== undefined);
    if (medium) content.media.push(medium);
    content.lines.push(...lines);
    if (type === 'story_mention') content.isStoryMention = true;
    if (!medium && lines.length === 0) content.unsupported ??= type;
  }
  return content;
};

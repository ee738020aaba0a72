import type { Attachment } from '#contracts/message.ts';
import type { Entities, Media } from './payload.ts';

const MAX_URL = 2_048;

/** Where a medium lies: a photo as it is, of a video the largest MP4. */
const sourceOf = (media: Media): { url: string | undefined; isVideo: boolean } => {
  const films = (media.video_info?.variants ?? [])
    .filter(({ content_type }) => content_type === 'video/mp4')
    .toSorted((a, b) => (b.bitrate ?? 0) - (a.bitrate ?? 0));
  return films[0] ? { url: films[0].url, isVideo: true } : { url: media.media_url_https, isVideo: false };
};

/** Media of a post or message, to be fetched. One without an address stands as failed, so that the agent sees something was there. */
export const attachmentsOf = (media: readonly Media[]): Attachment[] =>
  media.map((one): Attachment => {
    const { url, isVideo } = sourceOf(one);
    const shown = isVideo
      ? ({ name: 'video.mp4', mime: 'video/mp4', size: 0, kind: 'video' } as const)
      : ({ name: 'image.jpg', mime: 'image/jpeg', size: 0, kind: 'image' } as const);
    return url && url.length <= MAX_URL && URL.canParse(url)
      ? { ...shown, status: 'fetching', sourceUrl: url }
      : { ...shown, status: 'failed', reason: 'bad-url' };
  });

const MARKS: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Text as it was written: X's short links as what they lead to, links to the media themselves gone, its three escapes undone. */
export const plainText = (text: string, entities: Entities | undefined): string => {
  let plain = text;
  for (const { url, expanded_url } of entities?.urls ?? [])
    if (url && expanded_url) plain = plain.replaceAll(url, () => expanded_url);
  for (const { url } of entities?.media ?? []) if (url) plain = plain.replaceAll(url, '');
  return plain.replace(/&(?:amp|lt|gt);/g, (mark) => MARKS[mark] ?? mark).trim();
};

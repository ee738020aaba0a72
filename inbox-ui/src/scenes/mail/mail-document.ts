import type { MessageView } from '#contracts/message.ts';
import { fileUrl } from '../../api/upload.ts';

type Attachment = MessageView['attachments'][number];

/** Nothing runs and nothing is fetched in the frame: what it shows is in it. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
const LOOK =
  'html{color-scheme:light}body{margin:0;padding:12px;background:#fff;color:#1a1a1a;font:14px/1.6 system-ui,sans-serif;overflow-wrap:anywhere}img{max-width:100%;height:auto}blockquote{margin:8px 0;padding-left:10px;border-left:2px solid #ccc}table{max-width:100%}';
const MAX_IMAGES = 60;
const MAX_IMAGE_BYTES = 5 * 1_024 * 1_024;
const TIMEOUT_MS = 15_000;

const asDataUrl = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new Error('unreadable'));
    reader.readAsDataURL(blob);
  });

/** An image as a data URL: the frame has no origin of its own and may fetch nothing. Undefined: it is left out. */
const imageAt = async (url: string): Promise<string | undefined> => {
  try {
    const response = await fetch(url, {
      credentials: 'same-origin',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) return undefined;
    const blob = await response.blob();
    return blob.type.startsWith('image/') && blob.size <= MAX_IMAGE_BYTES ? await asDataUrl(blob) : undefined;
  } catch {
    return undefined;
  }
};

const sourceOf = (src: string, inline: readonly Attachment[], withRemote: boolean): string | undefined => {
  if (src.startsWith('cid:')) {
    const id = src.slice(4);
    const image = inline.find((one) => one.contentId === id && one.status === 'stored');
    return image?.fileId === undefined ? undefined : fileUrl(image.fileId);
  }
  return withRemote && /^https?:/i.test(src) ? `/mail-image?url=${encodeURIComponent(src)}` : undefined;
};

/** The document of the frame, and how many remote images it leaves out. */
export interface MailDocument {
  html: string;
  remote: number;
}

/** Puts the mail's HTML, sanitised by the server, into a document of its own, with the images it carries and, if asked, those from elsewhere. */
export const mailDocument = async (
  html: string,
  attachments: readonly Attachment[],
  withRemote: boolean,
): Promise<MailDocument> => {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const inline = attachments.filter((one) => one.role === 'inline');
  const images = [...page.images];
  let remote = 0;
  await Promise.all(
    images.map(async (image, at) => {
      const src = image.getAttribute('src') ?? '';
      if (src.startsWith('data:')) return;
      const source = at < MAX_IMAGES ? sourceOf(src, inline, withRemote) : undefined;
      const data = source === undefined ? undefined : await imageAt(source);
      if (data !== undefined) return image.setAttribute('src', data);
      if (/^https?:/i.test(src)) remote += 1;
      image.removeAttribute('src');
    }),
  );
  const body = page.body.innerHTML;
  const head = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><style>${LOOK}</style>`;
  return { html: `<!doctype html><html><head>${head}</head><body>${body}</body></html>`, remote };
};

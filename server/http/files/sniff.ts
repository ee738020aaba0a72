import { fileTypeFromBuffer } from 'file-type';
import { AppError } from '#contracts/errors.ts';

/** Types that may be kept, each with the endings that agree with it. Documents are only ever downloaded, never shown in line. */
const ACCEPTED: Record<string, readonly string[]> = {
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg', 'jpe'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'image/avif': ['avif'],
  'image/heic': ['heic', 'heif'],
  'audio/mpeg': ['mp3', 'mpga'],
  'audio/mp4': ['m4a', 'mp4'],
  'audio/x-m4a': ['m4a'],
  'audio/ogg': ['ogg', 'oga', 'opus'],
  'audio/opus': ['opus', 'ogg'],
  'audio/wav': ['wav'],
  'audio/webm': ['webm', 'weba'],
  'audio/aac': ['aac'],
  'audio/amr': ['amr'],
  'video/mp4': ['mp4', 'm4v'],
  'video/webm': ['webm'],
  'video/quicktime': ['mov', 'qt'],
  'video/3gpp': ['3gp', '3gpp'],
  'application/pdf': ['pdf'],
  'application/zip': ['zip'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'application/msword': ['doc'],
  'application/vnd.ms-excel': ['xls'],
  'text/plain': ['txt', 'log', 'md'],
  'text/csv': ['csv'],
};
/** Types a browser can show in line without running anything. */
const INLINE: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
]);
/** Names the same thing by the word we use. */
const SAME: Record<string, string> = {
  'audio/x-wav': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'application/x-zip-compressed': 'application/zip',
  'application/ogg': 'audio/ogg',
  'video/ogg': 'audio/ogg',
};
/** More pixels than this is a bomb, not a photograph. */
const MAX_PIXELS = 100_000_000;

export const isInline = (mime: string): boolean => INLINE.has(mime);

const isText = (data: Buffer): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(data);
  } catch {
    return false;
  }
  return !data.includes(0);
};
/** The file every virus scanner knows: refusing it shows that the check runs. */
const EICAR = 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE';
const MARKUP = /^\s*(?:<!doctype|<html|<svg|<\?xml|<script|%!ps)/i;

/** The part of a PNG that says how large it unpacks. */
const pixelsOfPng = (data: Buffer): number =>
  data.length >= 24 ? data.readUInt32BE(16) * data.readUInt32BE(20) : 0;

const endingOf = (name: string): string => name.split('.').at(-1)?.toLowerCase() ?? '';

/** Old office files share one container: only their ending tells them apart. */
const OF_CONTAINER: Record<string, string> = { doc: 'application/msword', xls: 'application/vnd.ms-excel' };

/** A recording comes as a WebM that says video although it holds sound alone; the sender's word decides between the two. */
const recorded = (mime: string, claimed: string): string =>
  mime === 'video/webm' && claimed.startsWith('audio/') ? 'audio/webm' : mime;

/**
 * The type of a file by its bytes. The name's ending must agree with it; what has no signature is text or is not accepted.
 * @throws AppError('file-not-accepted')
 */
export const sniff = async (name: string, claimed: string, data: Buffer): Promise<string> => {
  if (data.includes(EICAR)) throw new AppError('file-not-accepted');
  const found = await fileTypeFromBuffer(data).catch(() => undefined);
  const ending = endingOf(name);
  if (!found) {
    const mime = ending === 'csv' ? 'text/csv' : 'text/plain';
    const agrees = ACCEPTED[mime]?.includes(ending) ?? false;
    if (!agrees || !isText(data) || MARKUP.test(data.subarray(0, 512).toString('utf8'))) {
      throw new AppError('file-not-accepted');
    }
    return mime;
  }
  const container = found.mime === 'application/x-cfb' ? OF_CONTAINER[ending] : undefined;
  const mime = container ?? recorded(SAME[found.mime] ?? found.mime.split(';')[0] ?? '', claimed);
  if (!ACCEPTED[mime]?.includes(ending)) throw new AppError('file-not-accepted');
  if (mime === 'image/png' && pixelsOfPng(data) > MAX_PIXELS) throw new AppError('file-not-accepted');
  return mime;
};

/** What runs when it is opened, or what a browser reads as a page. */
const RUNS =
  /^(exe|dll|com|bat|cmd|scr|pif|msi|msp|cpl|hta|jse?|mjs|vbs?|vbe|wsf|wsh|ps1|psm1|jar|lnk|reg|scf|url|sh|app|dmg|apk|iso|img|x?html?|shtml|svgz?|xml|mht|mhtml|swf)$/;

/**
 * The type of a file somebody sent to us: as `sniff`, but what it does not know is kept as bytes that are only ever downloaded. A customer's drawing or
 * calendar entry is not ours to refuse; what would run when opened is.
 * @throws AppError('file-not-accepted')
 */
export const sniffReceived = async (name: string, claimed: string, data: Buffer): Promise<string> => {
  try {
    return await sniff(name, claimed, data);
  } catch (error) {
    const runs = RUNS.test(endingOf(name)) || data.includes(EICAR) || data.subarray(0, 2).toString() === 'MZ';
    const markup = MARKUP.test(data.subarray(0, 512).toString('utf8'));
    if (runs || markup) throw error;
    const found = await fileTypeFromBuffer(data).catch(() => undefined);
    // A picture that is none by its name, or too large to unpack, stays refused.
    if (found?.mime.startsWith('image/')) throw error;
    return 'application/octet-stream';
  }
};

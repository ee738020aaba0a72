import { crc32 } from 'node:zlib';
import { AppError } from '#contracts/errors.ts';
import { orientationOf, orientationOnly } from './orientation.ts';

/*
 * Photographs carry where and when they were taken, the phone's serial number, a thumbnail of what was cropped away. What shows the picture is kept
 * byte for byte: image data, colour profile, transparency, animation, and how it is to be turned. Nothing is decoded, so nothing loses quality.
 * Formats: ITU-T T.81 and CIPA DC-008 (JPEG, Exif), W3C PNG third edition, Google's WebP container specification.
 */

/** A picture whose parts cannot be told apart. */
class Malformed extends Error {}

const EXIF = Buffer.from('Exif\0\0', 'latin1');
const ICC = 'ICC_PROFILE\0';

const slice = (data: Buffer, from: number, to: number): Buffer => {
  if (to > data.length || from > to) throw new Malformed();
  return data.subarray(from, to);
};

const jpegSegment = (marker: number, body: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};

/** APP0 without its extension (a thumbnail), the colour profile, Adobe's colour transform; every segment that is no APPn and no comment. */
const keepsSegment = (marker: number, body: Buffer): boolean => {
  if (marker === 0xfe) return false;
  if (marker < 0xe0 || marker > 0xef) return true;
  const name = body.toString('latin1', 0, 12);
  return (
    (marker === 0xe0 && name.startsWith('JFIF\0')) ||
    (marker === 0xe2 && name === ICC) ||
    (marker === 0xee && name.startsWith('Adobe'))
  );
};

/** Where the coded picture that begins at `from` ends: at the next marker that is neither a stuffed zero nor a restart. */
const endOfScan = (data: Buffer, from: number): number => {
  for (let at = data.indexOf(0xff, from); at >= 0 && at + 1 < data.length; at = data.indexOf(0xff, at + 1)) {
    const next = data[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  throw new Malformed();
};

const stripJpeg = (data: Buffer): Buffer => {
  const kept: Buffer[] = [];
  let orientation = 1;
  let at = 2;
  for (;;) {
    if (data[at] !== 0xff) throw new Malformed();
    while (data[at + 1] === 0xff) at += 1;
    const marker = data[at + 1] ?? 0;
    // The end: what hangs behind it (a second picture, a film) goes too.
    if (marker === 0xd9) break;
    if (marker === 0 || marker === 0xd8 || (marker >= 0xd0 && marker <= 0xd7)) throw new Malformed();
    const size = slice(data, at + 2, at + 4).readUInt16BE(0);
    if (size < 2) throw new Malformed();
    const body = slice(data, at + 4, at + 2 + size);
    if (marker === 0xe1 && body.subarray(0, 6).equals(EXIF)) orientation = orientationOf(body.subarray(6));
    if (keepsSegment(marker, body)) kept.push(slice(data, at, at + 2 + size));
    at += 2 + size;
    if (marker !== 0xda) continue;
    const end = endOfScan(data, at);
    kept.push(data.subarray(at, end));
    at = end;
  }
  const turn = orientationOnly(orientation);
  const [jfif, ...rest] = kept;
  const leads = jfif?.[1] === 0xe0;
  return Buffer.concat([
    data.subarray(0, 2),
    ...(jfif && leads ? [jfif] : []),
    ...(turn ? [jpegSegment(0xe1, Buffer.concat([EXIF, turn]))] : []),
    ...(jfif && !leads ? [jfif] : []),
    ...rest,
    Buffer.from([0xff, 0xd9]),
  ]);
};

const PNG_HEAD = 8;
const PNG_KEPT: ReadonlySet<string> = new Set(
  'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT pHYs bKGD cICP mDCV cLLI acTL fcTL fdAT'.split(' '),
);

const pngChunk = (type: string, body: Buffer): Buffer => {
  const chunk = Buffer.alloc(body.length + 12);
  chunk.writeUInt32BE(body.length, 0);
  chunk.write(type, 4, 'latin1');
  body.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + body.length)), 8 + body.length);
  return chunk;
};

const stripPng = (data: Buffer): Buffer => {
  const kept: Buffer[] = [data.subarray(0, PNG_HEAD)];
  let turn: Buffer | undefined;
  for (let at = PNG_HEAD; ; ) {
    const size = slice(data, at, at + 4).readUInt32BE(0);
    const type = slice(data, at + 4, at + 8).toString('latin1');
    const chunk = slice(data, at, at + 12 + size);
    if (type === 'eXIf') turn = orientationOnly(orientationOf(chunk.subarray(8, 8 + size)));
    if (type === 'IEND' && turn) kept.push(pngChunk('eXIf', turn));
    if (PNG_KEPT.has(type)) kept.push(chunk);
    if (type === 'IEND') return Buffer.concat(kept);
    at += chunk.length;
  }
};

const WEBP_HEAD = 12;
const WEBP_KEPT: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
/** Flags of VP8X that announce what is dropped: Exif and XMP. */
const HAS_EXIF = 0x08;
const HAS_XMP = 0x04;

const webpChunk = (type: string, body: Buffer): Buffer => {
  const chunk = Buffer.alloc(8 + body.length + (body.length % 2));
  chunk.write(type, 0, 'latin1');
  chunk.writeUInt32LE(body.length, 4);
  body.copy(chunk, 8);
  return chunk;
};

const stripWebp = (data: Buffer): Buffer => {
  const kept: { type: string; chunk: Buffer }[] = [];
  let turn: Buffer | undefined;
  const end = Math.min(data.length, 8 + slice(data, 4, 8).readUInt32LE(0));
  for (let at = WEBP_HEAD; at + 8 <= end; ) {
    const type = data.toString('latin1', at, at + 4);
    const size = data.readUInt32LE(at + 4);
    const body = slice(data, at + 8, at + 8 + size);
    if (type === 'EXIF') {
      const tiff = body.subarray(0, 6).equals(EXIF) ? body.subarray(6) : body;
      turn = orientationOnly(orientationOf(tiff));
    } else if (WEBP_KEPT.has(type)) kept.push({ type, chunk: webpChunk(type, body) });
    at += 8 + size + (size % 2);
  }
  if (kept.length === 0) throw new Malformed();
  for (const { type, chunk } of kept)
    if (type === 'VP8X') chunk[8] = ((chunk[8] ?? 0) & ~(HAS_EXIF | HAS_XMP)) | (turn ? HAS_EXIF : 0);
  const extended = kept[0]?.type === 'VP8X';
  const body = Buffer.concat([
    ...kept.map(({ chunk }) => chunk),
    ...(turn && extended ? [webpChunk('EXIF', turn)] : []),
  ]);
  const head = Buffer.from(data.subarray(0, WEBP_HEAD));
  head.writeUInt32LE(4 + body.length, 4);
  return Buffer.concat([head, body]);
};

const STRIP: Record<string, (data: Buffer) => Buffer> = {
  'image/jpeg': stripJpeg,
  'image/png': stripPng,
  'image/webp': stripWebp,
};
/** By these a picture that cannot be taken apart is known to carry something. */
const TRACES = ['Exif', 'eXIf', 'EXIF', 'http://ns.adobe.com/', 'XMP ', 'tEXt', 'zTXt', 'iTXt', 'Photoshop'];

/**
 * The picture without what it tells besides itself (place, time, device, comments, thumbnails); other types are given back as they are.
 * @throws AppError('file-not-accepted') for one that cannot be taken apart and carries such things.
 */
export const stripMetadata = (mime: string, data: Buffer): Buffer => {
  const strip = STRIP[mime];
  if (!strip) return data;
  try {
    return strip(data);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    if (TRACES.some((trace) => data.includes(trace))) throw new AppError('file-not-accepted');
    return data;
  }
};

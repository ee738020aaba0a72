import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { fileTypeFromBuffer } from 'file-type';
import { describe, expect, it } from 'vitest';
import { AppError } from '#contracts/errors.ts';
import { orientationOf } from './orientation.ts';
import { stripMetadata } from './strip-metadata.ts';

/** Made by Pillow: Exif with place, device and date, orientation 6; comment, text or XMP; the JPEG with a colour profile and a trailer. All say "Secret". */
const photo = (ending: string): Buffer => readFileSync(new URL(`fixtures/photo.${ending}`, import.meta.url));
const KINDS = [
  ['jpg', 'image/jpeg'],
  ['png', 'image/png'],
  ['webp', 'image/webp'],
] as const;

/** What follows a name in a file. */
const behind = (data: Buffer, name: string): Buffer => {
  const at = data.indexOf(name);
  if (at < 0) throw new Error(`no ${name}`);
  return data.subarray(at + name.length);
};
const EXIF_STARTS = { jpg: 'Exif\0\0', png: 'eXIf', webp: 'EXIF\x1a\0\0\0' } as const;

describe('an uploaded photograph', () => {
  it.each(KINDS)('%s keeps nothing of place, device, date, comment or trailer', async (ending, mime) => {
    const before = photo(ending);
    expect(before.includes('Secret')).toBe(true);
    const clean = stripMetadata(mime, before);
    for (const trace of ['Secret', '2026:11:22', 'adobe', 'tEXt', 'iTXt', 'XMP'])
      expect(clean.includes(trace), trace).toBe(false);
    expect(clean.length).toBeLessThan(before.length);
    expect((await fileTypeFromBuffer(clean))?.mime).toBe(mime);
  });

  it.each(KINDS)('%s still says how it is to be turned', (ending, mime) => {
    const tiff = behind(stripMetadata(mime, photo(ending)), EXIF_STARTS[ending]);
    expect(orientationOf(tiff)).toBe(6);
  });

  it.each(KINDS)('%s stays as it is when stripped again', (ending, mime) => {
    const clean = stripMetadata(mime, photo(ending));
    expect(stripMetadata(mime, clean).equals(clean)).toBe(true);
  });

  it('keeps the coded picture byte for byte, and the colour profile', () => {
    const [before, clean] = [photo('jpg'), stripMetadata('image/jpeg', photo('jpg'))];
    const scans = (data: Buffer): Buffer =>
      data.subarray(data.indexOf(Buffer.from([0xff, 0xdb])), data.lastIndexOf(Buffer.from([0xff, 0xd9])));
    expect(scans(clean).equals(scans(before))).toBe(true);
    expect(clean.includes('ICC_PROFILE')).toBe(true);
    const data = (png: Buffer): Buffer => behind(png, 'IDAT').subarray(0, 100);
    expect(data(stripMetadata('image/png', photo('png'))).equals(data(photo('png')))).toBe(true);
    const coded = (webp: Buffer): Buffer => behind(webp, 'VP8L').subarray(0, 60);
    expect(coded(stripMetadata('image/webp', photo('webp'))).equals(coded(photo('webp')))).toBe(true);
  });

  it('has right sums and sizes where a part was written anew', () => {
    const png = stripMetadata('image/png', photo('png'));
    const at = png.indexOf('eXIf');
    expect(png.readUInt32BE(at + 4 + 26)).toBe(crc32(png.subarray(at, at + 4 + 26)));
    const webp = stripMetadata('image/webp', photo('webp'));
    expect(webp.readUInt32LE(4)).toBe(webp.length - 8);
  });

  it('that is upright carries no Exif at all', () => {
    const before = Buffer.from(photo('jpg'));
    const tiff = behind(before, 'Exif\0\0');
    tiff.writeUInt8(1, tiff.indexOf(Buffer.from([0x01, 0x12])) + 9);
    expect(orientationOf(tiff)).toBe(1);
    expect(stripMetadata('image/jpeg', before).includes('Exif')).toBe(false);
  });

  it.each(KINDS)(
    '%s cut off anywhere is refused or carries nothing; nothing else is thrown',
    (ending, mime) => {
      const whole = photo(ending);
      for (let length = 0; length < whole.length; length++) {
        let clean: Buffer | undefined;
        try {
          clean = stripMetadata(mime, Buffer.from(whole.subarray(0, length)));
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
        expect(clean?.includes('Secret') ?? false, String(length)).toBe(false);
      }
    },
  );

  it.each(KINDS)('%s with any byte changed is kept or refused', (ending, mime) => {
    const whole = photo(ending);
    for (let at = 0; at < whole.length; at++) {
      const broken = Buffer.from(whole);
      broken[at] = (broken[at] ?? 0) ^ 0xff;
      try {
        expect(stripMetadata(mime, broken).length).toBeLessThanOrEqual(whole.length + 64);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }
  });

  it('of another kind is given back untouched', () => {
    const text = Buffer.from('Exif in a text file');
    expect(stripMetadata('text/plain', text)).toBe(text);
  });
});

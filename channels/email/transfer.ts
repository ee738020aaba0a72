import { decodeText } from './charset.ts';

const hex = (byte: number | undefined): number => {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  if (byte >= 0x41 && byte <= 0x46) return byte - 0x37;
  return byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : -1;
};

/** Quoted-printable (RFC 2045 §6.7) in one pass. What is no escape stays as it is. */
export const decodeQuoted = (data: Uint8Array): Buffer => {
  const out = Buffer.alloc(data.length);
  let length = 0;
  for (let at = 0; at < data.length; at++) {
    const byte = data[at] ?? 0;
    if (byte !== 0x3d) {
      out[length++] = byte;
      continue;
    }
    const [high, low] = [hex(data[at + 1]), hex(data[at + 2])];
    if (high >= 0 && low >= 0) {
      out[length++] = high * 16 + low;
      at += 2;
      continue;
    }
    // A soft line break, with blanks some servers add before it.
    let next = at + 1;
    while (data[next] === 0x20 || data[next] === 0x09) next += 1;
    if (data[next] === 0x0d && data[next + 1] === 0x0a) at = next + 1;
    else if (data[next] === 0x0a || data[next] === 0x0d) at = next;
    else if (next < data.length) out[length++] = byte;
  }
  return out.subarray(0, length);
};

/** A body as its bytes, by the name of its transfer encoding. */
export const decodeTransfer = (body: Buffer, encoding: string): Buffer => {
  if (/base64/i.test(encoding)) return Buffer.from(body.toString('latin1'), 'base64');
  return /quoted-printable/i.test(encoding) ? decodeQuoted(body) : body;
};

const WORD = /=\?([^?\s]{1,60})\?([bq])\?([^?\r\n]*)\?=/gi;
const WORDS = /=\?[^?\s]{1,60}\?[bq]\?[^?\r\n]*\?=(?:[ \t\r\n]*=\?[^?\s]{1,60}\?[bq]\?[^?\r\n]*\?=)*/gi;

const bytesOfWord = (encoding: string, text: string): Buffer =>
  encoding.toLowerCase() === 'b'
    ? Buffer.from(text, 'base64')
    : decodeQuoted(Buffer.from(text.replace(/_/g, ' '), 'latin1'));

/** Neighbours of one charset are put together before they are decoded: programs split them in the middle of a character. */
const decodeRun = (run: string): string => {
  const pieces: { charset: string; bytes: Buffer[] }[] = [];
  for (const [, charset = '', encoding = '', text = ''] of run.matchAll(WORD)) {
    const name = charset.replace(/\*.*$/, '').toLowerCase();
    const last = pieces.at(-1);
    if (last?.charset === name) last.bytes.push(bytesOfWord(encoding, text));
    else pieces.push({ charset: name, bytes: [bytesOfWord(encoding, text)] });
  }
  return pieces.map(({ charset, bytes }) => decodeText(Buffer.concat(bytes), charset)).join('');
};

/** A header (latin1) with every encoded word (RFC 2047) in UTF-8, and raw bytes of other charsets too: what any parser reads. */
export const readableHeader = (head: string): string => {
  const words = head.replace(WORDS, (run) => `=?UTF-8?B?${Buffer.from(decodeRun(run)).toString('base64')}?=`);
  if (!/[\x80-\xff\x1b]/.test(words)) return words;
  return Buffer.from(decodeText(Buffer.from(words, 'latin1'))).toString('latin1');
};

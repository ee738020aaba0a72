/** Bytes to look at when a charset is guessed. */
const LOOK_BYTES = 65_536;
const GUESSES = ['shift_jis', 'euc-jp', 'gb18030', 'windows-1252'] as const;
type Guess = (typeof GUESSES)[number] | 'utf-8' | 'iso-2022-jp';

/** Names programs write for charsets the Encoding Standard has under another name. */
const ALIASES: readonly [RegExp, string][] = [
  [
    /^(?:x-|cs)?(?:ms-?)?(?:cp|windows-?|ms|ibm)?-?932$|^(?:x-)?(?:shift|s)[-_]?jis.*|^(?:cs)?windows-?31j$/,
    'shift_jis',
  ],
  [/2022-?_?jp|^(?:cp|windows-)?5022\d$/, 'iso-2022-jp'],
  [/^(?:x-|cs)?euc[-_]?(?:jp|japanese).*|^cp51932$/, 'euc-jp'],
  [/^(?:cp|windows-|ms)936$/, 'gbk'],
  [/^(?:cp|windows-|ms)949$|^ks_?c/, 'euc-kr'],
  [/^(?:cp|windows-|ms)950$/, 'big5'],
  [/^utf-?_?8.*/, 'utf-8'],
];
/** Charsets that are named by mistake so often that the bytes are asked. */
const DOUBTFUL =
  /^(?:us-?ascii|ascii|iso-8859-1|latin-?1|windows-1252|unknown.*|x-unknown|default|[78]bit|none|binary)$/;

type Decoder = InstanceType<typeof TextDecoder>;
const known = new Map<string, Decoder>();
const decoderOf = (charset: string): Decoder | undefined => {
  const kept = known.get(charset);
  if (kept) return kept;
  let decoder: Decoder | undefined;
  try {
    decoder = new TextDecoder(charset);
  } catch {
    decoder = undefined;
  }
  // Names come from mails: only those that mean something are remembered.
  if (decoder) known.set(charset, decoder);
  return decoder;
};

const strictly = (bytes: Uint8Array, charset: string): string | undefined => {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** How much a text looks like one somebody wrote: kana and kanji count for it, half-width kana and symbols against. */
const score = (text: string): number => {
  let points = 0;
  for (const char of text) {
    if (/[\u3040-\u30ff\u3000-\u3002\uff01-\uff5e]/.test(char)) points += 3;
    else if (/[\u4e00-\u9fff]/.test(char)) points += 1;
    else if (/[\uff61-\uff9f]/.test(char)) points -= 1;
    else if (/[\u0080-\u009f\ue000-\uf8ff\ufffd]/.test(char)) points -= 5;
  }
  return points;
};

const isPlainAscii = (bytes: Uint8Array): boolean => bytes.every((byte) => byte < 0x80 && byte !== 0x1b);
const KANA = /[\u3041-\u30fe]{2}/;

/** The charset undeclared bytes are most likely in. */
const guessCharset = (bytes: Uint8Array): Guess => {
  const look = bytes.subarray(0, LOOK_BYTES);
  const latin = Buffer.from(look.buffer, look.byteOffset, look.byteLength).toString('latin1');
  if (/\x1b\$[@B]|\x1b\([IJ]/.test(latin)) return 'iso-2022-jp';
  // The last character may be cut in the middle.
  const whole =
    look.length < bytes.length ? look.subarray(0, look.lastIndexOf(0x0a) + 1 || look.length) : look;
  if (strictly(whole, 'utf-8') !== undefined) return 'utf-8';
  let best: Guess = 'windows-1252';
  let most = Number.NEGATIVE_INFINITY;
  for (const charset of GUESSES) {
    const text = strictly(whole, charset);
    const points =
      text === undefined ? Number.NEGATIVE_INFINITY : score(text) - GUESSES.indexOf(charset) / 10;
    if (points > most) [best, most] = [charset, points];
  }
  return best;
};

/** A guess outdoes a declared Western charset only where Japanese comes out of it. */
const guessed = (bytes: Uint8Array, declared: string | undefined): string => {
  const guess = guessCharset(bytes);
  if (guess === 'utf-8' || guess === 'iso-2022-jp' || declared === undefined) return guess;
  return KANA.test(new TextDecoder(guess).decode(bytes.subarray(0, LOOK_BYTES))) ? guess : declared;
};

/** Bytes as text. The declared charset is believed where the bytes allow it; where none is declared, an unknown one, or one that cannot be, the bytes decide. */
export const decodeText = (bytes: Uint8Array, label = ''): string => {
  const name = label.trim().toLowerCase();
  const alias = ALIASES.find(([pattern]) => pattern.test(name))?.[1] ?? name;
  const decoder = name === '' || DOUBTFUL.test(name) ? undefined : decoderOf(alias);
  if (!decoder) {
    if (isPlainAscii(bytes)) return new TextDecoder().decode(bytes);
    const declared = DOUBTFUL.test(name) && decoderOf(name) ? name : undefined;
    return new TextDecoder(guessed(bytes, declared)).decode(bytes);
  }
  const text = decoder.decode(bytes);
  if (!text.includes('\ufffd') && !/\x1b\$[@B]/.test(text)) return text;
  const guess = guessCharset(bytes);
  const other = new TextDecoder(guess).decode(bytes);
  return score(other) > score(text) ? other : text;
};

/** Where the header of a mail ends: the first empty line. */
export const headerEnd = (raw: Buffer): number => {
  if (raw[0] === 0x0a || (raw[0] === 0x0d && raw[1] === 0x0a)) return 0;
  const crlf = raw.indexOf('\r\n\r\n');
  const lf = raw.indexOf('\n\n');
  const ends = [crlf === -1 ? -1 : crlf + 2, lf === -1 ? -1 : lf + 1].filter((at) => at !== -1);
  return ends.length ? Math.min(...ends) : raw.length;
};

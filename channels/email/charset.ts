/** Bytes to look at when a charset is guessed. */
const LOOK_BYTES = 65_536;
const GUESSES = ['shift_jis', 'euc-jp', 'gb18030', 'windows-1252'] as const;
type Guess = (typeof GUESSES)[number] | 'utf-8' | 'iso-2022-jp';

const decode = (bytes: Uint8Array, charset: string): string | undefined => {
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

/** The charset undeclared bytes are most likely in. */
export const guessCharset = (bytes: Uint8Array): Guess => {
  const look = bytes.subarray(0, LOOK_BYTES);
  const latin = Buffer.from(look.buffer, look.byteOffset, look.byteLength).toString('latin1');
  if (/\x1b\$[@B]|\x1b\([IJ]/.test(latin)) return 'iso-2022-jp';
  // The last character may be cut in the middle.
  const whole =
    look.length < bytes.length ? look.subarray(0, look.lastIndexOf(0x0a) + 1 || look.length) : look;
  if (decode(whole, 'utf-8') !== undefined) return 'utf-8';
  let best: Guess = 'windows-1252';
  let most = Number.NEGATIVE_INFINITY;
  for (const charset of GUESSES) {
    const text = decode(whole, charset);
    const points =
      text === undefined ? Number.NEGATIVE_INFINITY : score(text) - GUESSES.indexOf(charset) / 10;
    if (points > most) [best, most] = [charset, points];
  }
  return best;
};

/** Bytes as text, in the charset they are most likely in. */
export const decodeGuessed = (bytes: Uint8Array): string =>
  new TextDecoder(guessCharset(bytes)).decode(bytes);

/** Where the header of a mail ends: the first empty line. */
export const headerEnd = (raw: Buffer): number => {
  const crlf = raw.indexOf('\r\n\r\n');
  const lf = raw.indexOf('\n\n');
  const ends = [crlf === -1 ? -1 : crlf + 2, lf === -1 ? -1 : lf + 1].filter((at) => at !== -1);
  return ends.length ? Math.min(...ends) : raw.length;
};

/** The mail with a header of raw bytes (no RFC 2047) put into UTF-8, which parsers read. */
export const readableHeader = (raw: Buffer): Buffer => {
  const end = headerEnd(raw);
  const head = raw.subarray(0, end);
  const guess = guessCharset(head);
  return guess === 'utf-8'
    ? raw
    : Buffer.concat([Buffer.from(new TextDecoder(guess).decode(head)), raw.subarray(end)]);
};

/** Charsets people's programs name by mistake. */
const DOUBTFUL = /^(?:us-ascii|ascii|utf-?8|iso-8859-1|latin1|unknown.*|x-unknown|default|8bit|none)?$/i;
const TEXT_PART = /^(content-type:[ \t]*text\/(?:plain|html))((?:;[^\r\n]*|\r?\n[ \t][^\r\n]*)*)/gim;

/** The mail with another charset in place of those declared by mistake or not at all. */
export const withCharset = (raw: Buffer, charset: string): Buffer => {
  let changed = 0;
  const text = raw.toString('latin1').replace(TEXT_PART, (all, type: string, params: string) => {
    const declared = /charset\s*=\s*"?([^";\s]*)"?/i.exec(params);
    if (declared && !DOUBTFUL.test(declared[1] ?? '')) return all;
    changed += 1;
    const rest = declared ? params.replace(declared[0], '').replace(/;\s*(?=;|$)/g, '') : params;
    return `${type}; charset=${charset}${rest}`;
  });
  // No type at all: the oldest programs of all.
  const head = text.slice(0, headerEnd(raw));
  const typed = /^content-type:/im.test(head);
  return Buffer.from(
    typed || changed > 0 ? text : `Content-Type: text/plain; charset=${charset}\r\n${text}`,
    'latin1',
  );
};

import fc from 'fast-check';

/** Header of a mail of the corpus; the part's own follows. */
export const HEAD =
  'From: Hana <hana@customer.example>\r\nTo: support@shop.example\r\nMessage-ID: <a-mail-of-hana-0001@customer.example>\r\nSubject: x\r\n';
/** A text whose characters are bytes. */
export const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

const tableOf = (
  charset: string,
  leads: [number, number][],
  trails: [number, number],
): Map<string, number[]> => {
  const decoder = new TextDecoder(charset, { fatal: true });
  const table = new Map<string, number[]>();
  for (const [from, to] of leads)
    for (let lead = from; lead <= to; lead++)
      for (let trail = trails[0]; trail <= trails[1]; trail++) {
        try {
          const char = decoder.decode(Uint8Array.of(lead, trail));
          if ([...char].length === 1 && !table.has(char)) table.set(char, [lead, trail]);
        } catch {
          // No character there.
        }
      }
  return table;
};
const SJIS = tableOf(
  'shift_jis',
  [
    [0x81, 0x9f],
    [0xe0, 0xef],
  ],
  [0x40, 0xfc],
);
const EUC = tableOf('euc-jp', [[0xa1, 0xfe]], [0xa1, 0xfe]);

const isHalfKana = (char: string): boolean => /[\uff61-\uff9f]/.test(char);
const halfKana = (char: string): number => char.charCodeAt(0) - 0xff61 + 0xa1;

/** A text in the bytes of a charset, made from its decoder's own table. */
export const encode: Record<string, (text: string) => Buffer> = {
  'utf-8': (text) => Buffer.from(text),
  shift_jis: (text) =>
    Buffer.from(
      [...text].flatMap((c) => (isHalfKana(c) ? [halfKana(c)] : (SJIS.get(c) ?? [c.charCodeAt(0)]))),
    ),
  'euc-jp': (text) =>
    Buffer.from(
      [...text].flatMap((c) => (isHalfKana(c) ? [0x8e, halfKana(c)] : (EUC.get(c) ?? [c.charCodeAt(0)]))),
    ),
  'iso-2022-jp': (text) => {
    let mode = 'B';
    const out: number[] = [];
    const turn = (next: string): void => {
      if (mode !== next) out.push(0x1b, ...(next === '$' ? [0x24, 0x42] : [0x28, next.charCodeAt(0)]));
      mode = next;
    };
    for (const c of text) {
      const pair = EUC.get(c);
      if (isHalfKana(c)) {
        turn('I');
        out.push(halfKana(c) - 0x80);
      } else if (pair) {
        turn('$');
        out.push(...pair.map((byte) => byte - 0x80));
      } else {
        turn('B');
        out.push(c.charCodeAt(0));
      }
    }
    turn('B');
    return Buffer.from(out);
  },
};
const qp = (data: Buffer): string =>
  [...data]
    .map((b) => `=${b.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('')
    .replace(/(.{72})/g, '$1=\r\n');
const b64 = (data: Buffer): string => data.toString('base64').replace(/(.{76})/g, '$1\r\n');

/** Letters only Japanese has. */
export const KANA =
  'あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをんガギグゲゴアイウエオ';
/** Kana of both widths, kanji, letters and digits. */
export const japanese = fc
  .array(
    fc.constantFrom(
      ...KANA,
      ...'注文番号返品交換確認配送日時間届先住所電話名前会社担当',
      ...'ｱｲｳｴｵｶﾞ',
      ...'abcXYZ0123456789',
    ),
    { minLength: 1, maxLength: 60 },
  )
  .map((chars) => chars.join(''));
/** The charsets of Japanese mail. */
export const charset = fc.constantFrom('utf-8', 'shift_jis', 'euc-jp', 'iso-2022-jp');
/** Spellings that are seen, of each. */
const SPELLINGS: Record<string, string[]> = {
  'utf-8': ['utf-8', 'UTF8', '"utf-8"'],
  shift_jis: ['Shift_JIS', 'shift-jis', 'x-sjis', 'Windows-31J', 'cp932', 'MS932'],
  'euc-jp': ['EUC-JP', 'x-euc-jp', 'eucjp'],
  'iso-2022-jp': ['ISO-2022-JP', 'iso-2022-jp-ms', 'cp50221', 'csISO2022JP'],
};

/** A part of a mail: its header, and its body in the bytes of the wire. */
export interface Part {
  head: string;
  body: Buffer;
}
/** A text part in a charset, under one of its names, in a transfer encoding. */
export const partOf = (text: string, name: string, spelling: number, transfer: string): Part => {
  const data = (encode[name] ?? Buffer.from)(text);
  const names = SPELLINGS[name] ?? [name];
  const body =
    transfer === 'base64' ? bytes(b64(data)) : transfer === 'quoted-printable' ? bytes(qp(data)) : data;
  return {
    head: `Content-Type: text/plain; charset=${names[spelling % names.length]}\r\nContent-Transfer-Encoding: ${transfer}\r\n`,
    body,
  };
};
/** Parts in one. */
export const multipart = (kind: string, parts: readonly Part[], boundary: string): Part => ({
  head: `Content-Type: multipart/${kind};\r\n boundary="${boundary}"\r\n`,
  body: Buffer.concat([
    ...parts.flatMap(({ head, body }) => [bytes(`--${boundary}\r\n${head}\r\n`), body, bytes('\r\n')]),
    bytes(`--${boundary}--\r\n`),
  ]),
});
/** A mail of a part. */
export const mailOf = ({ head, body }: Part): Buffer =>
  Buffer.concat([bytes(HEAD), bytes(head), bytes('\r\n'), body]);

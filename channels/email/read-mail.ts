import PostalMime, {
  type Address,
  addressParser,
  decodeWords,
  type Email,
  type Attachment as MimePart,
} from 'postal-mime';
import { canonical, isAddress } from './addresses.ts';
import { decodeGuessed, guessCharset, headerEnd, readableHeader, withCharset } from './charset.ts';
import { htmlToText } from './html-text.ts';

export interface Party {
  address: string;
  name?: string;
}

/** One part that is a file. `n` counts from 0 in the order of the mail, the same at each reading. */
export interface FilePart {
  n: number;
  name: string;
  mime: string;
  contentId?: string;
  data: Buffer;
}

/** A mail, read. Ids are bare, addresses canonical. */
export interface ReadMail {
  /** Values of a header, as they came but unfolded. Name in lower case. */
  all(name: string): string[];
  first(name: string): string;
  from: Party | undefined;
  sender: Party | undefined;
  replyTo: Party[];
  to: Party[];
  cc: Party[];
  subject: string;
  messageId: string | undefined;
  /** References, then In-Reply-To, oldest first, no doubles. */
  references: string[];
  /** What a person reads, LF. */
  text: string;
  html: string | undefined;
  files: FilePart[];
}

const LIMITS = {
  maxNestingDepth: 100,
  maxHeadersSize: 512 * 1_024,
  forceRfc822Attachments: true,
  maxRfc822NestingDepth: 0,
} as const;
const MAX_IDS = 100;
const MAX_SUBJECT = 998;
const MAX_NAME = 200;

const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
const clean = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(CONTROLS, '')
    .replace(/\ufeff/g, '');
const oneLine = (text: string): string => clean(text).replace(/\s+/gu, ' ').trim();

/** `<a@b> <c@d>` → ids. Also the bare ids of programs that forget the brackets. */
export const idsOf = (text: string): string[] => {
  const bracketed = [...text.slice(0, 64_000).matchAll(/<([^<>\s]{1,400})>/g)].map(([, id = '']) => id);
  return bracketed.length
    ? bracketed
    : text.split(/\s+/).filter((id) => /^[^<>\s]{1,400}@[^<>\s]{1,300}$/.test(id));
};

const partiesOf = (addresses: readonly Address[] | undefined): Party[] =>
  (addresses ?? [])
    .flatMap((one) => (one.group === undefined ? [one] : one.group))
    .flatMap(({ address, name }) => {
      const bare = canonical(address);
      const shown = oneLine(decodeWords(name)).slice(0, MAX_NAME);
      return isAddress(bare) ? [{ address: bare, ...(shown && shown !== bare ? { name: shown } : {}) }] : [];
    });

/** From of programs that write it against the rules: the first thing in it that looks like an address. */
const roughParty = (value: string): Party | undefined => {
  const found = /[^\s@<>",;:()]{1,64}@[^\s@<>",;:()]{1,253}/.exec(value.slice(0, 2_000))?.[0];
  return found ? { address: canonical(found) } : undefined;
};

const bytesOf = ({ content }: MimePart): Buffer =>
  typeof content === 'string'
    ? Buffer.from(content)
    : content instanceof Uint8Array
      ? Buffer.from(content.buffer, content.byteOffset, content.byteLength)
      : Buffer.from(content);

const ENDINGS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  'text/plain': 'txt',
  'text/csv': 'csv',
  'text/calendar': 'ics',
  'text/html': 'html',
  'message/rfc822': 'eml',
  'message/delivery-status': 'txt',
  'text/rfc822-headers': 'txt',
};

const filesOf = (email: Email): FilePart[] =>
  email.attachments.map((part, n) => {
    const mime = part.mimeType || 'application/octet-stream';
    const named = oneLine(part.filename ?? '')
      .replace(/[\\/]/g, '_')
      .slice(0, 200);
    const contentId = part.contentId?.trim().replace(/^<|>$/g, '').slice(0, 255);
    return {
      n,
      name: named || `part-${n + 1}.${ENDINGS[mime] ?? 'bin'}`,
      mime: mime.slice(0, 127),
      ...(contentId ? { contentId } : {}),
      data: bytesOf(part),
    };
  });

const parse = (raw: Buffer): Promise<Email> => PostalMime.parse(raw, LIMITS);

/** Characters of a charset read as another one. ISO-2022-JP read as ASCII keeps its escapes. */
const WRONG = /\ufffd|\x1b[$(][@BIJ]/;

/** Reads it; text that came out wrong is read again in the charset its bytes look like. */
const parseRepaired = async (raw: Buffer): Promise<Email> => {
  const email = await parse(readableHeader(raw));
  const seen = `${email.text ?? ''}${email.html ?? ''}`;
  if (!WRONG.test(seen)) return email;
  const wrongs = (text: string): number => text.split(WRONG).length;
  const guesses = [
    ...new Set([guessCharset(raw.subarray(headerEnd(raw))), 'shift_jis', 'euc-jp', 'iso-2022-jp']),
  ];
  let best = { email, count: wrongs(seen) };
  for (const guess of guesses) {
    const again = await parse(readableHeader(withCharset(raw, guess)));
    const count = wrongs(`${again.text ?? ''}${again.html ?? ''}`);
    if (count < best.count) best = { email: again, count };
    if (best.count === 1) break;
  }
  return best.email;
};

const plain = (email: Email): string => {
  const text = clean(email.text ?? '').trim();
  const html = email.html;
  if (html === undefined) return text;
  // An empty text part, or one that only says that HTML is needed, is no text.
  if (text.length > 0 && !(text.length < 200 && /html/i.test(text) && html.length > 4 * text.length))
    return text;
  const read = clean(htmlToText(html)).trim();
  return read.length > 0 ? read : text;
};

/** A header nobody's library reads, by hand: names and values, unfolded. */
const roughHeaders = (raw: Buffer): { key: string; value: string }[] =>
  decodeGuessed(raw.subarray(0, Math.min(headerEnd(raw), LIMITS.maxHeadersSize)))
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .flatMap((line) => {
      const at = line.indexOf(':');
      return at > 0 && at < 100
        ? [{ key: line.slice(0, at).trim().toLowerCase(), value: line.slice(at + 1).trim() }]
        : [];
    });

/** A mail the parser gives up on (nested without end, headers without end): what it says is kept as it stands. */
const roughEmail = (raw: Buffer): Email => {
  const headers = roughHeaders(raw).map((one) => ({ ...one, originalKey: one.key }));
  const value = (key: string): string | undefined => headers.find((one) => one.key === key)?.value;
  const [from] = addressParser(value('from') ?? '', { flatten: true });
  return {
    headers,
    headerLines: [],
    ...(from ? { from } : {}),
    to: addressParser(value('to') ?? '', { flatten: true }),
    subject: decodeWords(value('subject') ?? ''),
    messageId: value('message-id'),
    inReplyTo: value('in-reply-to'),
    references: value('references'),
    text: decodeGuessed(raw.subarray(headerEnd(raw), headerEnd(raw) + 200_000)),
    attachments: [],
  };
};

/** Reads a mail. Never throws: what cannot be taken apart is kept as text. */
export const readMail = async (raw: Buffer): Promise<ReadMail> => {
  const email = await parseRepaired(raw).catch(() => roughEmail(raw));
  const all = (name: string): string[] =>
    email.headers.filter(({ key }) => key === name).map(({ value }) => value.trim());
  const first = (name: string): string => all(name)[0] ?? '';
  const [from = roughParty(first('from'))] = partiesOf(email.from ? [email.from] : []);
  const [sender] = partiesOf(email.sender ? [email.sender] : []);
  const [messageId] = idsOf(email.messageId ?? '');
  const references = [...idsOf(email.references ?? ''), ...idsOf(email.inReplyTo ?? '')];
  return {
    all,
    first,
    from,
    sender,
    replyTo: partiesOf(email.replyTo),
    to: partiesOf(email.to),
    cc: partiesOf(email.cc),
    subject: oneLine(email.subject ?? '').slice(0, MAX_SUBJECT),
    messageId,
    references: [...new Set(references)].slice(-MAX_IDS),
    text: plain(email),
    html: email.html,
    files: filesOf(email),
  };
};

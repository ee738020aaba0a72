import PostalMime, {
  type Address,
  addressParser,
  decodeWords,
  type Email,
  type Attachment as MimePart,
} from 'postal-mime';
import { canonical, isAddress } from './addresses.ts';
import { decodeText, headerEnd } from './charset.ts';
import { escapeHtml } from './html-body.ts';
import { htmlToText } from './html-text.ts';
import { type Leaf, type Skeleton, skeletonOf } from './skeleton.ts';
import { readableHeader } from './transfer.ts';

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
  /** Bytes, about. */
  size: number;
  data(): Buffer;
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
  maxNestingDepth: 200,
  maxHeadersSize: 1_024 * 1_024,
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

/** The leaf a part of the parsed skeleton stands for. */
const leafOf = (part: MimePart, { leaves, mark }: Skeleton): Leaf | undefined => {
  const content = Buffer.from(part.content as ArrayBuffer).toString('latin1');
  const [found] = content.matchAll(mark);
  return found ? leaves[Number(found[1])] : undefined;
};

const filesOf = (email: Email, skeleton: Skeleton): FilePart[] =>
  email.attachments.map((part, n) => {
    const leaf = leafOf(part, skeleton);
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
      size: leaf?.size ?? 0,
      data: () => leaf?.bytes() ?? Buffer.alloc(0),
    };
  });

/** Lines that were broken to be put together again (RFC 3676 §4). */
const unflow = (text: string, joinsSpaces: boolean): string => {
  const out: string[] = [];
  let isOpen = false;
  for (const line of text.split(/\r?\n/)) {
    const bare = line.startsWith(' ') ? line.slice(1) : line;
    if (isOpen && !bare.startsWith('>')) out.push(`${out.pop() ?? ''}${bare}`);
    else out.push(bare);
    isOpen = bare.endsWith(' ') && bare !== '-- ' && !bare.startsWith('>');
    if (isOpen && joinsSpaces) out.push((out.pop() ?? '').slice(0, -1));
  }
  return out.join('\n');
};

const textOf = (leaf: Leaf): string => {
  const text = decodeText(leaf.bytes(), leaf.charset);
  return leaf.isFlowed ? unflow(text, leaf.joinsSpaces) : text;
};

/** A body with what stood in the place of each mark, in the form the body is in. */
const filled = (body: string, { leaves, mark }: Skeleton, isHtml: boolean): string =>
  body.replace(mark, (_all, n: string) => {
    const leaf = leaves[Number(n)];
    if (!leaf) return '';
    const text = textOf(leaf);
    if (leaf.isHtml === isHtml) return text;
    return isHtml ? `<p>${escapeHtml(text).replace(/\n/g, '<br>')}</p>` : htmlToText(text);
  });

const plain = (read: string, html: string | undefined): string => {
  const text = clean(read).trim();
  if (html === undefined) return text;
  // An empty text part, or one that only says that HTML is needed, is no text.
  if (text.length > 0 && !(text.length < 200 && /html/i.test(text) && html.length > 4 * text.length))
    return text;
  const seen = clean(htmlToText(html)).trim();
  return seen.length > 0 ? seen : text;
};

const MAX_ROUGH_HEADER = 64 * 1_024;
const MAX_ROUGH_TEXT = 200_000;

/** A header nobody's library reads, by hand: names and values, unfolded. */
const roughHeaders = (raw: Buffer): { key: string; value: string }[] =>
  Buffer.from(
    readableHeader(raw.subarray(0, Math.min(headerEnd(raw), MAX_ROUGH_HEADER)).toString('latin1')),
    'latin1',
  )
    .toString('utf8')
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .flatMap((line) => {
      const at = line.indexOf(':');
      return at > 0 && at < 100
        ? [{ key: line.slice(0, at).trim().toLowerCase(), value: line.slice(at + 1).trim() }]
        : [];
    });

/** A mail nobody takes apart (parts or headers without end): what it says is kept as it stands. */
const roughEmail = (raw: Buffer): Email => {
  const headers = roughHeaders(raw).map((one) => ({ ...one, originalKey: one.key }));
  const value = (key: string): string | undefined => headers.find((one) => one.key === key)?.value;
  const [from] = addressParser(value('from') ?? '', { flatten: true });
  const end = Math.min(headerEnd(raw), MAX_ROUGH_HEADER);
  return {
    headers,
    headerLines: [],
    ...(from ? { from } : {}),
    to: addressParser((value('to') ?? '').slice(0, 20_000), { flatten: true }),
    subject: decodeWords(value('subject') ?? ''),
    messageId: value('message-id'),
    inReplyTo: value('in-reply-to'),
    references: value('references'),
    text: decodeText(raw.subarray(end, end + MAX_ROUGH_TEXT)),
    attachments: [],
  };
};

const NOTHING: Skeleton = { raw: Buffer.alloc(0), leaves: [], mark: /(?!)/g };

const takeApart = async (raw: Buffer): Promise<{ email: Email; skeleton: Skeleton }> => {
  try {
    const skeleton = skeletonOf(raw);
    if (skeleton) return { email: await PostalMime.parse(skeleton.raw, LIMITS), skeleton };
  } catch {
    // The parser has its limits too.
  }
  return { email: roughEmail(raw), skeleton: NOTHING };
};

/** Reads a mail. Never throws: what cannot be taken apart is kept as text. */
export const readMail = async (raw: Buffer): Promise<ReadMail> => {
  const { email, skeleton } = await takeApart(raw);
  const html = email.html === undefined ? undefined : filled(email.html, skeleton, true);
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
    text: plain(filled(email.text ?? '', skeleton, false), html),
    html,
    files: filesOf(email, skeleton),
  };
};

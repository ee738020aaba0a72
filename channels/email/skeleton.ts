import { createHash } from 'node:crypto';
import { decodeTransfer, readableHeader } from './transfer.ts';

/** More parts than this no person sends. */
const MAX_PARTS = 1_000;
const MAX_DEPTH = 100;
const MAX_HEADER = 256 * 1_024;

/** One part that is not made of parts: what its header says of it, and its bytes, decoded when they are asked for. */
export interface Leaf {
  isHtml: boolean;
  charset: string;
  isFlowed: boolean;
  joinsSpaces: boolean;
  /** Bytes, estimated without decoding. */
  size: number;
  bytes(): Buffer;
}

/** A mail whose bodies were taken out: a mark stands in the place of each. Small, so that a parser's time does not depend on what the mail carries. */
export interface Skeleton {
  raw: Buffer;
  leaves: Leaf[];
  /** Finds the marks in a text; the first group is the number of the leaf. */
  mark: RegExp;
}

const field = (head: string, name: string): string =>
  new RegExp(`^${name}:((?:[^\\r\\n]|\\r?\\n[ \\t])*)`, 'im').exec(head)?.[1]?.replace(/\r?\n/g, '').trim() ??
  '';
const param = (value: string, name: string): string =>
  new RegExp(`[;\\s]${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s"]+))`, 'i')
    .exec(value)
    ?.slice(1)
    .find((one) => one !== undefined) ?? '';

const withoutTransfer = (head: string): string =>
  head.replace(/^content-transfer-encoding:(?:[^\r\n]|\r?\n[ \t])*(?:\r?\n|$)/gim, '');

/** End of a header in the text from an offset: the index behind it and the index its body begins at. */
const headAt = (text: string, from: number, until: number): { end: number; body: number } => {
  if (text.startsWith('\r\n', from)) return { end: from, body: from + 2 };
  if (text.startsWith('\n', from)) return { end: from, body: from + 1 };
  for (let at = text.indexOf('\n', from); at !== -1 && at < until; at = text.indexOf('\n', at + 1)) {
    if (text[at + 1] === '\n') return { end: at + 1, body: at + 2 };
    if (text[at + 1] === '\r' && text[at + 2] === '\n') return { end: at + 1, body: at + 3 };
  }
  return { end: until, body: until };
};

interface Line {
  /** Index of the boundary in the stack of open ones. */
  level: number;
  isEnd: boolean;
  start: number;
  next: number;
}

/** The next line that begins with two dashes, from the beginning of a line on. */
const nextDashes = (text: string, from: number): number => {
  if (text.startsWith('--', from)) return from;
  const at = text.indexOf('\n--', from);
  return at === -1 ? -1 : at + 1;
};

/** The next line that is one of the open boundaries, the innermost first (RFC 2046 §5.1.1). */
const nextBoundary = (
  text: string,
  from: number,
  open: readonly string[],
  until = text.length,
): Line | undefined => {
  if (open.length === 0) return undefined;
  for (let at = nextDashes(text, from); at !== -1 && at < until; ) {
    const eol = text.indexOf('\n', at);
    const next = eol === -1 ? text.length : eol + 1;
    for (let level = open.length - 1; level >= 0; level--) {
      const boundary = open[level] ?? '';
      if (!text.startsWith(boundary, at + 2)) continue;
      const behind = at + 2 + boundary.length;
      const rest = text.slice(behind, Math.min(next, behind + 100)).trimEnd();
      if (rest === '' || rest === '--') return { level, isEnd: rest === '--', start: at, next };
    }
    if (eol === -1) return undefined;
    at = nextDashes(text, next);
  }
  return undefined;
};

const leafOf = (raw: Buffer, type: string, encoding: string, from: number, to: number): Leaf => {
  const length = Math.max(0, to - from);
  let kept: Buffer | undefined;
  return {
    isHtml: /^text\/html/i.test(type),
    charset: param(type, 'charset'),
    isFlowed: /^flowed$/i.test(param(type, 'format')),
    joinsSpaces: /^yes$/i.test(param(type, 'delsp')),
    size: /base64/i.test(encoding) ? Math.floor((length * 3) / 4) : length,
    bytes: () => {
      kept ??= decodeTransfer(raw.subarray(from, to), encoding);
      return kept;
    },
  };
};

/** The line break before a boundary belongs to the boundary. */
const bodyEnd = (text: string, from: number, at: number): number => {
  if (at <= from || text[at - 1] !== '\n') return at;
  return text[at - 2] === '\r' && at - 2 >= from ? at - 2 : at - 1;
};

const MULTIPART = /^content-type:\s*multipart\/(?:[^\r\n]|\r?\n[ \t])*(?:\r?\n|$)/gim;

interface Walk {
  raw: Buffer;
  text: string;
  name: string;
  leaves: Leaf[];
  out: string[];
  /** Boundaries of the multiparts we are in. */
  open: string[];
}

const takeOut = (walk: Walk, head: string, type: string, from: number, to: number): void => {
  walk.leaves.push(leafOf(walk.raw, type, field(head, 'content-transfer-encoding'), from, to));
  const mark = Buffer.from(`${walk.name}n${walk.leaves.length - 1}e`).toString('base64');
  const kept = withoutTransfer(head).replace(MULTIPART, '');
  const gap = kept === '' || kept.endsWith('\n') ? '' : '\r\n';
  walk.out.push(`${kept}${gap}Content-Transfer-Encoding: base64\r\n\r\n${mark}\r\n`);
};

/** Reads one part from its header on. Answers where the next begins; undefined at the end. */
const readPart = (walk: Walk, at: number): { next: number | undefined; headBytes: number } => {
  const { text, open, out } = walk;
  const { end, body } = headAt(text, at, text.length);
  // A boundary may come before the header is over.
  const early = nextBoundary(text, at, open, end);
  const headEnd = early && early.start < end ? early.start : end;
  const head = readableHeader(text.slice(at, Math.min(headEnd, at + MAX_HEADER)));
  const type = field(head, 'content-type');
  const from = headEnd === end ? body : headEnd;
  const boundary = /^multipart\//i.test(type) ? param(type, 'boundary') : '';
  const first = boundary ? nextBoundary(text, from, [...open, boundary]) : undefined;
  // Parts that never begin are no parts: then the body is the text.
  const isMultipart = first !== undefined && first.level === open.length;
  if (isMultipart) {
    open.push(boundary);
    out.push(head, head.endsWith('\n') ? '\r\n' : '\r\n\r\n');
  }
  let line = isMultipart ? first : nextBoundary(text, from, open);
  if (!isMultipart) takeOut(walk, head, type, from, line ? bodyEnd(text, from, line.start) : text.length);
  // Ends, one in the other, and what stands between them, which is nothing.
  while (line?.isEnd) {
    out.push(`--${open[line.level]}--\r\n`);
    open.length = line.level;
    line = nextBoundary(text, line.next, open);
  }
  if (line) {
    open.length = line.level + 1;
    out.push(`--${open[line.level]}\r\n`);
  }
  return { next: line?.next, headBytes: headEnd - at };
};

/** Takes the bodies out. Undefined for a mail of too many parts, too deep or with headers without end: what it says is then read as it stands. */
export const skeletonOf = (raw: Buffer): Skeleton | undefined => {
  const name = `mark${createHash('sha1').update(raw.subarray(0, 4_096)).digest('hex').slice(0, 12)}`;
  const walk: Walk = { raw, text: raw.toString('latin1'), name, leaves: [], out: [], open: [] };
  let headers = 0;
  for (let parts = 0, at: number | undefined = 0; at !== undefined; parts++) {
    if (parts > MAX_PARTS || walk.open.length > MAX_DEPTH) return undefined;
    const { next, headBytes } = readPart(walk, at);
    headers += headBytes;
    if (headers > MAX_HEADER) return undefined;
    at = next;
  }
  return {
    raw: Buffer.from(walk.out.join(''), 'latin1'),
    leaves: walk.leaves,
    mark: new RegExp(`${name}n(\\d{1,4})e`, 'g'),
  };
};

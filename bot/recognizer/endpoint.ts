import type { EmbedTexts } from './encoder.ts';

/** An OpenAI-compatible embeddings service. */
export interface EmbeddingsEndpoint {
  /** Its base, such as `https://host/v1`; `/embeddings` is added. */
  url: string;
  model: string;
  apiKey?: string;
  /** Longest time for one request, milliseconds; default 8 s. */
  timeoutMs?: number;
  /** What sends the request; the server gives its guarded one. */
  fetch: (
    url: string,
    init: { method: string; headers: Record<string, string>; body: string; signal: AbortSignal },
  ) => Promise<{ ok: boolean; status: number; json(): Promise<unknown> }>;
}

const BATCH = 64;
const TIMEOUT_MS = 8_000;
const MAX_TEXT = 2_000;
const MAX_SIZE = 8_192;

const vectorOf = (row: unknown): Float32Array => {
  const embedding = (row as { embedding?: unknown } | null)?.embedding;
  if (!Array.isArray(embedding) || embedding.length === 0 || embedding.length > MAX_SIZE)
    throw new Error('the embeddings service answered without vectors');
  const vector = Float32Array.from(embedding, Number);
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (!Number.isFinite(length) || length === 0) throw new Error('the embeddings service answered no numbers');
  return vector.map((value) => value / length);
};

/** Makes vectors by an OpenAI-compatible embeddings service: of length 1, all of one size. Rejects on anything else. */
export const embedByEndpoint = (endpoint: EmbeddingsEndpoint): EmbedTexts => {
  const batch = async (texts: readonly string[]): Promise<Float32Array[]> => {
    const response = await endpoint.fetch(`${endpoint.url.replace(/\/+$/, '')}/embeddings`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(endpoint.apiKey ? { authorization: `Bearer ${endpoint.apiKey}` } : {}),
      },
      body: JSON.stringify({ model: endpoint.model, input: texts.map((text) => text.slice(0, MAX_TEXT)) }),
      signal: AbortSignal.timeout(endpoint.timeoutMs ?? TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`the embeddings service answered ${response.status}`);
    const { data } = (await response.json()) as { data?: unknown };
    if (!Array.isArray(data) || data.length !== texts.length)
      throw new Error('the embeddings service answered another number of vectors');
    const rows = [...data].sort((a, b) => Number(a?.index ?? 0) - Number(b?.index ?? 0));
    return rows.map(vectorOf);
  };
  return async (texts) => {
    const vectors: Float32Array[] = [];
    for (let at = 0; at < texts.length; at += BATCH)
      vectors.push(...(await batch(texts.slice(at, at + BATCH))));
    if (vectors.some((vector) => vector.length !== vectors[0]?.length))
      throw new Error('the embeddings service answered vectors of different sizes');
    return vectors;
  };
};

import type { EmbedTexts } from '#bot/recognizer/encoder.ts';
import { embedByEndpoint } from '#bot/recognizer/endpoint.ts';
import { HttpFault, type HttpPort } from '#channels/channel.ts';
import type { ModelFault } from '#contracts/model.ts';
import type { StoredRecognizer } from '../ports/content-stores.ts';

/** Vectors that could not be had; holds a code and no word of the texts. */
export class EmbeddingsError extends Error {
  override readonly name = 'EmbeddingsError';
  readonly fault: ModelFault;
  constructor(fault: ModelFault) {
    super(fault);
    this.fault = fault;
  }
}

/** Embeddings services behind the guard of every outgoing call. */
export interface Embeddings {
  /** The key as it is stored: sealed under SECRET_KEY. */
  seal(key: string): string;
  /** Rejects with EmbeddingsError. */
  of(chosen: StoredRecognizer): EmbedTexts;
}

interface Box {
  seal(plain: string, place: { accountId: string; field: string }): string;
  open(sealed: string, place: { accountId: string; field: string }): string;
}

const PLACE = { accountId: 'recognizer', field: 'key' };
/** A customer waits for the vector of one text; examples are learned while nobody waits. Milliseconds. */
const ONE_TIMEOUT_MS = 2_000;
const MANY_TIMEOUT_MS = 20_000;
/** An answer at most: 64 vectors of 8,192 numbers. */
const MAX_BYTES = 16 * 1024 * 1024;

const FAULTS: Record<HttpFault['code'], ModelFault> = {
  'address-not-allowed': 'address-not-allowed',
  unreachable: 'unreachable',
  timeout: 'timeout',
  reset: 'failed',
  'too-large': 'garbage',
};

const faultOfStatus = (status: number): ModelFault => {
  if (status === 429) return 'throttled';
  return status >= 500 || status < 400 ? 'failed' : 'refused';
};

/** A key sealed under another SECRET_KEY is as good as none. */
const openKey = (box: Box, sealed: string): string => {
  try {
    return box.open(sealed, PLACE);
  } catch {
    throw new EmbeddingsError('refused');
  }
};

/** Redirects are not followed: the key would travel along. Nothing is tried twice. */
const sendBy =
  (http: HttpPort, timeoutMs: number): Parameters<typeof embedByEndpoint>[0]['fetch'] =>
  async (url, { headers, body }) => {
    const response = await http
      .request({ method: 'POST', url, headers, body, timeoutMs, maxBytes: MAX_BYTES })
      .catch((error: unknown) => {
        throw new EmbeddingsError(error instanceof HttpFault ? FAULTS[error.code] : 'failed');
      });
    if (response.status !== 200) throw new EmbeddingsError(faultOfStatus(response.status));
    return { ok: true, status: 200, json: async () => JSON.parse(response.body.toString('utf8')) as unknown };
  };

/** Makes the adapter of OpenAI-compatible embeddings services: `POST <url>/embeddings`. */
export const createEmbeddings = ({ http, box }: { http: HttpPort; box: Box }): Embeddings => ({
  seal: (key) => box.seal(key, PLACE),
  of: ({ url = '', model = '', sealedKey }) => {
    const by = (timeoutMs: number): EmbedTexts => {
      const apiKey = sealedKey === undefined ? undefined : openKey(box, sealedKey);
      return embedByEndpoint({
        url,
        model,
        timeoutMs,
        ...(apiKey === undefined ? {} : { apiKey }),
        fetch: sendBy(http, timeoutMs),
      });
    };
    return (texts) =>
      by(texts.length === 1 ? ONE_TIMEOUT_MS : MANY_TIMEOUT_MS)(texts).catch((error: unknown) => {
        throw error instanceof EmbeddingsError ? error : new EmbeddingsError('garbage');
      });
  },
});

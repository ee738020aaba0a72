import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { HttpPort } from '#channels/channel.ts';
import { jsonOf } from '#channels/provider-call.ts';
import { AppError } from '#contracts/errors.ts';
import { DAY, MINUTE } from '#contracts/time.ts';

/** Keys are asked for again after this long. */
const FRESH_MS = DAY;
/** What could not be asked for again is still believed this long after it was. */
const STALE_MS = 5 * DAY;
/** A key nobody knows makes us ask again, but not more often than this. */
const AGAIN_MS = 5 * MINUTE;
/** The Connector waits 15 s for us in all. */
const ASK_TIMEOUT_MS = 4_000;
const MAX_KEYS = 100;

const Metadata = z.object({ jwks_uri: z.url({ protocol: /^https?$/ }) });
const Jwks = z.object({
  keys: z
    .array(
      z.object({
        kty: z.string(),
        kid: z.string().optional(),
        n: z.string().optional(),
        e: z.string().optional(),
        endorsements: z.array(z.string()).optional(),
      }),
    )
    .max(MAX_KEYS),
});

/** A signing key, and the channels it may sign for. */
export interface SigningKey {
  key: KeyObject;
  endorsements: readonly string[];
}
interface KeySet {
  keys: ReadonlyMap<string, SigningKey>;
  askedAtMs: number;
}

const kept = new Map<string, KeySet>();
const asking = new Map<string, Promise<KeySet>>();
const MAX_SETS = 50;

const publicKeyOf = ({ n, e }: { n?: string | undefined; e?: string | undefined }): KeyObject | undefined => {
  if (!n || !e) return undefined;
  try {
    return createPublicKey({ format: 'jwk', key: { kty: 'RSA', n, e } });
  } catch {
    return undefined;
  }
};

const read = async <T>(http: HttpPort, url: string, schema: z.ZodType<T>): Promise<T> => {
  const response = await http.request({ method: 'GET', url, timeoutMs: ASK_TIMEOUT_MS });
  if (response.status !== 200) throw new AppError('busy', { reason: `keys: ${response.status}` });
  const body = schema.safeParse(jsonOf(response));
  if (!body.success) throw new AppError('busy', { reason: 'keys: unreadable' });
  return body.data;
};

const ask = async (http: HttpPort, metadataUrl: string, nowMs: number): Promise<KeySet> => {
  const { jwks_uri } = await read(http, metadataUrl, Metadata);
  const { keys } = await read(http, jwks_uri, Jwks);
  const found = keys.flatMap((one): [string, SigningKey][] => {
    const key = one.kty === 'RSA' && one.kid ? publicKeyOf(one) : undefined;
    return key && one.kid ? [[one.kid, { key, endorsements: one.endorsements ?? [] }]] : [];
  });
  const set: KeySet = { keys: new Map(found), askedAtMs: nowMs };
  if (kept.size >= MAX_SETS) kept.clear();
  kept.set(metadataUrl, set);
  return set;
};

/** Asked once however many requests wait for it. */
const askOnce = (http: HttpPort, metadataUrl: string, nowMs: number): Promise<KeySet> => {
  const running = asking.get(metadataUrl);
  if (running) return running;
  const answer = ask(http, metadataUrl, nowMs).finally(() => asking.delete(metadataUrl));
  asking.set(metadataUrl, answer);
  return answer;
};

/**
 * The Connector's key of that id, from the OpenID metadata; undefined when there is none. Throws AppError `busy` while the keys cannot be had: the request is
 * then neither believed nor refused.
 */
export const signingKey = async (
  { http, metadataUrl, now }: { http: HttpPort; metadataUrl: string; now: Date },
  kid: string,
): Promise<SigningKey | undefined> => {
  const nowMs = now.getTime();
  const set = kept.get(metadataUrl);
  const ageMs = set ? Math.abs(nowMs - set.askedAtMs) : Number.POSITIVE_INFINITY;
  const known = set?.keys.get(kid);
  if (known && ageMs < FRESH_MS) return known;
  if (!known && set && ageMs < AGAIN_MS) return undefined;
  try {
    return (await askOnce(http, metadataUrl, nowMs)).keys.get(kid);
  } catch (error) {
    if (known && ageMs < STALE_MS) return known;
    throw error instanceof AppError ? error : new AppError('busy', { reason: 'keys: unreachable' });
  }
};

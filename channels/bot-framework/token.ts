import { z } from 'zod';

/** Who signs what the Connector sends (learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication). */
export const ISSUER = 'https://api.botframework.com';
/** How far clocks may differ, in seconds. */
const SKEW_SECONDS = 300;
const MAX_TOKEN = 16_000;

const Header = z.object({ alg: z.literal('RS256'), kid: z.string().min(1).max(200) });
const Claims = z.object({
  iss: z.literal(ISSUER),
  aud: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
  serviceurl: z.string().optional(),
});

export interface ReadToken {
  kid: string;
  claims: z.infer<typeof Claims>;
  signed: Buffer;
  signature: Buffer;
}

/** The bytes, if they are spelt in the one way they can be: a signature's unused bits are no room for another spelling. */
const bytesOf = (part: string): Buffer | undefined => {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
};
const jsonIn = (part: string): unknown => {
  try {
    return JSON.parse(bytesOf(part)?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
};

/** The bearer token of a request, read but not proven: RS256 by a named key, from the Connector. Undefined for anything else. */
export const readToken = (authorization: string | undefined): ReadToken | undefined => {
  if (!authorization || authorization.length > MAX_TOKEN) return undefined;
  const [, head = '', body = '', tail = ''] =
    /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(authorization) ?? [];
  const header = Header.safeParse(jsonIn(head));
  const claims = Claims.safeParse(jsonIn(body));
  const signature = bytesOf(tail);
  if (!header.success || !claims.success || !signature?.length) return undefined;
  return { kid: header.data.kid, claims: claims.data, signed: Buffer.from(`${head}.${body}`), signature };
};

/** Whether the token is good at that time, give or take five minutes. */
export const isCurrent = ({ claims }: ReadToken, now: Date): boolean => {
  const seconds = now.getTime() / 1_000;
  return seconds <= claims.exp + SKEW_SECONDS && seconds >= (claims.nbf ?? 0) - SKEW_SECONDS;
};

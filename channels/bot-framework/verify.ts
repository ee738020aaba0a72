import { verify as verifySignature } from 'node:crypto';
import { z } from 'zod';
import type { Account, RawRequest, Verified, VerifyContext } from '#channels/channel.ts';
import { signingKey } from './keys.ts';
import type { BotFrameworkSettings } from './payload.ts';
import { isCurrent, readToken } from './token.ts';

const REFUSED: Verified = { ok: false, code: 'bad-signature' };

/** What of the activity its token speaks about. */
const Bound = z.object({ serviceUrl: z.string().min(1), channelId: z.string().min(1) });

const boundOf = ({ body }: RawRequest): z.infer<typeof Bound> | undefined => {
  try {
    return Bound.safeParse(JSON.parse(body.toString('utf8'))).data;
  } catch {
    return undefined;
  }
};

/** What can be told of the token without its key: its form, that the Connector issued it, and that it is for this bot. */
export const verify = (request: RawRequest, account: Account<BotFrameworkSettings>): Verified => {
  if (!account.secrets.appPassword) return { ok: false, code: 'secret-missing' };
  const token = readToken(request.headers.authorization);
  return token && token.claims.aud === account.settings.appId ? { ok: true } : REFUSED;
};

/**
 * The proof itself: signed by a key of the Connector's that may speak for the activity's channel, in its time, and for the service URL the activity names,
 * so that nobody else's address is ever written to with our token (Bot Connector authentication, "Step 4: Verify the JWT token").
 * A body that names neither is refused.
 */
export const verifyOnline = async (
  request: RawRequest,
  account: Account<BotFrameworkSettings>,
  { http, now }: VerifyContext,
): Promise<Verified> => {
  const token = readToken(request.headers.authorization);
  if (!token || !isCurrent(token, now)) return REFUSED;
  const bound = boundOf(request);
  if (!bound || token.claims.serviceurl !== bound.serviceUrl) return REFUSED;
  const metadataUrl = account.settings.openIdMetadata;
  const key = await signingKey({ http, metadataUrl, now }, token.kid);
  if (!key?.endorsements.includes(bound.channelId)) return REFUSED;
  return verifySignature('RSA-SHA256', token.signed, key.key, token.signature) ? { ok: true } : REFUSED;
};

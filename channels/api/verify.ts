import { errors, jwtVerify } from 'jose';
import type { z } from 'zod';
import type { Account, RawRequest, Verified } from '#channels/channel.ts';
import { verifySigned } from '#channels/standard-webhooks.ts';
import { type ApiSettings, TokenClaims } from './payload.ts';

/** HS256 wants a key as long as its hash. */
const MIN_SECRET_BYTES = 32;
/** Clocks of app and server may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 60;

/** A request counts when it is signed under the account's secret, or the one it is being changed to. */
export const verify = (request: RawRequest, { secrets }: Account<ApiSettings>): Verified =>
  verifySigned(request, [secrets.signingSecret, secrets.signingSecretNext]);

/**
 * What an identity token vouches for: HS256 under `identitySecret`, `sub` = the sender's id, `aud` = the account's id, not past its `exp` when the request
 * came in. Undefined for any other: the event stays, its claims are then only claimed.
 */
export const claimsOf = async (
  token: string,
  who: { sub: string; account: Pick<Account<ApiSettings>, 'id' | 'secrets'>; at: Date },
): Promise<z.infer<typeof TokenClaims> | undefined> => {
  const { identitySecret = '' } = who.account.secrets;
  if (Buffer.byteLength(identitySecret) < MIN_SECRET_BYTES) return undefined;
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(identitySecret), {
      algorithms: ['HS256'],
      audience: who.account.id,
      subject: who.sub,
      requiredClaims: ['sub', 'exp', 'aud'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: who.at,
    });
    return TokenClaims.safeParse(payload).data;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
};

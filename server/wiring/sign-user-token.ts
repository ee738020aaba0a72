import { SignJWT } from 'jose';

/** An identity token as a shop's server signs it: HS256 under the account's secret, good for half an hour. */
export const signUserToken = (
  claims: { sub: string; name?: string; email?: string; phone?: string; language?: string },
  account: { id: string; secret: string },
  now: Date,
): Promise<string> => {
  const { sub, ...rest } = claims;
  const seconds = Math.floor(now.getTime() / 1_000);
  return new SignJWT(rest)
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setAudience(account.id)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + 1_800)
    .sign(Buffer.from(account.secret));
};

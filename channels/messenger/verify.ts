import type { Account, RawRequest, Verified } from '#channels/channel.ts';
import { challengeOf, verifyMeta } from '#channels/meta-webhooks.ts';
import type { MessengerSettings } from './payload.ts';

/** Meta's signature over the bytes as they came. */
export const verify = (request: RawRequest, { secrets }: Account<MessengerSettings>): Verified =>
  verifyMeta(request, secrets, ['appSecret', 'pageAccessToken', 'verifyToken']);

/** Meta's question whether the URL is ours. Undefined = not asked, or with another token. */
export const handshake = (
  request: RawRequest,
  { secrets }: Account<MessengerSettings>,
): { status: number; body: string; contentType: string } | undefined => {
  const challenge = challengeOf(request, secrets.verifyToken);
  return challenge === undefined ? undefined : { status: 200, body: challenge, contentType: 'text/plain' };
};

import type { Account, RawRequest, Verified } from '#channels/channel.ts';
import { challengeOf, verifyMeta } from '#channels/meta-webhooks.ts';
import type { WhatsappSettings } from './payload.ts';

/** Meta's signature over the bytes as they came. */
export const verify = (request: RawRequest, { secrets }: Account<WhatsappSettings>): Verified =>
  verifyMeta(request, secrets, ['appSecret', 'accessToken', 'verifyToken']);

/** Meta's question whether the address is ours: it is given its challenge back if it knows our word. Undefined = not asked. */
export const handshake = (
  request: RawRequest,
  { secrets }: Account<WhatsappSettings>,
): { status: number; body: string; contentType: string } | undefined => {
  if (request.query['hub.mode'] !== 'subscribe') return undefined;
  const challenge = challengeOf(request, secrets.verifyToken);
  return challenge === undefined
    ? { status: 403, body: 'forbidden', contentType: 'text/plain' }
    : { status: 200, body: challenge, contentType: 'text/plain' };
};

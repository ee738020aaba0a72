import type { Account, RawRequest, Verified } from '#channels/channel.ts';
import { verifySigned } from '#channels/standard-webhooks.ts';
import type { ReviewSettings } from './payload.ts';

/** A request counts when it is signed under the account's secret, or the one it is being changed to. */
export const verify = (request: RawRequest, { secrets }: Account<ReviewSettings>): Verified =>
  verifySigned(request, [secrets.signingSecret, secrets.signingSecretNext]);

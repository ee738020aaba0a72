import type { Account } from '#channels/channel.ts';
import type { SmsSettings } from './payload.ts';

/** Basic credentials: the API key where there is one, else the account itself. */
export const authorization = ({ settings, secrets }: Account<SmsSettings>): string => {
  const key = settings.apiKeySid !== undefined && secrets.apiKeySecret ? secrets.apiKeySecret : undefined;
  const pair = key ? `${settings.apiKeySid}:${key}` : `${settings.accountSid}:${secrets.authToken ?? ''}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
};

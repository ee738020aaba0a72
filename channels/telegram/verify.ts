import { createHash, timingSafeEqual } from 'node:crypto';
import type { Account, RawRequest, Verified } from '#channels/channel.ts';
import type { TelegramSettings } from './payload.ts';

/** Header Telegram repeats the secret in (Bot API, setWebhook `secret_token`). */
export const SECRET_HEADER = 'x-telegram-bot-api-secret-token';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Telegram signs nothing: each request carries the secret that was given with `setWebhook`. It is required here, and compared in constant time; both of two
 * secrets count while one is replaced by the other.
 */
export const verify = (request: RawRequest, account: Account<TelegramSettings>): Verified => {
  const { botToken, webhookSecret, webhookSecretNext } = account.secrets;
  if (!botToken || !webhookSecret) return { ok: false, code: 'secret-missing' };
  const given = digest(request.headers[SECRET_HEADER] ?? '');
  let matches = 0;
  for (const secret of [webhookSecret, webhookSecretNext])
    if (secret && timingSafeEqual(given, digest(secret))) matches += 1;
  return matches > 0 ? { ok: true } : { ok: false, code: 'bad-signature' };
};

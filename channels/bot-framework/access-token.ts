import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Account, HttpPort } from '#channels/channel.ts';
import { jsonOf, refusal } from '#channels/provider-call.ts';
import type { BotFrameworkSettings } from './payload.ts';

/** A token is used until this long before its end. */
const EARLY_MS = 120_000;
const MAX_KEPT = 200;
const SCOPE = 'https://api.botframework.com/.default';

const Granted = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().default(3_600) });
const Refused = z.object({ error: z.string().max(100) });

interface Token {
  value: string;
  expiresAtMs: number;
}
const kept = new Map<string, Token>();
const asking = new Map<string, Promise<Token>>();

interface Asker {
  account: Account<BotFrameworkSettings>;
  http: HttpPort;
}

const keyOf = ({ account: { settings, secrets } }: Asker): string =>
  createHash('sha256')
    .update(JSON.stringify([settings.loginBase, settings.tenant, settings.appId, secrets.appPassword]))
    .digest('hex');

const ask = async ({ account: { settings, secrets }, http }: Asker): Promise<Token> => {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: settings.appId,
    client_secret: secrets.appPassword ?? '',
    scope: SCOPE,
  });
  const response = await http
    .request({
      method: 'POST',
      url: `${settings.loginBase.replace(/\/+$/, '')}/${settings.tenant}/oauth2/v2.0/token`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: form.toString(),
    })
    .catch(() => undefined);
  // Without a token nothing was sent: whatever kept us from one, another try is safe.
  if (!response) throw refusal('delivery-unreachable', { retryable: true, providerCode: 'login' });
  const granted = Granted.safeParse(jsonOf(response));
  if (response.status === 200 && granted.success)
    return { value: granted.data.access_token, expiresAtMs: Date.now() + granted.data.expires_in * 1_000 };
  const providerCode = Refused.safeParse(jsonOf(response)).data?.error ?? `login-${response.status}`;
  if (response.status === 429 || response.status >= 500)
    throw refusal('delivery-unreachable', { retryable: true, providerCode });
  throw refusal('delivery-auth', { providerCode });
};

/**
 * A token for the Connector by client credentials, kept until shortly before its end (Bot Connector authentication, "Step 1: Request an access token").
 * Throws DeliveryError `delivery-auth` | `delivery-unreachable`.
 */
export const accessToken = async (asker: Asker): Promise<string> => {
  const key = keyOf(asker);
  const own = kept.get(key);
  if (own && own.expiresAtMs - EARLY_MS > Date.now()) return own.value;
  const running = asking.get(key) ?? ask(asker).finally(() => asking.delete(key));
  asking.set(key, running);
  const token = await running;
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(key, token);
  return token.value;
};

/** Forgets a token that was refused. */
export const forgetToken = (asker: Asker): void => {
  kept.delete(keyOf(asker));
};

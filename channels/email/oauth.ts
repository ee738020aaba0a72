import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Account, HttpFault, type HttpPort } from '#channels/channel.ts';
import type { EmailSettings } from './payload.ts';

/** A token is used until this long before its end, in milliseconds. */
const EARLY_MS = 120_000;
const MAX_KEPT = 200;

/**
 * - Google: refresh token of the mailbox's owner (scope https://mail.google.com/), developers.google.com/identity/protocols/oauth2/web-server#offline
 * - Microsoft: refresh token, or without one the application's own rights (IMAP.AccessAsApp, SMTP.SendAsApp),
 *   learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
 */
const PROVIDERS = {
  google: { url: () => 'https://oauth2.googleapis.com/token', scope: undefined },
  microsoft: {
    url: (tenant: string) => `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`,
    scope: {
      refresh:
        'https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access',
      application: 'https://outlook.office365.com/.default',
    },
  },
} as const;

const Granted = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().default(3_600) });
const Refused = z.object({ error: z.string().max(100) });

/** The provider gives no token: consent was taken back, or the application's secret has ended. `isFinal`: a person must act. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly isFinal: boolean;
  constructor(code: string, isFinal: boolean) {
    super(code);
    this.isFinal = isFinal;
  }
}

interface Token {
  value: string;
  expiresAtMs: number;
}
const kept = new Map<string, Token>();

const formOf = (
  { settings, secrets }: Account<EmailSettings>,
  scope: { refresh: string; application: string } | undefined,
) => {
  const form = new URLSearchParams({
    client_id: settings.clientId ?? '',
    client_secret: secrets.clientSecret ?? '',
  });
  if (secrets.refreshToken) {
    form.set('grant_type', 'refresh_token');
    form.set('refresh_token', secrets.refreshToken);
    if (scope) form.set('scope', scope.refresh);
  } else {
    form.set('grant_type', 'client_credentials');
    if (scope) form.set('scope', scope.application);
  }
  return form.toString();
};

const ask = async (account: Account<EmailSettings>, http: HttpPort): Promise<Token> => {
  const { settings } = account;
  const provider = PROVIDERS[settings.provider === 'google' ? 'google' : 'microsoft'];
  const response = await http.request({
    method: 'POST',
    url: settings.tokenUrl ?? provider.url(settings.tenant),
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: formOf(account, provider.scope),
  });
  const body: unknown = await Promise.resolve(response.body.toString('utf8'))
    .then((text) => JSON.parse(text) as unknown)
    .catch(() => undefined);
  const granted = Granted.safeParse(body);
  if (response.status === 200 && granted.success)
    return { value: granted.data.access_token, expiresAtMs: Date.now() + granted.data.expires_in * 1_000 };
  const refused = Refused.safeParse(body);
  throw new TokenError(
    refused.success ? refused.data.error : `http-${response.status}`,
    response.status >= 400 && response.status < 500 && response.status !== 429,
  );
};

/** An access token of the account, kept until shortly before its end. Throws TokenError, HttpFault. */
export const accessToken = async (account: Account<EmailSettings>, http: HttpPort): Promise<string> => {
  const { settings, secrets } = account;
  const key = createHash('sha256')
    .update(
      JSON.stringify([
        account.id,
        settings.clientId,
        settings.tenant,
        secrets.clientSecret,
        secrets.refreshToken,
      ]),
    )
    .digest('hex');
  const known = kept.get(key);
  if (known && known.expiresAtMs - EARLY_MS > Date.now()) return known.value;
  const token = await ask(account, http);
  kept.delete(key);
  kept.set(key, token);
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  return token.value;
};

/** Whether a failure to get a token is for a person to mend. */
export const isRefusal = (error: unknown): boolean =>
  (error instanceof TokenError && error.isFinal) ||
  (error instanceof HttpFault && error.code === 'address-not-allowed');

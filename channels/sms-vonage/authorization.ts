import { createPrivateKey, type KeyObject, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Account } from '#channels/channel.ts';
import type { VonageSettings } from './payload.ts';

/** Life of one token; each call has its own. */
const TOKEN_SECONDS = 300;

/** The application's key. A form field drops line ends, so the text between the marks is read, not the lines. Undefined when it is no RSA key. */
export const keyOf = (pem: string): KeyObject | undefined => {
  const [, name = '', body = ''] = /-----BEGIN ((?:RSA )?PRIVATE KEY)-----([\s\S]+?)-----END/.exec(pem) ?? [];
  try {
    const key = createPrivateKey({
      key: Buffer.from(body.replace(/\s+|\\n/g, ''), 'base64'),
      format: 'der',
      type: name.startsWith('RSA') ? 'pkcs1' : 'pkcs8',
    });
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined;
  }
};

/** Bearer token of the application (https://developer.vonage.com/en/getting-started/concepts/authentication). Undefined without a usable key. */
export const authorization = async (
  { settings, secrets }: Account<VonageSettings>,
  now: Date = new Date(),
): Promise<string | undefined> => {
  const key = keyOf(secrets.privateKey ?? '');
  if (!key) return undefined;
  const seconds = Math.floor(now.getTime() / 1_000);
  const token = await new SignJWT({ application_id: settings.applicationId })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + TOKEN_SECONDS)
    .setJti(randomUUID())
    .sign(key);
  return `Bearer ${token}`;
};

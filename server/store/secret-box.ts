import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** Where a secret belongs. Bound to the ciphertext: moved to another account or field it does not open. */
export interface SecretPlace {
  accountId: string;
  field: string;
}

/** Seals channel credentials at rest (AES-256-GCM). Sealed form: `v1.<key id>.<nonce>.<ciphertext + tag>`, base64url. */
export interface SecretBox {
  /** Id of the key that seals: the first of the keys given. Public; it says nothing about the key. */
  readonly keyId: string;
  seal(plain: string, place: SecretPlace): string;
  /** Throws SecretBoxError: unknown key, changed bytes, or another place. */
  open(sealed: string, place: SecretPlace): string;
}

/** A sealed value that does not open here. Holds no part of the secret. */
export class SecretBoxError extends Error {
  override readonly name = 'SecretBoxError';
  readonly reason: 'unknown-key' | 'malformed' | 'not-authentic';
  constructor(reason: SecretBoxError['reason']) {
    super(reason);
    this.reason = reason;
  }
}

const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
/** Shorter secret keys than this are refused: they can be guessed. */
export const MIN_SECRET_KEY_LENGTH = 16;

interface Key {
  id: string;
  key: Buffer;
}

const deriveKey = (secretKey: string): Key => {
  if (secretKey.length < MIN_SECRET_KEY_LENGTH) {
    throw new Error(`SECRET_KEY needs at least ${MIN_SECRET_KEY_LENGTH} characters`);
  }
  const key = Buffer.from(hkdfSync('sha256', secretKey, 'madoguchi', 'channel secrets v1', KEY_BYTES));
  const id = createHash('sha256').update('key id').update(key).digest('hex').slice(0, 8);
  return { id, key };
};

/** Lengths first, so that no two places give the same bytes. */
const placeBytes = (place: SecretPlace): Buffer =>
  Buffer.from(`${VERSION}|${place.accountId.length}|${place.accountId}|${place.field}`, 'utf8');

/**
 * Makes a box from SECRET_KEY and, while a key is being changed, the keys before it: the first seals, all open.
 */
export const createSecretBox = (secretKey: string, formerKeys: readonly string[] = []): SecretBox => {
  const current = deriveKey(secretKey);
  const keys = new Map([current, ...formerKeys.map(deriveKey)].map((entry) => [entry.id, entry.key]));
  return {
    keyId: current.id,
    seal: (plain, place) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', current.key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(placeBytes(place));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return [VERSION, current.id, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
    },
    open: (sealed, place) => {
      const [version, id, nonceText, sealedText, ...rest] = sealed.split('.');
      if (version !== VERSION || !id || !nonceText || !sealedText || rest.length > 0) {
        throw new SecretBoxError('malformed');
      }
      const key = keys.get(id);
      if (!key) throw new SecretBoxError('unknown-key');
      const nonce = Buffer.from(nonceText, 'base64url');
      const bytes = Buffer.from(sealedText, 'base64url');
      if (nonce.length !== NONCE_BYTES || bytes.length < TAG_BYTES) throw new SecretBoxError('malformed');
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(placeBytes(place));
      decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
      try {
        const head = decipher.update(bytes.subarray(0, bytes.length - TAG_BYTES));
        return Buffer.concat([head, decipher.final()]).toString('utf8');
      } catch {
        throw new SecretBoxError('not-authentic');
      }
    },
  };
};

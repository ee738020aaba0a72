import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { createSecretBox, SecretBoxError } from './secret-box.ts';

const KEY = 'a-secret-key-of-the-test-0123456789';
const place = { accountId: 'acc1', field: 'authToken' };
const reasonOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof SecretBoxError) return error.reason;
    throw error;
  }
  return 'opened';
};

describe('secret box', () => {
  const box = createSecretBox(KEY);

  test.prop([fc.string({ unit: 'binary' }), fc.string(), fc.string()])(
    'opens what it sealed, in its place',
    (plain, accountId, field) => {
      const wellFormed = Buffer.from(plain, 'utf8').toString('utf8');
      const sealed = box.seal(wellFormed, { accountId, field });
      expect(box.open(sealed, { accountId, field })).toBe(wellFormed);
    },
  );

  it('never seals to the same text twice and never shows the secret', () => {
    const one = box.seal('canary-token', place);
    const two = box.seal('canary-token', place);
    expect(one).not.toBe(two);
    expect(one).not.toContain('canary');
    expect(Buffer.from(one.split('.')[3] ?? '', 'base64url').toString('latin1')).not.toContain('canary');
  });

  it('does not open a ciphertext moved to another account or field', () => {
    const sealed = box.seal('token', place);
    expect(reasonOf(() => box.open(sealed, { ...place, accountId: 'acc2' }))).toBe('not-authentic');
    expect(reasonOf(() => box.open(sealed, { ...place, field: 'other' }))).toBe('not-authentic');
  });

  it('does not confuse places whose names run together', () => {
    const sealed = box.seal('token', { accountId: 'a|b', field: 'c' });
    expect(reasonOf(() => box.open(sealed, { accountId: 'a', field: 'b|c' }))).toBe('not-authentic');
  });

  it('refuses every flipped byte', () => {
    const [version, id, nonce = '', bytes = ''] = box.seal('token', place).split('.');
    const flip = (text: string, at: number): string => {
      const buffer = Buffer.from(text, 'base64url');
      buffer[at] = (buffer[at] ?? 0) ^ 1;
      return buffer.toString('base64url');
    };
    for (let at = 0; at < Buffer.from(nonce, 'base64url').length; at += 1) {
      expect(reasonOf(() => box.open([version, id, flip(nonce, at), bytes].join('.'), place))).toBe(
        'not-authentic',
      );
    }
    for (let at = 0; at < Buffer.from(bytes, 'base64url').length; at += 1) {
      expect(reasonOf(() => box.open([version, id, nonce, flip(bytes, at)].join('.'), place))).toBe(
        'not-authentic',
      );
    }
  });

  it('says malformed for what is not a sealed value', () => {
    for (const text of ['', 'v1', 'v2.a.b.c', 'v1.a.b.c.d', `v1.${box.keyId}.AAAA.AAAA`]) {
      expect(reasonOf(() => box.open(text, place))).toBe('malformed');
    }
  });

  it('opens with former keys while it seals with the new one', () => {
    const old = box.seal('token', place);
    const turned = createSecretBox('another-secret-key-0123456789', [KEY]);
    expect(turned.open(old, place)).toBe('token');
    expect(turned.seal('token', place).split('.')[1]).toBe(turned.keyId);
    expect(turned.keyId).not.toBe(box.keyId);
    expect(reasonOf(() => createSecretBox('a-third-secret-key-0123456789').open(old, place))).toBe(
      'unknown-key',
    );
  });

  it('refuses a short secret key', () => {
    expect(() => createSecretBox('short')).toThrow('SECRET_KEY');
  });
});

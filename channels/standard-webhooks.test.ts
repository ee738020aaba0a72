import { describe, expect, it } from 'vitest';
import type { RawRequest } from './channel.ts';
import { signedHeaders, verifySigned, webhookIdOf } from './standard-webhooks.ts';

/** Vector of the Standard Webhooks reference libraries. */
const VECTOR = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const OTHER = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const at = new Date(VECTOR.timestamp * 1_000);

const request = (more: Record<string, string> = {}, receivedAt = at): RawRequest => ({
  method: 'POST',
  url: '/',
  query: {},
  headers: {
    'webhook-id': VECTOR.id,
    'webhook-timestamp': String(VECTOR.timestamp),
    'webhook-signature': VECTOR.signature,
    ...more,
  },
  body: Buffer.from(VECTOR.body),
  contentType: 'application/json',
  receivedAt,
});
const later = (seconds: number): Date => new Date(at.getTime() + seconds * 1_000);

describe('Standard Webhooks', () => {
  it('signs as the reference libraries do', () => {
    expect(signedHeaders(VECTOR.secret, { id: VECTOR.id, at, body: VECTOR.body })).toMatchObject({
      'webhook-id': VECTOR.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': VECTOR.signature,
    });
    expect(verifySigned(request(), [VECTOR.secret])).toEqual({ ok: true });
  });

  it('takes a request within five minutes of its own time, before and after', () => {
    for (const seconds of [-300, 0, 300])
      expect(verifySigned(request({}, later(seconds)), [VECTOR.secret])).toEqual({ ok: true });
    for (const seconds of [-301, 301, 7 * 86_400])
      expect(verifySigned(request({}, later(seconds)), [VECTOR.secret]).ok).toBe(false);
  });

  it('takes one right signature among several, and passes over other versions', () => {
    const { signature } = VECTOR;
    const wrong = `v1,${Buffer.alloc(32, 1).toString('base64')}`;
    for (const header of [`${wrong} ${signature}`, `v1a,abcd ${signature}`, `${signature} ${wrong}`])
      expect(verifySigned(request({ 'webhook-signature': header }), [VECTOR.secret]).ok).toBe(true);
    for (const header of [signature.replace('v1,', 'v2,'), signature.slice(3), `${signature},${signature}`])
      expect(verifySigned(request({ 'webhook-signature': header }), [VECTOR.secret]).ok).toBe(false);
    expect(verifySigned(request(), [OTHER, VECTOR.secret]).ok).toBe(true);
    expect(verifySigned(request(), [OTHER]).ok).toBe(false);
  });

  it('ties id and time to the signature', () => {
    for (const more of [{ 'webhook-id': 'msg_other' }, { 'webhook-timestamp': '1614265331' }])
      expect(verifySigned(request(more), [VECTOR.secret]).ok).toBe(false);
    for (const id of ['a.b', '', ' ', 'x'.repeat(257)])
      expect(webhookIdOf({ headers: { 'webhook-id': id } })).toBeUndefined();
  });

  it('has no secret that is not whsec_ with 24 to 64 bytes', () => {
    for (const secret of [
      undefined,
      '',
      'plain-text',
      'whsec_',
      'whsec_***',
      `whsec_${Buffer.alloc(23).toString('base64')}`,
      `whsec_${Buffer.alloc(65).toString('base64')}`,
    ]) {
      expect(verifySigned(request(), [secret])).toEqual({ ok: false, code: 'secret-missing' });
      expect(signedHeaders(secret, { id: 'x', at, body: '' })).toBeUndefined();
    }
  });
});

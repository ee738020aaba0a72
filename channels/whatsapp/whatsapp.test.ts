import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account } from '#channels/channel.ts';
import { signatureOf } from '#channels/meta-webhooks.ts';
import { channelContract } from '#test/kit/channel-contract.ts';
import {
  account,
  batch,
  CONTENT,
  echoes,
  edit,
  HANA,
  type Json,
  METADATA,
  one,
  raw,
  reaction,
  revoke,
  SECONDS,
  said,
  statusOf,
} from './fixtures/webhooks.ts';
import { whatsapp } from './index.ts';
import { type WhatsappSettings, WireBody } from './payload.ts';

const stranger: Account<WhatsappSettings> = {
  ...account,
  id: 'other',
  secrets: { accessToken: 'EAAother-token', appSecret: 'other-app-secret', verifyToken: 'other-verify' },
};
const samples: Json[] = [
  ...Object.entries(CONTENT).map(([name, content]) => one(name, content)),
  one('reaction', reaction('👍')),
  one('edit', edit),
  one('revoke', revoke),
  one('welcome', { type: 'request_welcome' }),
  echoes(CONTENT.text ?? {}),
  echoes(edit, 'wamid.echo-edit'),
  ...['sent', 'delivered', 'read', 'failed', 'warning'].map((state) => statusOf(state)),
];

const graphError = (status: number, code: number, message = 'x', headers: Record<string, string> = {}) => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({ error: { message: `(#${code}) ${message}`, type: 'OAuthException', code } }),
});
const accepted = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    messaging_product: 'whatsapp',
    contacts: [{ input: '+819012345678', wa_id: '819012345678' }],
    messages: [{ id: 'wamid.new' }],
  }),
};

channelContract('whatsapp', {
  definition: whatsapp,
  account,
  stranger,
  to: '+819012345678',
  address: fc.oneof(
    fc.stringMatching(/^\+[1-9]\d{6,14}$/),
    fc.stringMatching(/^[A-Z]{2}\.[A-Za-z0-9]{1,40}$/),
    fc.stringMatching(/^group:[A-Za-z0-9]{1,40}$/),
  ),
  signed: {
    header: 'x-hub-signature-256',
    requests: (of) => samples.map((sample) => raw(sample, of)),
    reprinted: (of) =>
      samples.map((sample) => ({
        ...raw(sample, of),
        body: Buffer.from(JSON.stringify(sample, undefined, 1)),
      })),
    unknown: (of) => [
      ...[
        'history',
        'smb_app_state_sync',
        'account_update',
        'message_template_status_update',
        'calls',
        'user_preferences',
        'messaging_handovers',
        'hologram',
      ].map((field) => raw(batch({ field, value: { event: 'APPROVED', [field]: [{ id: 1 }] } }), of)),
      raw(batch({ value: { errors: [{ code: 130429, title: 'Rate limit hit' }] } }), of),
      raw(statusOf('deleted'), of),
    ],
    unreadable: (of) => [raw('not json', of), raw('[1,2]', of), raw('{"object":"page","entry":[]}', of)],
  },
  provider: {
    at: (url) => ({ ...account, settings: { ...account.settings, apiBase: url } }),
    accepted,
    providerId: 'wamid.new',
    idempotent: false,
    refusedIn200: { reply: graphError(200, 131026), code: 'delivery-invalid-recipient' },
    refusals: [
      { reply: graphError(400, 131047), code: 'reply-window-closed', retryable: false },
      { reply: graphError(400, 131026), code: 'delivery-invalid-recipient', retryable: false },
      { reply: graphError(400, 131030), code: 'delivery-invalid-recipient', retryable: false },
      { reply: graphError(400, 130429), code: 'delivery-throttled', retryable: true },
      { reply: graphError(400, 131048), code: 'delivery-throttled', retryable: true },
      { reply: graphError(400, 131056), code: 'delivery-throttled', retryable: true },
      { reply: graphError(400, 80007), code: 'delivery-throttled', retryable: true },
      { reply: graphError(401, 190), code: 'delivery-auth', retryable: false },
      { reply: graphError(403, 200), code: 'delivery-auth', retryable: false },
      { reply: graphError(500, 131045), code: 'delivery-auth', retryable: false },
      { reply: graphError(403, 131031), code: 'delivery-auth', retryable: false },
      { reply: graphError(400, 131050), code: 'opted-out', retryable: false },
      { reply: graphError(400, 131053), code: 'file-not-accepted', retryable: false },
      { reply: graphError(404, 132001), code: 'delivery-rejected', retryable: false },
      { reply: graphError(400, 132005), code: 'text-too-long', retryable: false },
      {
        reply: graphError(400, 100, 'Param text[body] must be at most 4096 characters long.'),
        code: 'text-too-long',
        retryable: false,
      },
      {
        reply: graphError(400, 131009, 'Parameter value is not valid'),
        code: 'delivery-rejected',
        retryable: false,
      },
      { reply: graphError(503, 131057), code: 'delivery-unreachable', retryable: true },
      {
        reply: graphError(400, 100, 'Object does not exist, cannot be loaded due to missing permissions'),
        code: 'delivery-auth',
        retryable: false,
      },
      { reply: { status: 401, body: '' }, code: 'delivery-auth', retryable: false },
      { reply: { status: 404, body: '<html>' }, code: 'delivery-rejected', retryable: false },
    ],
  },
  textOf: (part) => WireBody.parse(part.body).text,
});

describe('whatsapp: the webhook', () => {
  it('signs as Meta’s published vector does', () => {
    expect(signatureOf('secret', 'test')).toBe(
      'sha256=0329a06b62cd16b33eb6792be8c60b158d89a2ee3a876fce9a881ebb488c0914',
    );
  });

  it('takes the next app secret beside the present one', () => {
    const changing = { ...account, secrets: { ...account.secrets, appSecretNext: 'other-app-secret' } };
    expect(whatsapp.verify(raw(samples[0], stranger), changing)).toEqual({ ok: true });
    expect(whatsapp.verify(raw(samples[0]), changing)).toEqual({ ok: true });
  });

  it('gives the challenge back to who knows the verify token, and to nobody else', () => {
    const greet = (query: Record<string, string>) =>
      whatsapp.handshake?.({ ...raw(''), method: 'GET', query }, account)?.status;
    const query = {
      'hub.mode': 'subscribe',
      'hub.challenge': '1158201444',
      'hub.verify_token': 'canary-verify',
    };
    expect(whatsapp.handshake?.({ ...raw(''), method: 'GET', query }, account)).toEqual({
      status: 200,
      body: '1158201444',
      contentType: 'text/plain',
    });
    expect(greet({ ...query, 'hub.verify_token': 'guess' })).toBe(403);
    expect(greet({ ...query, 'hub.challenge': '<script>' })).toBe(403);
    expect(greet({})).toBeUndefined();
  });

  it.each([1, 7, 1_000])('splits a batch of %i into each of its facts, each to its own number', (size) => {
    const messages = Array.from({ length: size }, (_, n) =>
      said(`b${n}`, { type: 'text', text: { body: `${n}` } }),
    );
    const other = { ...METADATA, phone_number_id: '999999999' };
    const items = whatsapp.split(
      raw(
        batch(
          {
            value: {
              contacts: [HANA],
              messages,
              statuses: [{ id: 'wamid.s', status: 'read', timestamp: SECONDS }],
            },
          },
          { value: { metadata: other, messages: [said('elsewhere', CONTENT.text ?? {})] } },
        ),
      ),
      account,
    );
    expect(items).toHaveLength(size + 2);
    expect(new Set(items.map(({ key }) => key)).size).toBe(size + 2);
    expect(items.at(-1)).toMatchObject({ accountRef: '999999999', key: 'message:wamid.elsewhere' });
    expect(items[0]).toMatchObject({ accountRef: '106540352242922', lane: '819012345678' });
    expect(whatsapp.refs?.(account)).toEqual(['106540352242922']);
  });
});

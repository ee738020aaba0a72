import type { Language } from '#contracts/time.ts';
import { DAY, MINUTE } from '#contracts/time.ts';
import { pick } from './mock-people.ts';

const WORDS = import.meta.glob<Record<string, string>>('../../../channels/*/strings.{ja,en}.json', {
  eager: true,
  import: 'default',
});
const text = { type: 'string', maxLength: 200 };
const SCHEMAS: Record<string, { settings: Record<string, object>; required: string[]; secrets: string[] }> = {
  line: {
    settings: {
      botUserId: text,
      providerId: text,
      groups: { type: 'string', enum: ['people', 'ignore'], default: 'people' },
    },
    required: [],
    secrets: ['channelSecret', 'channelAccessToken', 'channelSecretNext'],
  },
  telegram: {
    settings: { botUsername: text, apiBase: { ...text, default: 'https://api.telegram.org' } },
    required: [],
    secrets: ['botToken', 'webhookSecret'],
  },
  sms: {
    settings: { accountSid: text, from: text, messagingServiceSid: text },
    required: ['accountSid'],
    secrets: ['authToken', 'authTokenNext'],
  },
  email: {
    settings: { address: text, fromName: text, imapHost: text, smtpHost: text },
    required: ['address'],
    secrets: ['password'],
  },
  whatsapp: {
    settings: { phoneNumberId: text, wabaId: text },
    required: [],
    secrets: ['accessToken', 'appSecret'],
  },
  'web-chat': { settings: {}, required: [], secrets: ['identitySecret'] },
};

/** Every adapter of the product, in its own words. */
export const adaptersFor = () => ({
  publicUrl: 'https://desk.akariya.example',
  items: Object.entries(SCHEMAS).map(([id, { settings, required, secrets }]) => ({
    id,
    channel: id,
    canStart: !['web-chat', 'telegram'].includes(id),
    inbound: ['webhook'],
    settingsSchema: { type: 'object', properties: settings, required },
    secrets,
    strings: {
      ja: WORDS[`../../../channels/${id}/strings.ja.json`] ?? {},
      en: WORDS[`../../../channels/${id}/strings.en.json`] ?? {},
    },
  })),
});

export const accountsFor = (language: Language, now: number) => {
  const t = pick(language);
  const ago = (minutes: number): string => new Date(now - minutes * MINUTE).toISOString();
  const account = (channel: string, name: string, health: object, rest: object = {}) => ({
    id: `acc-${channel}`,
    channel,
    adapter: channel,
    name,
    paused: false,
    settings: {},
    secretsSet: [],
    webhookPath: `/webhooks/${channel}/acc-${channel}`,
    health: { backlog: 0, ...health },
    version: 1,
    ...rest,
  });
  return [
    account('sms', '+81 3-5555-0100', { lastReceivedAt: ago(4), lastSentAt: ago(2) }),
    account(
      'line',
      t('灯屋 公式LINE', 'Akariya on LINE'),
      {
        lastReceivedAt: ago(3),
        lastSentAt: ago(8),
        backlog: 2,
        tokenExpiresAt: new Date(now + 5 * DAY).toISOString(),
      },
      { secretsSet: ['channelSecret', 'channelAccessToken'] },
    ),
    account(
      'telegram',
      'akariya_bot',
      { lastReceivedAt: ago(95), lastSentAt: ago(300), lastError: 'delivery-auth' },
      { secretsSet: ['botToken', 'webhookSecret'] },
    ),
    account('email', 'support@akariya.example', {}),
    account('whatsapp', t('灯屋 WhatsApp', 'Akariya WhatsApp'), {
      lastReceivedAt: ago(30),
      lastSentAt: ago(20),
    }),
  ];
};

/** What a check finds: LINE works and its token ends soon, Telegram’s token does not work. */
export const checkFor = (id: string, now: number) => {
  if (id === 'acc-line')
    return {
      ok: true,
      facts: [
        { label: 'fact.bot', value: '灯屋' },
        { label: 'fact.basic-id', value: '@akariya' },
        { label: 'fact.quota', value: '128 / 5,000' },
      ],
      expiresAt: new Date(now + 5 * DAY).toISOString(),
    };
  if (id === 'acc-telegram') return { ok: false, problem: 'check.token', facts: [] };
  if (id === 'acc-email') return { ok: false, problem: 'problem.imap-login', facts: [] };
  return { facts: [] };
};

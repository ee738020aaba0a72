import { createHash } from 'node:crypto';
import type { SplitItem } from '#channels/channel.ts';
import { system } from '#server/ports/scope.ts';
import type { TestPorts } from './ports.ts';
import { testAccount } from './ports.ts';

export const SMS_ACCOUNT = 'sms-test';
export const OUR_NUMBER = '+815012340000';

/** 32 hex digits out of any text, so that tests can name their messages. */
export const sid = (prefix: 'SM' | 'MM' | 'AC', name: string): string =>
  `${prefix}${createHash('md5').update(name).digest('hex')}`;

/** Connects an SMS account as an administrator would. */
export const connectSms = async (test: TestPorts, settings: Record<string, unknown> = {}): Promise<void> => {
  await test.ports.stores.accounts.save(
    system('test'),
    testAccount({
      id: SMS_ACCOUNT,
      channel: 'sms',
      adapter: 'sms',
      settings: { accountSid: sid('AC', 'test'), from: OUR_NUMBER, ...settings },
      secrets: { authToken: 'token-for-tests' },
    }),
    undefined,
  );
};

/** What the SMS adapter's split makes of an inbound message. */
export const smsItem = (from: string, name: string, text: string, at: Date): SplitItem => ({
  accountRef: '',
  key: `message:${sid('SM', name)}`,
  lane: from,
  body: {
    receivedAt: at.toISOString(),
    form: {
      MessageSid: sid('SM', name),
      AccountSid: sid('AC', 'test'),
      From: from,
      To: OUR_NUMBER,
      Body: text,
      NumMedia: '0',
    },
  },
});

/** What it makes of a status callback. */
export const smsStatus = (to: string, messageSid: string, state: string, at: Date): SplitItem => ({
  accountRef: '',
  key: `status:${messageSid}:${state}`,
  lane: to,
  body: {
    receivedAt: at.toISOString(),
    form: {
      MessageSid: messageSid,
      MessageStatus: state,
      To: to,
      From: OUR_NUMBER,
      AccountSid: sid('AC', 'test'),
    },
  },
});

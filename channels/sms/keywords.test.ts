import { describe, expect, it } from 'vitest';
import type { Account } from '#channels/channel.ts';
import { keywordOf } from './keywords.ts';
import { parse } from './parse.ts';
import { SmsSettings } from './payload.ts';

const account: Account<SmsSettings> = {
  id: 'acc',
  channel: 'sms',
  name: 'みどり商店 $& $1',
  settings: SmsSettings.parse({ accountSid: `AC${'1'.repeat(32)}`, from: '+815012345678' }),
  secrets: { authToken: 't' },
  publicUrl: 'https://desk.example.com',
};
const read = (text: string, form: Record<string, string> = {}, of = account) => {
  const body = {
    receivedAt: '2026-11-22T03:04:05.678Z',
    form: { MessageSid: 'SM1', From: '+14155550100', Body: text, ...form },
  };
  const [event] = parse(body, of);
  if (event?.type !== 'message') throw new Error('no message');
  return event;
};

describe('sms: words that are commands', () => {
  it.each([
    'STOP',
    'stop',
    ' Stop. ',
    'ＳＴＯＰ',
    '"STOP"',
    'Stop All',
    'STOPALL',
    'unsubscribe',
    'CANCEL',
    'End',
    'quit',
    'REVOKE',
    'opt-out',
    '停止',
    '「停止」',
    '配信停止',
    '配信停止。',
    '解除',
    'ストップ',
    'ｽﾄｯﾌﾟ',
    '　停止　\n',
  ])('%j opts out', (text) => expect(keywordOf(text)?.consent).toBe('opt-out'));
  it.each(['START', 'Unstop', 'ＳＴＡＲＴ', '再開', '配信再開', '「再開」', '停止解除', 'スタート'])(
    '%j opts in',
    (text) => expect(keywordOf(text)?.consent).toBe('opt-in'),
  );
  it.each(['HELP', 'help!', 'Info', 'ヘルプ', 'ﾍﾙﾌﾟ', 'へるぷ'])('%j asks for help', (text) =>
    expect(keywordOf(text)?.consent).toBe('help'),
  );
  it.each([
    '',
    'YES',
    'yes',
    'はい',
    'Please stop calling me',
    'stop it',
    "don't stop",
    '停止してください',
    '注文の停止方法',
    'いつ再開しますか',
    'キャンセル',
    'help me with my order',
    '解除したい',
    'STOP STOP',
    '1',
    'Ende',
    `stop${' '.repeat(40)}`,
  ])('%j is no command', (text) => expect(keywordOf(text)).toBeUndefined());

  it('are kept as consent and confirmed in the words of their language', () => {
    expect(read('STOP')).toMatchObject({ consent: 'opt-out', text: 'STOP' });
    expect(read('STOP').dutyReply).toBe(
      'みどり商店 $& $1: You will get no more messages from us. Reply START to get them again.',
    );
    expect(read('停止').dutyReply).toBe(
      '【みどり商店 $& $1】配信を停止しました。再開するには「再開」と返信してください。',
    );
    expect(read('START').dutyReply).toContain('Reply STOP');
    expect(read('再開').dutyReply).toContain('「停止」');
    expect(read('HELP').dutyReply).toContain('Reply with your question');
    expect(read('ヘルプ').dutyReply).toContain('ご用件');
  });

  it('are confirmed in Japanese to a Japanese number, whatever the word', () => {
    expect(read('STOP', { From: '+819011112222' }).dutyReply).toContain('配信を停止しました');
  });

  it('are left to Twilio when it has answered or is told to', () => {
    expect(read('Arrêt', { OptOutType: 'STOP' })).toMatchObject({ consent: 'opt-out' });
    expect(read('STOP', { OptOutType: 'STOP' })).not.toHaveProperty('dutyReply');
    const left = { ...account, settings: { ...account.settings, keywordReplies: 'provider' as const } };
    expect(read('停止', {}, left)).toMatchObject({ consent: 'opt-out' });
    expect(read('停止', {}, left)).not.toHaveProperty('dutyReply');
  });

  it('leave every other message without consent', () => {
    const event = read('返品したいです');
    expect(event).not.toHaveProperty('consent');
    expect(event).not.toHaveProperty('dutyReply');
  });
});

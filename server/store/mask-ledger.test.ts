import { describe, expect, it } from 'vitest';
import { createMask } from './mask-ledger.ts';

const mask = createMask('a key');

describe('a mask', () => {
  it('replaces the same by the same, alone and inside a key or a lane', () => {
    const phone = mask.text('+819011110001');
    expect(phone).toMatch(/^\+81\d{10}$/);
    expect(phone).not.toBe('+819011110001');
    expect(mask.text('x|+819011110001').endsWith(phone)).toBe(true);
    expect(createMask('another').text('+819011110001')).not.toBe(phone);
  });
  it('keeps the script, the length and the marks of a text', () => {
    expect(mask.text('山田さん、TEL 03-1234 まで!')).toMatch(
      /^\p{Script=Han}{2}\p{Script=Hiragana}{2}、[A-Z]{3} \d{2}-\d{4} \p{Script=Hiragana}{2}!$/u,
    );
  });
  it('keeps a provider’s id an id, and an address an address', () => {
    expect(mask.text(`SM${'0a'.repeat(16)}`)).toMatch(/^SM[0-9a-f]{32}$/);
    expect(mask.text(`U${'1f'.repeat(16)}`)).toMatch(/^U[0-9a-f]{32}$/);
    expect(mask.text('hana@customer.example')).toMatch(/^[a-z]{4}@[a-z]{8}\.[a-z]{7}$/);
  });
  it('keeps what decides: kinds, instants, scores, opt-out words and thanks', () => {
    const body = {
      type: 'message',
      at: '2026-11-24T03:00:00.000Z',
      n: 3,
      text: '5',
      more: ['STOP', 'ありがとう'],
    };
    expect(mask.body(body)).toEqual(body);
    expect(mask.body({ type: 'a long sentence with words' })).not.toEqual({
      type: 'a long sentence with words',
    });
  });
  it('replaces ids that are numbers as it does their digits, and keeps instants and counts', () => {
    const masked = mask.body({
      chat: { id: -1_001_234_567_890 },
      from: { id: 5_551_234 },
      date: 1_764_000_000,
      sent_at: 1_764_000_000_123,
      size: 4_711,
      latitude: 35.6812,
    }) as { chat: { id: number }; from: { id: number } };
    expect(masked).toMatchObject({
      date: 1_764_000_000,
      sent_at: 1_764_000_000_123,
      size: 4_711,
      latitude: 35,
    });
    expect(masked.from.id).not.toBe(5_551_234);
    expect(mask.text('5551234')).toBe(String(masked.from.id));
    expect(mask.text('group:-1001234567890')).toMatch(new RegExp(`${String(masked.chat.id)}$`));
  });
  it('keeps the switches of an account and replaces its numbers and words', () => {
    const kept = { receive: 'imap', color: '#125a82', on: true };
    expect(mask.settings(kept)).toEqual(kept);
    expect(mask.settings({ from: '+815012340000', name: '灯屋' })).not.toMatchObject({ name: '灯屋' });
  });
});

import { describe, expect, it } from 'vitest';
import type { CustomerView } from '#contracts/customer.ts';
import { asksForRecord, CANNED_VARIABLES, factsOfRecord, fillCanned } from './fill-canned.ts';

const FACTS = {
  'customer.name': '高橋 美咲',
  'customer.email': 'misaki@example.jp',
  'customer.phone': '+819055550142',
  'order.number': 'A-20417',
  'order.expectedOn': '2026-11-26',
  'agent.name': '佐藤 健',
  'shop.name': '灯屋',
  'conversation.number': '48213',
};

describe('a canned response', () => {
  it('says what is known of customer, order, agent, shop and conversation', () => {
    const text = CANNED_VARIABLES.map((name) => `{{${name}}}`).join(' ');
    expect(fillCanned(text, FACTS, 'ja')).toBe(Object.values(FACTS).join(' '));
  });

  it.each(['ja', 'en'] as const)('in %s says something readable for each that is not known', (language) => {
    for (const name of CANNED_VARIABLES) {
      const said = fillCanned(`{{${name}}}`, {}, language);
      expect(said).not.toContain('{{');
      expect(said.trim()).not.toBe('');
    }
  });

  it('prefers the words its author wrote for what is not known', () => {
    expect(fillCanned('{{customer.name | 会員の皆様}}へ', {}, 'ja')).toBe('会員の皆様へ');
    expect(fillCanned('{{ order.number|your parcel }}', { 'order.number': ' ' }, 'en')).toBe('your parcel');
  });

  it('addresses somebody without a name once, not twice', () => {
    expect(fillCanned('{{customer.name}}様', { 'customer.name': 'お客様' }, 'ja')).toBe('お客様');
    expect(fillCanned('Hello {{customer.name}},', { 'customer.name': 'Visitor' }, 'en')).toBe('Hello there,');
  });

  it('marks a variable that does not exist, so that no raw braces are sent', () => {
    expect(fillCanned('{{coupon.code}} {{}} {{a b}}', FACTS, 'ja')).toBe('【要記入】 【要記入】 【要記入】');
    expect(fillCanned('{{coupon.code | SAVE10}}', FACTS, 'en')).toBe('SAVE10');
  });

  it('takes a name as it is, also one that looks like a pattern', () => {
    expect(fillCanned('{{customer.name}}', { 'customer.name': '$& {x}' }, 'en')).toBe('$& {x}');
  });
});

describe('the record', () => {
  const customer = {
    identities: [
      { kind: 'email', value: 'old@example.jp', verified: false },
      { kind: 'email', value: 'misaki@example.jp', verified: true },
    ],
    orders: [
      { number: 'A-1', placedAt: '2026-01-01T00:00:00.000Z' },
      { number: 'A-2', placedAt: '2026-11-01T00:00:00.000Z', expectedOn: '2026-11-26' },
    ],
  } as unknown as CustomerView;

  it('gives the verified address and the newest order', () => {
    expect(factsOfRecord(customer)).toEqual({
      'customer.email': 'misaki@example.jp',
      'customer.phone': undefined,
      'order.number': 'A-2',
      'order.expectedOn': '2026-11-26',
    });
  });

  it('is read only for a text that asks for it', () => {
    expect(asksForRecord('{{customer.name}} {{agent.name}}')).toBe(false);
    expect(asksForRecord('{{ order.number }}')).toBe(true);
    expect(asksForRecord('{{customer.email | —}}')).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { EMPTY_BOT_STATE } from '#contracts/bot.ts';
import { HANAS_ORDERS } from '../test-bot.ts';
import { gatherFacts, orderNamed, orderNumbersIn } from './facts.ts';

describe('orderNumbersIn', () => {
  it.each([
    ['注文番号はA-20417です', ['A-20417']],
    ['ａ－２０４１７の件', ['A-20417']],
    ['order #123456 please', ['123456']],
    ['AK-10234 and AK-10235', ['AK-10234', 'AK-10235']],
  ])('finds the numbers in %s', (text, numbers) => {
    expect(orderNumbersIn(text)).toEqual(numbers);
  });

  it.each(['E26の電球', '3000Kの色', '10時に届けて', '電話は090-1234-5678です'])(
    'finds none in %s',
    (text) => {
      expect(orderNumbersIn(text)).toEqual([]);
    },
  );
});

describe('orderNamed', () => {
  it('finds an order by its number in any width or by its digits alone', () => {
    for (const text of ['A-20388', 'a20388', 'Ａ－２０３８８です', '20388'])
      expect(orderNamed(text, HANAS_ORDERS)?.number).toBe('A-20388');
    expect(orderNamed('99999', HANAS_ORDERS)).toBeUndefined();
  });
});

describe('gatherFacts', () => {
  it('keeps order number, phone and email, each once', () => {
    const state = structuredClone(EMPTY_BOT_STATE);
    for (let i = 0; i < 2; i++) gatherFacts(state, 'A-20417の件で 090-1234-5678 か hana@example.jp へ', 'ja');
    expect(state.facts).toEqual([
      { label: '注文番号', value: 'A-20417' },
      { label: '電話番号', value: '090-1234-5678' },
      { label: 'メール', value: 'hana@example.jp' },
    ]);
  });
});

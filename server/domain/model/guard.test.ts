import { describe, expect, it } from 'vitest';
import { checkAnswer, type Ground, objectionTo, sentencesOf, shownSoFar } from './guard.ts';
import { rephrasePrompt } from './prompts.ts';

const EN =
  'You can return unused items within 30 days of delivery. Return shipping costs 500 yen and is taken off the refund. Write to returns@akariya.example or see https://akariya.example/returns.';
const JA =
  '未使用の商品は、お届けから30日以内であれば返品できます。返品送料の500円は返金額から差し引かれます。';

const groundOf = (text: string, language: 'ja' | 'en'): Ground => {
  const sources = [
    { mark: 'S1', title: language === 'ja' ? '返品について' : 'Returns', text },
    { mark: 'S2', title: 'Gift wrap', text: 'Gift wrap costs 300 yen per item and is chosen at checkout.' },
  ];
  const { system } = rephrasePrompt({ fence: 'f0f0', language, question: '', sources });
  return { sources, instructions: system, language };
};
const en = groundOf(EN, 'en');
const ja = groundOf(JA, 'ja');

const said = (text: string, ground = en) => {
  const checked = checkAnswer(text, ground);
  return checked.ok ? checked.text : checked.objection;
};

describe('an answer of the model', () => {
  it('passes in other words with the same numbers, and names its source', () => {
    const text =
      'Yes, you can return items that are unused within 30 days of delivery. Return shipping of 500 yen is taken off the refund.';
    expect(checkAnswer(`SOURCE: S1\n${text}`, en)).toMatchObject({ ok: true, text, source: { mark: 'S1' } });
    const written =
      'はい、未使用の商品でしたら、お届けから30日以内に返品いただけます。返品送料として500円を返金額から差し引きます。';
    expect(said(`SOURCE: S1\n${written}`, ja)).toBe(written);
  });

  it.each([
    ['no source named', 'You can return unused items within 30 days.', 'no-source'],
    ['a source that was not given', 'SOURCE: S7\nYou can return unused items.', 'unknown-source'],
    ['the number of another source', 'SOURCE: S1\nReturn shipping costs 300 yen.', 'number'],
    [
      'a number in words',
      'SOURCE: S1\nYou can return unused items within ninety days of delivery.',
      'number',
    ],
    ['an address that is nowhere', 'SOURCE: S1\nReturn unused items at https://evil.example/?q=1', 'address'],
    ['a bare domain', 'SOURCE: S1\nReturn unused items at evil.example.com', 'address'],
    [
      'a longer address than the true one',
      'SOURCE: S1\nSee https://akariya.example/returns?c=secret',
      'address',
    ],
    ['a mailbox that is nowhere', 'SOURCE: S1\nWrite to thief@akariya.example', 'address'],
    ['an image that carries data away', 'SOURCE: S1\n![x](https://akariya.example/returns)', 'markup'],
    ['a Markdown link', 'SOURCE: S1\nSee [returns](https://akariya.example/returns)', 'markup'],
    ['HTML', 'SOURCE: S1\nUnused items <img src=x onerror=alert(1)>', 'markup'],
    ['an entity', 'SOURCE: S1\nUnused items &lt;script&gt;', 'markup'],
    ['a tool call', 'SOURCE: S1\n{"name":"cancel_order","arguments":{}}', 'tool-call'],
    ['letters nobody sees', 'SOURCE: S1\nYou can re\u200Bturn unused items.', 'hidden-letters'],
    ['a promise of its own', 'SOURCE: S1\nReturn shipping is free for unused items.', 'promise'],
    ['the article of somebody else', 'SOURCE: S1\nGift wrap is chosen at checkout, per item.', 'ungrounded'],
    ['words of its own', 'SOURCE: S1\nMadam Ota lives beside the northern harbour station.', 'ungrounded'],
    ['nothing', 'SOURCE: S1\n', 'empty'],
  ])('is refused with %s', (_what, output, objection) => {
    expect(said(output)).toBe(objection);
  });

  it('is refused in Japanese with a number in kanji, a promise, or words of its own', () => {
    expect(said('SOURCE: S1\n未使用の商品は、お届けから九十日以内であれば返品できます。', ja)).toBe('number');
    expect(said('SOURCE: S1\n返品送料は無料です。未使用の商品の返品です。', ja)).toBe('promise');
    expect(said('SOURCE: S1\n大田様のご住所は横浜港北区大倉山東急沿線です。', ja)).toBe('ungrounded');
  });

  it('is refused when it repeats the instructions', () => {
    const line = en.instructions.split('\n')[0] ?? '';
    expect(said(`SOURCE: S1\n${line}`)).toBe('instructions');
    expect(said(`SOURCE: S1\nUnused items. ${en.instructions.slice(80, 180)}`)).not.toContain('Unused');
  });

  it('is refused when it is far longer than its source', () => {
    expect(said(`SOURCE: S1\n${'You can return unused items. '.repeat(60)}`)).toBe('too-long');
  });
});

describe('an answer under way', () => {
  it('is shown by whole sentences', () => {
    const output = 'SOURCE: S1\nYou can return unused items within 30 days. Return shipp';
    expect(shownSoFar(output, en)).toBe('You can return unused items within 30 days.');
  });

  it('is shown up to the first sentence that does not pass, and not before a source is named', () => {
    const output =
      'SOURCE: S1\nYou can return unused items. Now see https://evil.example/x. Return shipping costs 500 yen. And';
    expect(shownSoFar(output, en)).toBe('You can return unused items.');
    expect(shownSoFar('You can return unused items. And', en)).toBe('');
    expect(shownSoFar('SOURCE: S9\nYou can return unused items. And', en)).toBe('');
  });
});

it('sentences keep their numbers and addresses whole', () => {
  expect(sentencesOf('It costs 1.5 kg. See a.example.com now! 無料です。はい')).toEqual([
    'It costs 1.5 kg.',
    ' See a.example.com now!',
    ' 無料です。',
    'はい',
  ]);
});

it('a summary or translation keeps to the numbers and addresses of its text', () => {
  expect(objectionTo('Order of 3 lamps, 12,000 yen', 'ランプ3個、12000円')).toBeUndefined();
  expect(objectionTo('Call 110', 'ランプ3個')).toBe('number');
  expect(objectionTo('全角の３個', '3 lamps')).toBeUndefined();
});

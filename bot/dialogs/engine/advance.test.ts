import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BotOrder } from '#contracts/bot.ts';
import { DialogDefinition } from '#contracts/dialog.ts';
import { BUILT_IN_DIALOGS } from '../built-in.ts';
import { advance, newRun } from './advance.ts';
import { type Effect, Run, type RunContext, type RunInput } from './run.ts';

const NOW = '2026-11-24T03:00:00.000Z';
const order = (number: string, status: BotOrder['status']): BotOrder => ({
  number,
  status,
  placedAt: NOW,
  items: ['和紙ペンダント 月'],
  total: 1,
  currency: 'JPY',
});
const context = (change: Partial<RunContext> = {}): RunContext => ({
  language: 'ja',
  now: NOW,
  timeZone: 'Asia/Tokyo',
  orders: [order('A-20417', 'paid'), order('A-20388', 'delivered')],
  customer: { verified: true, name: '花', phone: '+819012345678' },
  irreversible: (action) => action === 'cancel-order',
  ...change,
});
const builtIn = (id: string): DialogDefinition => {
  const found = BUILT_IN_DIALOGS.find((one) => one.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found.definition;
};

/** Plays a dialog: each input's words as they were answered. */
const play = (definition: DialogDefinition, with_: RunContext = context()) => {
  let run: Run | undefined;
  let begun = false;
  return (input: string | RunInput) => {
    const said: RunInput =
      typeof input !== 'string'
        ? input
        : begun
          ? { kind: 'text', text: input }
          : { kind: 'begin', text: input };
    begun = true;
    const step = advance(definition, run ?? newRun('d', 1, NOW), said, with_);
    run = step.run && Run.parse(JSON.parse(JSON.stringify(step.run)));
    return { ...step, text: textOf(step.effects), last: step.effects.at(-1) };
  };
};
const textOf = (effects: readonly Effect[]): string =>
  effects.flatMap((effect) => (effect.kind === 'say' ? [effect.text] : [])).join('\n');

describe('the built-in dialogs', () => {
  it('are definitions as the contract has them', () => {
    for (const { definition } of BUILT_IN_DIALOGS)
      expect(DialogDefinition.parse(definition)).toEqual(definition);
  });
});

describe('a run', () => {
  it('asks, reads back, calls after a yes only, and tells what came of it', () => {
    const say = play(builtIn('cancel-order'));
    expect(say('注文をキャンセルしたい').text).toContain('どのご注文');
    expect(say('1').text).toContain('理由');
    const sure = say('間違えて注文した');
    expect(sure.text).toContain('A-20417（和紙ペンダント 月）');
    expect(sure.effects.some(({ kind }) => kind === 'call')).toBe(false);
    const called = say('はい');
    expect(called.text).toContain('少々お待ちください');
    expect(called.last).toEqual({
      kind: 'call',
      action: 'cancel-order',
      input: { order: 'A-20417', reason: 'mistake' },
      confirmed: true,
    });
    expect(called.run?.waits).toBe('call');
    const done = say({ kind: 'answered', ok: true, answer: {} });
    expect(done.text).toContain('A-20417 のキャンセルを承りました');
    expect(done.run).toBeUndefined();
  });

  it('fills what the first sentence tells, and asks only for the rest', () => {
    const say = play(builtIn('cancel-order'));
    expect(say('A-20417を間違えて注文したのでキャンセルしたい').text).toContain('よろしいでしょうか');
  });

  it('takes the way of a condition on the order', () => {
    const say = play(builtIn('cancel-order'));
    expect(say('A-20388をキャンセルしたい').last).toMatchObject({
      kind: 'hand-over',
      text: expect.stringContaining('キャンセルできません'),
    });
  });

  it('confirms what the record knows instead of asking, and takes another value in its place', () => {
    const say = play(builtIn('callback'));
    say('電話の予約をお願いします');
    say('照明の相談');
    expect(say('来週の金曜の午後3時').text).toContain('「090-1234-5678」でよろしいでしょうか');
    const sure = say('いえ、080-1234-5678でお願いします');
    expect(sure.text).toContain('080-1234-5678');
    expect(sure.text).toContain('12月4日(金) 15:00');
    // What is wrong is corrected, and read back again.
    expect(say('いいえ、午後5時で').text).toContain('17:00');
    expect(say('はい').effects.map(({ kind }) => kind)).toEqual(['record', 'hand-over']);
  });

  it('asks once more, then gives over with what it has', () => {
    const say = play(builtIn('callback'));
    say('電話の予約をお願いします');
    say('照明の相談');
    expect(say('むにゃむにゃ').text).toContain('日付を読み取れませんでした');
    const over = say('ほげ');
    expect(over.last).toMatchObject({ kind: 'hand-over', cause: 'unread' });
    expect(over.slots).toEqual({ topic: '照明の相談' });
  });

  it('calls nothing that cannot be taken back without a yes by somebody known for sure', () => {
    const definition: DialogDefinition = {
      ...builtIn('cancel-order'),
      verifiedOnly: false,
      slots: [],
      steps: [{ id: 'call', kind: 'call', action: 'cancel-order' }],
    };
    const last = play(definition)('はい').last;
    expect(last).toMatchObject({ kind: 'hand-over', cause: 'refused' });
    const unverified = context({ customer: { verified: false } });
    expect(play(builtIn('cancel-order'), unverified)('A-20417をキャンセルしたい').last).toEqual({
      kind: 'unverified',
    });
  });

  it('goes the failed way when a call fails, else to a person', () => {
    const say = play(builtIn('cancel-order'));
    say('A-20417を間違えて注文したのでキャンセルしたい');
    say('はい');
    expect(say({ kind: 'answered', ok: false, answer: {} }).last).toMatchObject({
      kind: 'hand-over',
      skills: ['orders'],
      text: expect.stringContaining('完了できませんでした'),
    });
  });

  it('puts a customer’s words into its own once, whatever they hold', () => {
    const say = play(builtIn('callback'));
    say('電話の予約をお願いします');
    say('{{phone}} {{answer.constructor}}');
    say('明日の15時');
    expect(say('はい').text).toContain('{{phone}} {{answer.constructor}}');
  });

  it('gives up at any step when asked to', () => {
    const say = play(builtIn('feedback'));
    say('意見を送りたい');
    expect(say('やっぱりやめます').last).toEqual({ kind: 'cancelled' });
  });
});

const anyText = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    'はい',
    'いいえ',
    '1',
    '2',
    'A-20417',
    '明日の15時',
    'yes',
    'no',
    '090-1234-5678',
    'a@b.co',
    '',
    'やめます',
    '👍',
    '__proto__',
  ),
);

describe('any run on any words', () => {
  it('never throws, and always asks, calls or is over', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...BUILT_IN_DIALOGS),
        fc.boolean(),
        fc.constantFrom('ja' as const, 'en' as const),
        fc.array(anyText, { minLength: 1, maxLength: 14 }),
        ({ definition }, verified, language, texts) => {
          const with_ = context({
            language,
            customer: { verified },
            ...(verified ? {} : { orders: [] }),
          });
          const say = play(definition, with_);
          let input: RunInput | string = texts[0] ?? '';
          for (const text of [...texts.slice(1), '']) {
            const { run, effects, last } = say(input);
            expect(effects.length).toBeGreaterThan(0);
            if (!run) {
              expect(['hand-over', 'end', 'cancelled', 'unverified']).toContain(last?.kind);
              return;
            }
            expect(['say', 'call']).toContain(last?.kind);
            if (run.waits === 'call' && with_.irreversible('cancel-order')) expect(run.confirmed).toBe(true);
            input = run.waits === 'call' ? { kind: 'answered', ok: text.length % 2 === 0, answer: {} } : text;
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

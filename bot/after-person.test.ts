import { describe, expect, it } from 'vitest';
import { type BotState, EMPTY_BOT_STATE } from '#contracts/bot.ts';
import { converse, gistOf, makeBot, textsOf } from './test-bot.ts';

const TOMORROW_TEN = '2026-11-25T01:00:00.000Z';
const call = { kind: 'other' as const, what: 'お電話', dueAt: TOMORROW_TEN };
const left = (person: Partial<NonNullable<BotState['person']>>): BotState => ({
  ...EMPTY_BOT_STATE,
  greeted: true,
  afterPeople: true,
  person: { promises: [], told: false, ...person },
});

describe('after a person', () => {
  it('the first answer says what they left to be said and promised; the second does not', async () => {
    const say = converse(makeBot(), {
      state: left({ note: '交換品は本日発送済みです。', promises: [call] }),
    });
    const first = textsOf(await say('返品の送料はいくらですか'));
    expect(first).toMatch(
      /^担当者からのお伝えです：交換品は本日発送済みです。\n担当者とのお約束：お電話（明日 10:00まで）\n\n/,
    );
    expect(textsOf(await say('営業時間は?'))).not.toContain('担当者とのお約束');
  });

  it('a question about the promise is answered with it, not looked up and not asked back', async () => {
    const say = converse(makeBot(), { state: left({ promises: [call] }) });
    const actions = await say('いつ電話もらえますか');
    expect(gistOf(actions)).toBe('answer:promised');
    expect(textsOf(actions)).toBe('担当者とのお約束：お電話（明日 10:00まで）');
    expect(gistOf(await say('まだ連絡ないんですが'))).not.toBe('answer:promised');
  });

  it('in English and in the customer’s own zone', async () => {
    const customer = {
      id: 'x',
      verified: false,
      tier: 'C',
      vip: false,
      highTouch: false,
      timeZone: 'Europe/London',
    };
    const promises = [{ kind: 'reply' as const, dueAt: TOMORROW_TEN }];
    const say = converse(makeBot(), { language: 'en', customer, state: left({ promises }) });
    expect(textsOf(await say('when will I hear back?'))).toBe(
      'What my colleague promised: a reply, by tomorrow at 01:00',
    );
  });

  it('a promise whose time is over is not repeated', async () => {
    const promises = [{ ...call, dueAt: '2026-11-24T02:00:00.000Z' }];
    const say = converse(makeBot(), { state: left({ promises }) });
    expect(textsOf(await say('返品の送料はいくらですか'))).not.toContain('お約束');
  });

  it('nothing is said of it when it goes to a person again', async () => {
    const say = converse(makeBot(), { state: left({ note: '交換品は本日発送済みです。' }) });
    const actions = await say('担当者と話したい');
    expect(gistOf(actions)).toBe('escalate:customer-asked');
    expect(textsOf(actions)).not.toContain('交換品');
  });
});

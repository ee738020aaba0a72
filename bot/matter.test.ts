import { beforeAll, describe, expect, it } from 'vitest';
import type { BotAction } from '#contracts/bot.ts';
import type { HandOverCard } from '#contracts/conversation.ts';
import { partsOf } from './several.ts';
import { converse, gistOf, makeBot, type TurnChange, textsOf, turnOf } from './test-bot.ts';

const bot = makeBot();
const STRANGER: TurnChange = {
  customer: { id: 'x', verified: false, tier: 'C', vip: false, highTouch: false },
};
const EN: TurnChange = { ...STRANGER, language: 'en' };
const PERSON = { payload: 'person' };

beforeAll(() => bot.warm(), 60_000);

const summaryOf = (actions: readonly BotAction[]): string => cardOf(actions).summary;
const cardOf = (actions: readonly BotAction[]): HandOverCard => {
  const found = actions.find((action) => action.type === 'escalate');
  if (!found) throw new Error(`no escalation: ${gistOf(actions)}`);
  return found.card;
};
const tapsOf = (actions: readonly BotAction[]) =>
  actions.flatMap((action) => (action.type === 'reply' ? action.quickReplies : []));

describe('the card of a hand-over', () => {
  it('tells the first question, not the wish of the button', async () => {
    const sayIt = converse(bot, STRANGER);
    await sayIt('フロアランプを2つ買ったのですが、1つだけ返品したいです');
    const actions = await sayIt('担当者と話したいです', PERSON);
    expect(summaryOf(actions)).toBe(
      'お客様のご用件：「フロアランプを2つ買ったのですが、1つだけ返品したいです」。担当者との会話をご希望です。',
    );
    expect(cardOf(actions).missing).not.toContain('ご用件');
  });

  it('tells the first question where a clarifying one failed', async () => {
    const sayIt = converse(bot, STRANGER);
    await sayIt('買ったけど色がイメージと違ったから返せる？');
    expect(summaryOf(await sayIt('どれでもない', { payload: 'none' }))).toContain(
      'お客様のご用件：「買ったけど色がイメージと違ったから返せる？」。',
    );
  });

  it('tells first and last words of a customer who grows angry', async () => {
    const sayIt = converse(bot, STRANGER);
    await sayIt('領収書の発行方法を教えてください');
    expect(summaryOf(await sayIt('ふざけるな、いつまで待たせるんだ'))).toBe(
      'お客様のご用件：「領収書の発行方法を教えてください」。直近のご発言：「ふざけるな、いつまで待たせるんだ」。強いご不満をお持ちです。',
    );
  });

  it('says that nothing was asked yet where the button came first', async () => {
    const actions = await converse(bot, STRANGER)('担当者と話したいです', PERSON);
    expect(summaryOf(actions)).toBe('ご用件はまだうかがっていません。担当者との会話をご希望です。');
    expect(cardOf(actions).missing).toContain('ご用件');
  });

  it('tells what was written just before the button, in the same turn', async () => {
    const turn = turnOf('担当者と話したいです', { ...STRANGER, ...PERSON });
    const before = { seq: 0, text: '1つだけ返品したいです', hasAttachment: false };
    const { actions } = await bot.turn({ ...turn, messages: [before, ...turn.messages] });
    expect(summaryOf(actions)).toContain('お客様のご用件：「1つだけ返品したいです」。');
    expect(summaryOf(actions)).not.toContain('担当者と話したいです');
  });

  it('keeps a matter that is told together with the wish', async () => {
    const actions = await converse(bot, STRANGER)('届いた照明が点灯しないので、担当者と話したいです');
    expect(summaryOf(actions)).toContain('届いた照明が点灯しないので');
  });

  it('forgets a matter that is settled or was handed over', async () => {
    const sayIt = converse(bot, STRANGER);
    await sayIt('領収書の発行方法を教えてください');
    await sayIt('解決しました', { payload: 'solved' });
    expect(summaryOf(await sayIt('担当者と話したいです', PERSON))).toContain('まだうかがっていません');
    await sayIt('ギフト包装はできますか');
    expect(summaryOf(await sayIt('担当者と話したいです', PERSON))).toContain('ギフト包装はできますか');
    expect(summaryOf(await sayIt('担当者と話したいです', PERSON))).toContain('まだうかがっていません');
  });

  it('tells it in English', async () => {
    const sayIt = converse(bot, EN);
    await sayIt('can I return an opened bulb?');
    expect(summaryOf(await sayIt('Talk to a person', PERSON))).toBe(
      'The customer wrote: “can I return an opened bulb?”. They asked for a person.',
    );
  });
});

describe('words without a matter', () => {
  it.each([
    'はい',
    'お願いします',
    'いいえ',
    'テスト',
    '聞きたいことがあるんですが',
    '何ができますか',
    'あああああ',
    'もっと詳しく',
    'よくわからない',
    '123',
  ])('%s is asked about once, then a person helps', async (text) => {
    const sayIt = converse(bot, STRANGER);
    const actions = await sayIt(text);
    expect(gistOf(actions)).toBe('clarify');
    expect(textsOf(actions)).toContain('どのようなことでお困りでしょうか');
    expect(gistOf(await sayIt('あああ'))).toBe('escalate:clarify-failed');
  });

  it.each(['yes', 'help', 'I need help', 'what can you do', 'asdfgh', 'I have a question'])(
    '%s too',
    async (text) => {
      expect(gistOf(await converse(bot, EN)(text))).toMatch(/^(?:clarify|smalltalk:greeting)$/);
    },
  );

  it('are followed by a question that is answered', async () => {
    const sayIt = converse(bot, STRANGER);
    await sayIt('聞きたいことがあるんですが');
    expect(gistOf(await sayIt('送料はいくらですか'))).toBe('answer:shipping-cost');
  });

  it('go on about the answer before them', async () => {
    const sayIt = converse(bot, STRANGER);
    await sayIt('返品はできますか');
    const more = textsOf(await sayIt('もっと詳しく'));
    expect(more).toContain('返品できないもの\n名入れをしたもの');
    expect(more).not.toContain('到着から30日以内');
    expect(gistOf(await sayIt('よくわからない'))).toBe('escalate:clarify-failed');
  });

  it('take up the offer of a person', async () => {
    const sayIt = converse(bot, STRANGER);
    await sayIt('あなたは人間ですか');
    expect(gistOf(await sayIt('お願いします'))).toBe('escalate:customer-asked');
  });
});

describe('the first buttons', () => {
  it.each([
    ['配送について', 'answer:delivery-time'],
    ['返品について', 'answer:returns'],
    ['注文の状況', 'dialog:order-status'],
    ['担当者と話す', 'escalate:customer-asked'],
  ])('%s leads to an answer, not to another question', async (label, gist) => {
    const sayIt = converse(bot, STRANGER);
    const tap = tapsOf(await sayIt('こんにちは')).find((one) => one.label === label);
    expect(gistOf(await sayIt(label, { payload: tap?.payload ?? '' }))).toBe(gist);
  });

  it('show the part of an article that answers the question before the choice', async () => {
    const sayIt = converse(bot, STRANGER);
    const asked = tapsOf(await sayIt('色を選び直して取り替えたいけど在庫がないときは')).find(({ label }) =>
      label.includes('交換'),
    );
    expect(asked?.label).toBe('色やサイズの交換');
    expect(textsOf(await sayIt('色やサイズの交換', { payload: asked?.payload ?? '' }))).toContain(
      '再入荷を待つか',
    );
  });
});

describe('two questions at once', () => {
  it.each([
    ['送料っていくら？あと何日で届くの？', ['shipping-fees', 'delivery-time']],
    ['こんにちは。領収書はもらえますか？ギフト包装もお願いしたいです。', ['receipts', 'gift-wrapping']],
  ])('%s are both answered and cited', async (text, slugs) => {
    const [reply] = (await converse(bot, STRANGER)(text)).filter((action) => action.type === 'reply');
    expect(reply?.citations.map(({ slug }) => slug)).toEqual(slugs);
  });

  it('are both answered in English', async () => {
    const text = textsOf(await converse(bot, EN)('how much is delivery and how long does it take?'));
    expect(text).toContain('770 yen');
    expect(text).toContain('one to two days');
  });

  it('are found by the ends of sentences and the words that join them, and bounded', () => {
    expect(partsOf('送料はいくらですか。返品はできますか', 'ja')).toEqual([
      '送料はいくらですか',
      '返品はできますか',
    ]);
    expect(partsOf('送料はいくらですか', 'ja')).toEqual(['送料はいくらですか']);
    expect(partsOf('a bulb and a shade for my lamp', 'en')).toEqual(['a bulb and a shade for my lamp']);
    expect(partsOf('長い質問です。'.repeat(500), 'ja')).toHaveLength(6);
  });
});

import { describe, expect, it } from 'vitest';
import { EMPTY_BOT_STATE } from '#contracts/bot.ts';
import { createBot } from './bot.ts';
import { DEFAULT_BANDS } from './policy/bands.ts';
import { converse, demoArticles, gistOf, HANAS_ORDERS, makeBot, textsOf } from './test-bot.ts';

const policy = (start: 'bot' | 'human', turnCap = 20) => ({ policy: { cell: 'C/line', start, turnCap } });
const QUESTION = '返品の送料はいくらですか';

describe('the policy', () => {
  it('gives a customer to people at once where they come first, whatever is asked', async () => {
    const say = converse(makeBot(), policy('human'));
    expect(gistOf(await say(QUESTION))).toBe('escalate:policy');
    const again = converse(makeBot(), policy('bot'));
    expect(gistOf(await again(QUESTION))).toBe('answer:returns');
  });

  it('lets the bot answer once people have had the word', async () => {
    const say = converse(makeBot(), {
      ...policy('human'),
      state: { ...EMPTY_BOT_STATE, afterPeople: true },
    });
    expect(gistOf(await say(QUESTION))).toBe('answer:returns');
  });

  it('keeps a high-touch customer from the bot, also after people', async () => {
    const customer = { id: 'x', verified: true, tier: 'A', vip: false, highTouch: true };
    const state = { ...EMPTY_BOT_STATE, afterPeople: true };
    const say = converse(makeBot(), { ...policy('bot'), customer, state });
    expect(gistOf(await say(QUESTION))).toBe('escalate:policy');
  });

  it('still puts danger and a wish before itself', async () => {
    const say = converse(makeBot(), policy('human'));
    expect(gistOf(await say('電源を入れたら煙が出ました'))).toBe('escalate:regulated');
  });

  it('hands over after as many turns as it allows, and lets one go who says it is solved', async () => {
    const say = converse(makeBot(), policy('bot', 2));
    expect(gistOf(await say(QUESTION))).toBe('answer:returns');
    expect(gistOf(await say('営業時間は?'))).toBe('answer:opening-hours');
    expect(gistOf(await say('解決しました', { payload: 'solved' }))).toBe('resolve');
    const asking = converse(makeBot(), { ...policy('bot', 1), state: { ...EMPTY_BOT_STATE, turns: 1 } });
    const actions = await asking('支払い方法を教えて');
    expect(gistOf(actions)).toBe('escalate:turn-cap');
    expect(textsOf(actions)).toContain('ここからは担当者がうかがいます。');
  });
});

describe('the operator’s words', () => {
  const bot = createBot({
    reads: {
      articles: async (language) => ({ version: '1', articles: demoArticles(language) }),
      orders: async () => [],
    },
    settings: () => ({
      name: { ja: 'あかり', en: 'Akari' },
      shopName: { ja: '灯屋', en: 'Akariya' },
      bands: DEFAULT_BANDS,
      regulated: { ja: ['返品の送料'], en: [] },
    }),
  });

  it('go to a person whatever the bot could have answered, and the card names them', async () => {
    const actions = await converse(bot)(QUESTION);
    expect(gistOf(actions)).toBe('escalate:regulated');
    expect(textsOf(actions)).not.toContain('プラグ');
    const escalation = actions.find((action) => action.type === 'escalate');
    expect(escalation?.card.facts).toContainEqual({ label: '指定の言葉', value: '返品の送料' });
    expect(escalation?.card.summary).toContain('担当者が対応すると決めた言葉');
  });

  it('count in a dry run', async () => {
    expect(await bot.ask(QUESTION, 'ja')).toMatchObject({ decision: 'escalate', reason: 'regulated' });
  });
});

describe('a wish for a call', () => {
  const customer = { id: 'hana', name: '花', verified: true, tier: 'A', vip: false, highTouch: false };

  it('confirms the number on the record, and asks for none', async () => {
    const actions = await converse(makeBot(HANAS_ORDERS), {
      customer: { ...customer, phone: '+819012345678' },
    })('担当者から電話をください');
    expect(gistOf(actions)).toBe('escalate:customer-asked');
    expect(textsOf(actions)).toContain('お電話は +819012345678 へおかけします。');
    const card = actions.find((action) => action.type === 'escalate')?.card;
    expect(card?.missing).not.toContain('折り返し先の電話番号');
  });

  it('names the number as missing where none is known', async () => {
    const actions = await converse(makeBot(), { customer })('担当者から電話をください');
    expect(actions.find((action) => action.type === 'escalate')?.card.missing).toContain(
      '折り返し先の電話番号',
    );
  });
});

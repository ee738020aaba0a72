import { describe, expect, it } from 'vitest';
import type { Audience } from '#contracts/audience.ts';
import type { BotAnswer, BotAnswerContent, BotSettings } from '#contracts/bot.ts';
import { createBot } from './bot.ts';
import { createLibrary } from './knowledge.ts';
import { DEFAULT_BANDS } from './policy/bands.ts';
import { trainLexical } from './recognizer/classifier.ts';
import type { Recognizer, TrainRecognizer } from './recognizer/recognizer.ts';
import { converse, demoArticles, gistOf, HANAS_ORDERS, type TurnChange, textsOf } from './test-bot.ts';

const text = (words: string): BotAnswerContent => ({ kind: 'text', text: words });
const answer = (...variants: [Audience, BotAnswerContent][]): BotAnswer => ({
  id: 'engraving',
  title: '名入れの刻印',
  examples: ['名入れはできますか', 'ランプに刻印してほしい', '名前を彫ってもらえますか'],
  skills: ['craft'],
  variants: variants.map(([audience, content]) => ({ audience, content })),
});
/** One article: few are learned fast. */
const RETURNS = demoArticles('ja').filter(({ slug }) => slug === 'returns');
/** One recognizer for the same examples: what is said differs, not what is learned. */
const trained = new Map<string, Promise<Recognizer>>();
const train: TrainRecognizer = (language, examples) => {
  const key = JSON.stringify(examples);
  const known = trained.get(key) ?? trainLexical(language, examples);
  trained.set(key, known);
  return known;
};

const botOf = (
  answers: readonly BotAnswer[],
  more: { greetings?: BotSettings['greetings']; learned?: { text: string; label: string }[] } = {},
) =>
  createBot({
    train,
    reads: {
      articles: async () => ({ version: '1', articles: RETURNS }),

      orders: async (id) => (id === 'hana' ? HANAS_ORDERS : []),
      answers: async (language) => ({
        version: '1',
        answers: language === 'ja' ? answers : [],
        learned: more.learned ?? [],
      }),
    },
    settings: () => ({
      name: { ja: 'あかり', en: 'Akari' },
      shopName: { ja: '灯屋', en: 'Akariya' },
      bands: DEFAULT_BANDS,
      ...(more.greetings ? { greetings: more.greetings } : {}),
    }),
  });

const of = (change: Partial<NonNullable<TurnChange['customer']>>): TurnChange => ({
  customer: { id: 'hana', name: '花', verified: true, tier: 'C', vip: false, highTouch: false, ...change },
});
const ASKED = '名入れはできますか';

describe("the operator's own answer", () => {
  const own = answer(
    [{}, text('はい、1,100円で承ります。')],
    [{ tiers: ['A'] }, text('{{customer.name}}様、刻印は無料で承ります。')],
    [{ tiers: ['A'], personas: ['builder'] }, text('法人様には型をご用意します。')],
    [{ stages: ['lapsed'] }, text('お久しぶりです。刻印は半額です。')],
  );
  const bot = botOf([own]);

  it('is the one meant for the customer: by tier, stage and persona, else the default', async () => {
    const said = async (change: Parameters<typeof of>[0]) => textsOf(await converse(bot, of(change))(ASKED));
    expect(await said({ tier: 'C' })).toContain('1,100円');
    expect(await said({ tier: 'A' })).toContain('花様、刻印は無料');
    expect(await said({ tier: 'A', persona: 'builder' })).toContain('法人様');
    expect(await said({ tier: 'B', stage: 'lapsed' })).toContain('半額');
  });

  it('never says a blank or a raw variable, and nothing of the record to somebody unverified', async () => {
    const order = answer([
      {},
      text('{{customer.name}}様、{{order.number}}は{{order.expectedOn}}の予定です。'),
    ]);
    const known = textsOf(await converse(botOf([order]), of({}))(ASKED));
    expect(known).toContain('花様、A-20417は11月25日(水)の予定です。');
    const stranger = textsOf(await converse(botOf([order]), of({ verified: false }))(ASKED));
    expect(stranger).toContain('お客様、ご注文はお届け予定日の予定です。');
    expect(stranger).not.toContain('{{');
  });

  it('hands over with its skills, or says an article and cites it', async () => {
    const hand = answer([{}, { kind: 'hand-over', skills: ['vip-desk'], priority: 'high' }]);
    const actions = await converse(botOf([hand]), of({}))(ASKED);
    expect(actions.find(({ type }) => type === 'escalate')).toMatchObject({
      reason: 'policy',
      skills: ['craft', 'vip-desk'],
      priority: 'high',
    });
    const article = answer([{}, { kind: 'article', articleId: 'ja-returns' }]);
    const cited = await converse(botOf([article]), of({}))(ASKED);
    expect(cited.find(({ type }) => type === 'reply')).toMatchObject({
      citations: [{ articleId: 'ja-returns' }],
    });
  });

  it('goes to a person rather than be said twice', async () => {
    const say = converse(bot, of({}));
    await say(ASKED);
    expect(gistOf(await say(ASKED))).toBe('escalate:same-answer-twice');
  });

  it('is judged by "solved" and "not solved"', async () => {
    const solved = converse(bot, of({}));
    await solved(ASKED);
    expect(await solved('解決しました', { payload: 'solved' })).toContainEqual({
      type: 'vote',
      helpful: true,
    });
    const unsolved = converse(bot, of({}));
    await unsolved(ASKED);
    expect(await unsolved('👎')).toContainEqual({ type: 'vote', helpful: false });
    expect(await converse(bot, of({}))('👎')).not.toContainEqual({ type: 'vote', helpful: false });
  });
});

describe('an approved example', () => {
  it('makes the bot answer what it could not', async () => {
    const own = answer([{}, text('はい、1,100円で承ります。')]);
    const asked = 'プレートにイニシャル入れたい';
    expect(gistOf(await converse(botOf([own]), of({}))(asked))).not.toBe('answer:answer:engraving');
    const taught = botOf([own], { learned: [{ text: asked, label: 'answer:engraving' }] });
    expect(gistOf(await converse(taught, of({}))(asked))).toBe('answer:answer:engraving');
    const stray = botOf([own], { learned: [{ text: asked, label: 'answer:gone' }] });
    expect(gistOf(await converse(stray, of({}))(asked))).not.toContain('gone');
  });
});

describe('a greeting', () => {
  it('is the one meant for the customer, with its offers', async () => {
    const greetings: BotSettings['greetings'] = [
      {
        id: 'g',
        audience: { tiers: ['A'] },
        text: { ja: '{{customer.name}}様、いつもありがとうございます。', en: '' },
        offers: ['engraving', 'gone'],
      },
    ];
    const bot = botOf([answer([{}, text('はい。')])], { greetings });
    const [hello] = await converse(bot, of({ tier: 'A' }))('こんにちは');
    expect(hello).toMatchObject({
      text: '花様、いつもありがとうございます。',
      quickReplies: [{ payload: 'intent:answer:engraving' }, { payload: 'person' }],
    });
    expect(textsOf(await converse(bot, of({ tier: 'C' }))('こんにちは'))).toContain('灯屋');
    expect(textsOf(await converse(bot, of({ tier: 'A' }))(ASKED))).toMatch(/^花様、いつも[\s\S]*はい。$/);
  });
});

describe('knowledge', () => {
  it('goes on with what it knew while something new takes long to learn, then changes over', async () => {
    let version = '1';
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const library = createLibrary(
      {
        articles: async () => ({ version, articles: RETURNS }),
        orders: async () => [],
      },
      async () => {
        if (version === '2') await held;
        return { kind: 'lexical', recognize: async () => [] };
      },
      5,
    );
    const first = await library('ja');
    version = '2';
    expect(await library('ja')).toBe(first);
    const newest = library('ja', true);
    release();
    expect(await newest).not.toBe(first);
    expect(await library('ja')).toBe(await newest);
  });
});

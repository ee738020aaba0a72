import { beforeAll, describe, expect, it } from 'vitest';
import { converse, gistOf, HANAS_ORDERS, makeBot, type TurnChange, textsOf, turnOf } from './test-bot.ts';

const bot = makeBot();
const SMS: TurnChange = {
  channel: 'sms',
  capabilities: { quickReplies: false, cards: false, maxText: 1_600 },
};
const EN: TurnChange = { language: 'en' };
const STRANGER = { id: 'x', verified: false, tier: 'standard', vip: false, highTouch: false };

beforeAll(() => bot.warm(), 60_000);

type Line = [text: string, gist: string, contains?: string | RegExp];
const TRANSCRIPTS: [name: string, change: TurnChange, lines: Line[]][] = [
  [
    'ja: greeting, an answer with its source, thanks, a person',
    {},
    [
      ['こんにちは', 'smalltalk:greeting', '自動応答'],
      ['返品の送料は誰が払いますか', 'answer:returns', '770円'],
      ['ありがとうございます', 'smalltalk:thanks'],
      ['担当者につないでください', 'escalate:customer-asked', '担当者におつなぎします'],
    ],
  ],
  [
    'ja: a first question is greeted in one line and answered',
    {},
    [
      [
        '送料はいくらですか',
        'answer:shipping-cost',
        /^自動応答の「あかり」がお答えします。\n\n送料は全国一律770円/,
      ],
    ],
  ],
  [
    'ja: which order, by full-width digit, on SMS',
    SMS,
    [
      ['注文の状況を知りたい', 'dialog:order-status', /1\. A-20417[\s\S]*2\. A-20388[\s\S]*番号で/],
      ['２', 'dialog:order-status', 'お届け済み'],
    ],
  ],
  ['ja: an order by its number', {}, [['A-20417はいつ届きますか', 'dialog:order-status', '11月25日']]],
  [
    'ja: an unknown order number is asked about once more, then a person helps',
    {},
    [
      ['注文 A-99999 はどこですか', 'dialog:order-status', '見つかりません'],
      ['A-88888です', 'dialog:order-status', '見つかりません'],
      ['A-77777だったかも', 'escalate:clarify-failed'],
    ],
  ],
  [
    'ja: another question in mid dialog is answered',
    {},
    [
      ['注文の状況を確認したい', 'dialog:order-status'],
      ['領収書の発行方法を教えてください', 'answer:receipt', 'PDF'],
    ],
  ],
  [
    'ja: a failed clarification goes to a person',
    SMS,
    [
      ['買ったけど色がイメージと違ったから返せる？', 'clarify', /1\. [\s\S]*番号で/],
      ['えっと、そうじゃなくて月がきれいで', 'escalate:clarify-failed'],
    ],
  ],
  [
    'ja: none of these goes to a person',
    {},
    [
      ['買ったけど色がイメージと違ったから返せる？', 'clarify'],
      ['どれでもない', 'escalate:clarify-failed'],
    ],
  ],
  [
    'ja: the same answer twice goes to a person',
    {},
    [
      ['返品の方法を教えてください', 'answer:returns'],
      ['返品の方法を教えてください', 'escalate:same-answer-twice'],
    ],
  ],
  [
    'ja: anger goes to a person with an apology and no greeting',
    {},
    [['ふざけるな、いつまで待たせるんだ', 'escalate:anger', /^ご不快な思い/]],
  ],
  [
    'ja: danger goes to a person at once',
    {},
    [['ランプから煙が出ています', 'escalate:regulated', 'プラグを抜いて']],
  ],
  [
    'ja: hours, then solved',
    {},
    [
      ['営業時間を教えてください', 'answer:opening-hours', '18:00まで'],
      ['解決しました', 'resolve'],
    ],
  ],
  ['ja: out of depth goes to a person', {}, [['円周率を10桁言って', 'escalate:out-of-scope']]],
  [
    'ja: it says that it is a bot',
    {},
    [['あなたは人間ですか', 'smalltalk:bot-question', '人ではありません']],
  ],
  [
    'en: greeting, an answer, an order, solved',
    EN,
    [
      ['hello', 'smalltalk:greeting', 'bot'],
      ['can I use an LED bulb?', 'answer:bulb-types', 'LED'],
      ['where is my order A-20417', 'dialog:order-status', 'on its way'],
      ['that solved it', 'resolve'],
    ],
  ],
  [
    'en: a stranger is told what is needed for an order',
    { ...EN, customer: STRANGER },
    [['where is my order', 'dialog:order-status', 'sign in']],
  ],
  [
    'en: a wish in mid dialog is honoured at once',
    EN,
    [
      ['check order status', 'dialog:order-status'],
      ['just let me talk to a human', 'escalate:customer-asked'],
    ],
  ],
  [
    'en: an unreadable message is asked about once',
    EN,
    [
      ['???', 'clarify'],
      ['...', 'escalate:clarify-failed'],
    ],
  ],
  [
    'en: a customer with a person of their own gets them',
    { ...EN, customer: { ...STRANGER, highTouch: true } },
    [['how much is shipping', 'escalate:policy']],
  ],
];

describe('a conversation', () => {
  it.each(TRANSCRIPTS)(
    '%s',
    async (_, change, lines) => {
      const sayIt = converse(bot, change);
      for (const [text, gist, contains] of lines) {
        const actions = await sayIt(text);
        expect(gistOf(actions), text).toBe(gist);
        if (contains !== undefined) expect(textsOf(actions)).toMatch(contains);
      }
    },
    30_000,
  );
});

describe('a turn', () => {
  it('cites the article and its section', async () => {
    const [reply] = await converse(bot)('沖縄への送料は？');
    expect(reply).toMatchObject({
      type: 'reply',
      citations: [
        {
          articleId: 'ja-shipping-fees',
          title: '送料について',
          slug: 'shipping-fees',
          section: '沖縄・離島',
        },
      ],
    });
  });

  it('names the source in the text where there are no cards', async () => {
    expect(textsOf(await converse(bot, SMS)('個人情報はどう扱われますか'))).toContain('個人情報の取り扱い');
  });

  it('offers solved and a person under an answer, as buttons only where there are some', async () => {
    const [rich] = await converse(bot)('送料はいくらですか');
    expect(rich).toMatchObject({
      quickReplies: [
        { label: '解決しました', payload: 'solved' },
        { label: '担当者と話す', payload: 'person' },
      ],
    });
    const [plain] = await converse(bot, SMS)('送料はいくらですか');
    expect(plain).toMatchObject({ quickReplies: [] });
  });

  it('obeys the buttons', async () => {
    const sayIt = converse(bot);
    await sayIt('買ったけど色がイメージと違ったから返せる？');
    expect(gistOf(await sayIt('返品のしかた', { payload: 'intent:article:ja-returns' }))).toBe(
      'answer:returns',
    );
    expect(gistOf(await sayIt('担当者と話す', { payload: 'person' }))).toBe('escalate:customer-asked');
  });

  it('keeps within the channel’s longest text, greeting and numbers included', async () => {
    const small: TurnChange = { ...SMS, capabilities: { quickReplies: false, cards: false, maxText: 160 } };
    for (const text of [
      '返品したいです',
      '注文の状況を知りたい',
      '買ったけど色がイメージと違ったから返せる？',
      '電話で話せますか',
    ]) {
      expect(textsOf(await converse(bot, small)(text)).length).toBeLessThanOrEqual(160);
    }
  });

  it('shows an order as a card', async () => {
    const [reply] = await converse(bot)('A-20417の状況');
    expect(reply).toMatchObject({
      extra: {
        card: {
          title: 'ご注文 A-20417',
          lines: expect.arrayContaining([
            { label: 'お問い合わせ番号', value: '4412-8890-1123' },
            { label: '合計', value: '￥18,700' },
          ]),
        },
      },
    });
  });

  it('needs no question when there is one order', async () => {
    const single = makeBot(HANAS_ORDERS.slice(0, 1));
    expect(textsOf(await converse(single)('注文の状況を知りたい'))).toContain('A-20417');
  }, 60_000);

  it('gives the person a card with intent, facts, what was tried and what is missing', async () => {
    const sayIt = converse(bot, { customer: STRANGER });
    await sayIt('返品の方法を教えてください');
    const actions = await sayIt('A-20417の件です。090-1234-5678に電話してほしい');
    expect(actions.at(-1)).toMatchObject({
      type: 'escalate',
      reason: 'customer-asked',
      priority: 'normal',
      card: {
        intent: '返品のしかた',
        facts: [
          { label: '注文番号', value: 'A-20417' },
          { label: '電話番号', value: '090-1234-5678' },
        ],
        tried: ['記事「返品のしかた」を案内'],
        missing: ['ご本人の確認'],
        mood: 'calm',
      },
    });
  });

  it('hands anger over with high priority', async () => {
    expect((await converse(bot)('最低の店だな')).at(-1)).toMatchObject({
      type: 'escalate',
      reason: 'anger',
      priority: 'high',
      card: { mood: 'angry' },
    });
  });

  it('promises nothing at a hand-over outside business hours: routing knows who is there, and tells', async () => {
    const closed: TurnChange = {
      hours: { open: false, opensAt: '2026-11-25T01:00:00.000Z', timeZone: 'Asia/Tokyo', lines: [] },
    };
    const text = textsOf(await converse(bot, closed)('オペレーターお願いします'));
    expect(text).toMatch(/担当者におつなぎします。$/);
  });

  it('passes files without words to a person', async () => {
    const actions = await converse(bot)('', { hasAttachment: true });
    expect(gistOf(actions)).toBe('escalate:out-of-scope');
    expect(textsOf(actions)).toContain('拝見します');
  });

  it('answers in the language the customer changes to, and stays in it', async () => {
    const sayIt = converse(bot);
    const actions = await sayIt('how do I return an item');
    expect(actions[0]).toEqual({ type: 'set-language', language: 'en' });
    expect(textsOf(actions)).toContain('30 days');
    expect(textsOf(await sayIt('OK'))).toContain('welcome');
  });

  it('reads a broken or older state as an empty one', async () => {
    const result = await bot.turn({ ...turnOf('こんにちは'), state: { v: 0, junk: true } as never });
    expect(result.state).toMatchObject({ v: 1, greeted: true, turns: 1 });
  });
});

describe('a dry run', () => {
  it('answers with citation and candidates', async () => {
    expect(await bot.ask('返品の方法を教えてください', 'ja')).toMatchObject({
      decision: 'answer',
      citations: [{ slug: 'returns' }],
      candidates: [{ intent: 'returns', probability: 1 }, {}, {}, {}, {}],
    });
  });
  it('names the reason of an escalation', async () => {
    expect(await bot.ask('I want to talk to a human', 'en')).toMatchObject({
      decision: 'escalate',
      reason: 'customer-asked',
    });
    expect(await bot.ask('you are useless', 'en')).toMatchObject({ decision: 'escalate', reason: 'anger' });
    expect(await bot.ask('who won the world cup in 1998', 'en')).toMatchObject({
      decision: 'escalate',
      reason: 'out-of-scope',
    });
  });
});

import type { ConversationRow } from '#contracts/conversation.ts';
import type { Language } from '#contracts/time.ts';
import { MINUTE } from '#contracts/time.ts';
import { CHANNEL_CASES } from './mock-channels.ts';
import { pick } from './mock-people.ts';

type Sketch = [
  name: [string, string],
  line: [string, string],
  channel: ConversationRow['channel'],
  tag: [string, string] | undefined,
  waitMinutes: number,
  rest?: Partial<Record<keyof ConversationRow, unknown>>,
];

const SKETCHES: Sketch[] = [
  [
    ['小林 翔太', 'Shota Kobayashi'],
    ['注文ボタンを二回押してしまったかもしれません', 'I may have pressed the order button twice'],
    'web-chat',
    ['二重決済', 'billing'],
    31,
    { unread: true, priority: 'urgent', tier: 'B' },
  ],
  [
    ['高橋 美咲', 'Misaki Takahashi'],
    ['木曜の午前中は受け取れますか？', 'Could I receive it Thursday morning?'],
    'web-chat',
    ['破損', 'damage'],
    24,
    { priority: 'high', tier: 'A', id: 'c-48213' },
  ],
  [
    ['木村 拓也', 'Takuya Kimura'],
    ['留守番電話 2分10秒：修理の受付について', 'Voicemail 2:10: about booking a repair'],
    'phone',
    ['修理', 'repair'],
    46,
    { unread: true, tier: 'B' },
  ],
  [
    ['山口 大輔', 'Daisuke Yamaguchi'],
    ['再配達は今日の何時ごろになりますか', 'What time will the redelivery come today?'],
    'sms',
    ['配送', 'delivery'],
    22,
    { priority: 'high', tier: 'B' },
  ],
  [
    ['藤田 結衣', 'Yui Fujita'],
    ['調光器に対応している型番を教えてください', 'Which models work with a dimmer?'],
    'telegram',
    undefined,
    38,
    { tier: 'C' },
  ],
  [['石田 陽菜', 'Hina Ishida'], ['写真 2枚', '2 photos'], 'line', ['破損', 'damage'], 34, { tier: 'B' }],
  [
    ['中島 恵子', 'Keiko Nakajima'],
    ['領収書の宛名を変更してください', 'Please change the name on my receipt'],
    'email',
    ['領収書', 'receipt'],
    29,
    { tier: 'B' },
  ],
  [
    ['伊藤 さくら', 'Sakura Ito'],
    ['電球の色を昼白色から変えたいのですが', 'I’d like to change the bulb colour'],
    'line',
    undefined,
    27,
    { tier: 'A' },
  ],
  [
    ['渡部 理恵', 'Rie Watabe'],
    ['Re: 法人見積（20台）の件 — 社内で確認しました', 'Re: Quote for 20 units — we checked internally'],
    'email',
    ['見積', 'quote'],
    18,
    { tier: 'A' },
  ],
  [
    ['佐々木 悠', 'Haruka Sasaki'],
    ['ストーリーのランプ、まだ在庫はありますか', 'Is the lamp in your story still in stock?'],
    'instagram',
    ['在庫', 'stock'],
    15,
    { tier: 'C' },
  ],
  [
    ['Emma Collins', 'Emma Collins'],
    ['Does the 100 V lamp work in Australia?', 'Does the 100 V lamp work in Australia?'],
    'whatsapp',
    undefined,
    6,
    { unread: true, language: 'en', tier: 'B' },
  ],
  [
    ['王 美玲', 'Wang Meiling'],
    ['请问可以开中文的发票吗？', '请问可以开中文的发票吗？'],
    'web-chat',
    undefined,
    3,
    { tier: 'C' },
  ],
  [
    ['清水 隼人', 'Hayato Shimizu'],
    ['追跡番号をお送りしました。ご確認ください', 'I’ve sent the tracking number'],
    'messenger',
    ['配送', 'delivery'],
    -1,
    { lastAuthor: 'agent', tier: 'B' },
  ],
  [
    ['長谷川 誠', 'Makoto Hasegawa'],
    ['保証書の写しを添付いたします', 'a copy of the warranty is attached'],
    'email',
    ['保証', 'warranty'],
    -1,
    { lastAuthor: 'agent', tier: 'A' },
  ],
  [
    ['岡本 蓮', 'Ren Okamoto'],
    ['サイズ表はこちらの記事にございます', 'the size chart is in this article'],
    'web-chat',
    undefined,
    -1,
    { lastAuthor: 'agent', tier: 'B' },
  ],
  [
    ['松本 和也', 'Kazuya Matsumoto'],
    ['本日19時以降で承りました', 'booked for today after 19:00'],
    'sms',
    ['配送', 'delivery'],
    -1,
    { lastAuthor: 'agent', tier: 'B' },
  ],
  [
    ['林 真由美', 'Mayumi Hayashi'],
    ['在庫が入りましたらご連絡いたします', 'we’ll write when it is back in stock'],
    'line',
    ['在庫', 'stock'],
    -1,
    { lastAuthor: 'agent', tier: 'B' },
  ],
];

const AROUND: {
  status: ConversationRow['status'];
  count: number;
  rest: Partial<Record<keyof ConversationRow, unknown>>;
}[] = [
  { status: 'open', count: 6, rest: { assigneeId: undefined } },
  { status: 'queued', count: 3, rest: { assigneeId: undefined } },
  {
    status: 'bot',
    count: 21,
    rest: { assigneeId: undefined, speaker: 'bot', lastAuthor: 'bot', waitingSince: undefined },
  },
  { status: 'snoozed', count: 4, rest: { waitingSince: undefined } },
  {
    status: 'resolved',
    count: 60,
    rest: { waitingSince: undefined, lastAuthor: 'agent', assigneeId: 'mori' },
  },
];

/** A day's rows: the agent's own as in the visual reference, and others around them. */
export const rowsFor = (language: Language, now: number): ConversationRow[] => {
  const t = pick(language);
  const make = (sketch: Sketch, id: string, extra: object): ConversationRow => {
    const [name, line, channel, tag, wait, rest] = sketch;
    const waiting = wait >= 0;
    return {
      id,
      customerId: `cust-${id}`,
      customerName: t(...name),
      status: 'open',
      speaker: 'human',
      priority: 'normal',
      channel,
      assigneeId: 'sato',
      tags: tag === undefined ? [] : [t(...tag)],
      language: 'ja',
      lastLine: t(...line),
      lastAuthor: 'customer',
      lastAt: new Date(now - Math.max(2, wait) * MINUTE).toISOString(),
      ...(waiting ? { waitingSince: new Date(now - wait * MINUTE).toISOString() } : {}),
      unread: false,
      mentioned: false,
      missed: false,
      spam: false,
      seq: 1,
      version: 1,
      ...rest,
      ...extra,
    } as ConversationRow;
  };
  const own = SKETCHES.map((sketch, index) =>
    make(sketch, (sketch[5]?.id as string | undefined) ?? `c-${index}`, {}),
  );
  const others = AROUND.flatMap(({ status, count, rest }, group) =>
    Array.from({ length: count }, (_, index) => {
      const sketch = SKETCHES[(index * 5 + group * 3) % SKETCHES.length] as Sketch;
      return make(sketch, `${status}-${index}`, {
        status,
        unread: false,
        priority: 'normal',
        mentioned: status === 'open' && index < 2,
        id: `${status}-${index}`,
        ...(status === 'snoozed'
          ? { snoozedUntil: new Date(now + (index + 2) * 90 * MINUTE).toISOString() }
          : {}),
        lastAt: new Date(now - (index + 3) * 11 * MINUTE).toISOString(),
        ...rest,
      });
    }),
  );
  const peculiar = CHANNEL_CASES.map(({ id, channel, name }) =>
    make([name, ['…', '…'], channel, undefined, -1, { lastAuthor: 'agent' }], id, {}),
  );
  return [...own, ...others, ...peculiar];
};

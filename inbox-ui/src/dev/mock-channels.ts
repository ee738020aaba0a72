import type { ConversationRow, ConversationView } from '#contracts/conversation.ts';
import type { MessageView } from '#contracts/message.ts';
import type { Language } from '#contracts/time.ts';
import { HOUR, MINUTE } from '#contracts/time.ts';
import { pick } from './mock-people.ts';

type Part = Partial<MessageView> & Pick<MessageView, 'text' | 'direction' | 'author'>;
type Thread = ConversationView['threads'][number];

/** One conversation for each way a channel is peculiar. */
export const CHANNEL_CASES: readonly {
  id: string;
  channel: ConversationRow['channel'];
  name: [string, string];
}[] = [
  { id: 'ch-window', channel: 'whatsapp', name: ['王 志明', 'Wang Zhiming'] },
  { id: 'ch-public', channel: 'messenger', name: ['西村 彩', 'Aya Nishimura'] },
  { id: 'ch-group', channel: 'telegram', name: ['灯屋 友の会', 'Friends of Akariya'] },
  { id: 'ch-review', channel: 'review', name: ['匿名の購入者', 'A buyer'] },
  { id: 'ch-closed', channel: 'whatsapp', name: ['Ravi Patel', 'Ravi Patel'] },
];

const thread = (id: string, channel: Thread['channel'], rest: object): Thread =>
  ({
    id,
    accountId: `acc-${channel}`,
    accountName: channel,
    channel,
    address: id,
    open: true,
    maxText: 4_096,
    ...rest,
  }) as unknown as Thread;

export const threadsOf = (id: string, language: Language, now: number): Thread[] | undefined => {
  const t = pick(language);
  const at = (ms: number): string => new Date(now + ms).toISOString();
  const shop = t('灯屋', 'Akariya');
  const whatsapp = { accountName: shop, address: '+81 90-5555-0123', templates: true };
  const cases: Record<string, Thread[]> = {
    'ch-window': [
      thread('w1', 'whatsapp', { ...whatsapp, closesAt: at(HOUR + 20 * MINUTE) }),
      thread('m1', 'email', {
        accountName: 'support@akariya.example',
        address: 'wang@example.jp',
        mail: true,
      }),
      thread('l1', 'line', {
        accountName: t('灯屋 本店', 'Akariya main shop'),
        address: t('志明', 'zhiming'),
      }),
      thread('l2', 'line', {
        accountName: t('灯屋 梅田店', 'Akariya Umeda'),
        address: t('志明', 'zhiming'),
        open: false,
        closedReason: 'channel-not-available',
      }),
      thread('s1', 'sms', { address: '+81 90-5555-0123', open: false, closedReason: 'opted-out' }),
    ],
    'ch-public': [
      thread('p1', 'messenger', {
        accountName: t('灯屋 Facebookページ', 'Akariya page'),
        address: t('西村 彩', 'Aya Nishimura'),
        isPublic: true,
        privateReplies: true,
        closesAt: at(5 * 24 * HOUR),
      }),
    ],
    'ch-group': [
      thread('g1', 'telegram', { accountName: 'akariya_bot', address: t('灯屋 友の会', 'Friends') }),
    ],
    'ch-review': [
      thread('r1', 'review', {
        accountName: t('ショップレビュー', 'Shop reviews'),
        address: 'R-2041',
        isPublic: true,
      }),
    ],
    'ch-closed': [
      thread('w2', 'whatsapp', {
        ...whatsapp,
        open: false,
        closedReason: 'reply-window-closed',
        closesAt: at(-2 * HOUR),
      }),
    ],
  };
  return cases[id];
};

/** Words in a language, the two who speak, and times past. */
interface Scene {
  t: (ja: string, en: string) => string;
  inbound: Pick<Part, 'direction' | 'author'>;
  outbound: Pick<Part, 'direction' | 'author' | 'delivery'>;
  named: (name: string) => MessageView['author'];
  ago: (minutes: number) => string;
  language: Language;
}

const sharedTalk = ({ t, inbound }: Scene): Part[] => [
  {
    ...inbound,
    threadId: 'm1' as never,
    channel: 'email',
    text: t('取り付けについて相談したいです。', 'I’d like advice on fitting the lamp.'),
  },
  {
    ...inbound,
    threadId: 'w1' as never,
    text: t('ここに届けてください。', 'Please deliver it here.'),
    extra: {
      place: {
        latitude: 35.6595,
        longitude: 139.7005,
        name: t('渋谷スクランブルスクエア', 'Shibuya Scramble Square'),
        address: t('東京都渋谷区渋谷2-24-12', '2-24-12 Shibuya, Tokyo'),
      },
      reactions: [{ emoji: '👍', by: 'agent' }],
    },
  },
  {
    ...inbound,
    threadId: 'w1' as never,
    text: '',
    extra: {
      contacts: [
        {
          name: t('王 美玲（妻）', 'Wang Meiling (wife)'),
          phones: ['+81 90-5555-0188'],
          emails: ['meiling@example.jp'],
        },
      ],
    },
  },
];

const changedTalk = ({ t, inbound, outbound, ago, language }: Scene): Part[] => [
  {
    ...outbound,
    threadId: 'w1' as never,
    text: t('高橋様、ご注文A-20417を発送しました。', 'Dear Ms Takahashi, order A-20417 is on its way.'),
    extra: {
      template: { name: 'order_shipped', language, variables: ['A-20417'] },
      links: [
        { label: t('配送状況を見る', 'Track the parcel'), url: 'https://shop.example.jp/track/A-20417' },
      ],
      reactions: [
        { emoji: '❤️', by: 'customer' },
        { emoji: '❤️', by: 'customer' },
      ],
    },
  },
  {
    ...inbound,
    threadId: 'w1' as never,
    text: t('金曜の午後に受け取れます。', 'I can receive it on Friday afternoon.'),
    extra: {
      edits: [
        { text: t('木曜の午後に受け取れます。', 'I can receive it on Thursday afternoon.'), at: ago(9) },
      ],
    },
  },
  { ...inbound, threadId: 'w1' as never, text: '', extra: { isUnsent: true } },
  { ...inbound, threadId: 'w1' as never, text: '', extra: { unsupported: 'poll' } },
  {
    ...outbound,
    author: { kind: 'agent' },
    threadId: 'w1' as never,
    text: t('店頭の携帯から失礼します。承知しました。', 'From the shop’s phone: understood.'),
    extra: { isEcho: true },
  },
];

const publicTalk = ({ t, inbound, outbound }: Scene): Part[] => [
  {
    ...inbound,
    threadId: 'p1' as never,
    text: t('新しいランプ、電球は交換できますか？', 'Can the bulb of the new lamp be changed?'),
    extra: { isPublic: true, link: 'https://www.facebook.com/akariya/posts/1' },
  },
  {
    ...outbound,
    threadId: 'p1' as never,
    text: t('はい、E17の電球に交換いただけます。', 'Yes, it takes any E17 bulb.'),
  },
  {
    ...outbound,
    threadId: 'p1' as never,
    text: t('ご注文番号を個別にお知らせください。', 'Please tell me your order number here, in private.'),
    extra: { replyPrivately: true },
  },
];

const groupTalk = ({ t, inbound, outbound, named }: Scene): Part[] => [
  {
    ...inbound,
    author: named(t('大野 圭', 'Kei Ono')),
    text: t('次の会はいつですか？', 'When do we meet next?'),
  },
  {
    ...inbound,
    author: named(t('岸 真央', 'Mao Kishi')),
    text: t('第2土曜だと思います。', 'The second Saturday, I think.'),
  },
  {
    ...inbound,
    author: named(t('岸 真央', 'Mao Kishi')),
    text: t('場所は本店です。', 'At the main shop.'),
  },
  {
    ...outbound,
    text: t('12月12日(土)14時、本店2階です。', 'Saturday 12 December, 14:00, main shop, 2nd floor.'),
  },
];

const reviewTalk = ({ t, inbound }: Scene): Part[] => [
  {
    ...inbound,
    threadId: 'r1' as never,
    text: t(
      '届くまでに10日かかりました。箱も潰れていました。',
      'It took ten days to arrive, in a crushed box.',
    ),
    extra: { stars: 2, isPublic: true, link: 'https://shop.example.jp/reviews/R-2041' },
  },
];

const closedTalk = ({ t, inbound }: Scene): Part[] => [
  { ...inbound, threadId: 'w2' as never, text: t('ありがとうございます。', 'Thank you.') },
];

const TALKS: Record<string, (scene: Scene) => Part[]> = {
  'ch-window': (scene) => [...sharedTalk(scene), ...changedTalk(scene)],
  'ch-public': publicTalk,
  'ch-group': groupTalk,
  'ch-review': reviewTalk,
  'ch-closed': closedTalk,
};

const sceneOf = (row: ConversationRow, language: Language, ago: Scene['ago']): Scene => {
  const t = pick(language);
  const them = { kind: 'customer', id: row.customerId, name: row.customerName } as const;
  const me = { kind: 'agent', id: 'sato', name: t('佐藤 健', 'Ken Sato') } as const;
  return {
    t,
    ago,
    language,
    named: (name) => ({ ...them, name }),
    inbound: { direction: 'inbound', author: them },
    outbound: { direction: 'outbound', author: me, delivery: { state: 'read', attempt: 1 } },
  };
};

export const channelMessages = (row: ConversationRow, language: Language, now: number): MessageView[] => {
  const ago = (minutes: number): string => new Date(now - minutes * MINUTE).toISOString();
  const parts = TALKS[row.id]?.(sceneOf(row, language, ago)) ?? [];
  return parts.map((part, index) => ({
    id: `${row.id}-m${index + 1}` as MessageView['id'],
    conversationId: row.id,
    channel: row.channel,
    seq: index + 1,
    attachments: [],
    extra: {},
    at: ago((parts.length - index) * 6),
    counter: 0,
    late: false,
    version: 1,
    ...part,
  }));
};

export const templatesFor = (accountId: string, language: Language) => {
  if (accountId !== 'acc-whatsapp') return { items: [] };
  const t = pick(language);
  const template = (name: string, code: string, body: string, variables: string[], rest: object = {}) => ({
    name,
    language: code,
    category: 'utility',
    status: 'approved',
    body,
    variables,
    buttons: [],
    ...rest,
  });
  return {
    items: [
      template(
        'order_shipped',
        'ja',
        '{{1}}様、ご注文{{2}}を発送しました。到着は{{3}}の予定です。',
        ['1', '2', '3'],
        {
          header: 'text',
          buttons: [{ kind: 'url', label: t('配送状況を見る', 'Track the parcel') }],
        },
      ),
      template('order_shipped', 'en', 'Dear {{1}}, order {{2}} is on its way and arrives {{3}}.', [
        '1',
        '2',
        '3',
      ]),
      template(
        'follow_up',
        'ja',
        'その後、{{product}}の調子はいかがでしょうか。このメッセージに返信いただければ、担当者がお答えします。',
        ['product'],
      ),
      template('photo_request', 'ja', '破損した部分の写真をお送りください。', [], { header: 'image' }),
      template('winter_sale', 'ja', '冬のセールのご案内です。', [], {
        status: 'pending',
        category: 'marketing',
      }),
    ],
  };
};

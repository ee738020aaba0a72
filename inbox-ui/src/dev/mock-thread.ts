import type { ConversationRow, ConversationView } from '#contracts/conversation.ts';
import type { CustomerView, InteractionView } from '#contracts/customer.ts';
import type { MessageView } from '#contracts/message.ts';
import type { Language } from '#contracts/time.ts';
import { DAY, MINUTE } from '#contracts/time.ts';
import { threadsOf } from './mock-channels.ts';
import { pick } from './mock-people.ts';

const yesterday = (now: number, hour: number, minute: number): string => {
  const at = new Date(now - DAY);
  at.setHours(hour, minute, 0, 0);
  return at.toISOString();
};

/** The exchange of the visual reference: bot, hand-over, agent, photos, note, customer. */
export const messagesFor = (row: ConversationRow, language: Language, now: number): MessageView[] => {
  const t = pick(language);
  const ago = (minutes: number): string => new Date(now - minutes * MINUTE).toISOString();
  const customer = { kind: 'customer', id: row.customerId, name: row.customerName } as const;
  const parts: (Partial<MessageView> & Pick<MessageView, 'text' | 'at' | 'direction' | 'author'>)[] = [
    {
      direction: 'inbound',
      author: customer,
      at: yesterday(now, 18, 11),
      text: t('届いたペンダントライトの骨が折れていました。', 'The pendant light arrived with a broken rib.'),
    },
    {
      direction: 'outbound',
      author: { kind: 'bot' },
      at: yesterday(now, 18, 12),
      text: t(
        'お届けから8日以内の破損は、送料当社負担で交換いたします。\n破損した部分の写真を1〜2枚お送りください。',
        'Damage reported within 8 days of delivery is exchanged at our cost.\nPlease send one or two photos of the broken part.',
      ),
      extra: {
        citations: [
          {
            articleId: 'a1',
            title: t('破損・不良品の交換', 'Exchanging damaged items'),
            section: t('第2節', 'Section 2'),
            slug: 'damaged',
            updatedAt: new Date(now - 22 * DAY).toISOString(),
          },
        ],
        bot: { decision: 'answer', intent: 'exchange', confidence: 0.93 },
        quickReplies: [
          { label: t('写真を送る', 'Send photos') },
          { label: t('担当者と話す', 'Talk to a person') },
        ],
      },
      delivery: { state: 'read', attempt: 1 },
    },
    {
      direction: 'inbound',
      author: customer,
      at: yesterday(now, 18, 14),
      text: t(
        '日曜に引っ越すので、土曜までに届かないと困ります。',
        'I’m moving on Sunday, so it has to arrive by Saturday.',
      ),
    },
    {
      direction: 'outbound',
      author: { kind: 'agent', id: 'sato', name: t('佐藤 健', 'Ken Sato') },
      at: yesterday(now, 18, 19),
      text: t(
        '高橋様、担当の佐藤です。ご不便をおかけし申し訳ございません。\n写真を拝見でき次第、土曜必着で手配いたします。',
        'Hello Ms Takahashi, this is Ken. I’m sorry for the trouble. As soon as I see the photos I’ll arrange delivery by Saturday.',
      ),
      delivery: { state: 'read', attempt: 1 },
    },
    {
      direction: 'inbound',
      author: customer,
      at: ago(34),
      channel: 'email',
      text: t(
        '写真を2枚お送りします。骨の折れた部分です。',
        'Here are two photos. This is where the rib broke.',
      ),
      attachments: [
        {
          fileId: 'f1' as never,
          name: 'IMG_2041.jpg',
          mime: 'image/jpeg',
          size: 1_800_000,
          kind: 'image',
          status: 'stored',
        },
        {
          fileId: 'f2' as never,
          name: 'IMG_2042.jpg',
          mime: 'image/jpeg',
          size: 2_100_000,
          kind: 'image',
          status: 'stored',
        },
      ],
    },
    {
      direction: 'note',
      author: { kind: 'agent', id: 'mori', name: t('森 あゆみ', 'Ayumi Mori') },
      at: ago(30),
      text: t(
        '@佐藤 健 倉庫に同じ型が3点。15時までの手配で木曜着です。',
        '@Ken Sato 3 in the warehouse. Ordered by 15:00, it arrives Thursday.',
      ),
      extra: { mentions: ['sato'] },
    },
    {
      direction: 'inbound',
      author: customer,
      at: ago(24),
      text: t(
        'メールで写真を送りました。木曜の午前中は受け取れますか？',
        'I’ve emailed the photos. Could I receive it Thursday morning?',
      ),
    },
  ];
  return parts.map((part, index) => ({
    id: `${row.id}-m${index + 1}` as MessageView['id'],
    conversationId: row.id,
    channel: 'web-chat',
    seq: index + 1,
    attachments: [],
    extra: {},
    counter: 0,
    late: false,
    version: 1,
    ...part,
  }));
};

const escalationFor = (language: Language, now: number): NonNullable<ConversationView['escalation']> => {
  const t = pick(language);
  const at = yesterday(now, 18, 14);
  const accepted = new Date(Date.parse(at) + 102_000).toISOString();
  return {
    id: 'e1',
    state: 'accepted',
    reason: 'regulated',
    queueId: 'q1',
    queueName: t('交換・返品', 'Exchanges'),
    requiredSkills: [t('日本語', 'Japanese')],
    card: {
      intent: t('破損品の交換', 'Exchange of a damaged item'),
      summary: t(
        'ペンダントライトの骨が折れて到着。引っ越し前の受け取りを希望。',
        'A pendant light arrived broken; it must come before a move.',
      ),
      facts: [
        {
          label: t('求め', 'Asked'),
          value: t('11月28日(土)必着、午前希望', 'By Sat 28 Nov, in the morning'),
        },
      ],
      tried: [t('交換条件を案内', 'gave the terms'), t('写真を依頼', 'asked for photos')],
      missing: [t('新居の住所（日曜以降）', 'New address (from Sunday)')],
      mood: 'worried',
    },
    createdAt: at,
    queuedAt: at,
    acceptedAt: accepted,
    acceptedBy: 'sato',
    decision: {
      at: accepted,
      queueId: 'q1',
      requiredSkills: [t('日本語', 'Japanese')],
      chosen: 'sato',
      candidates: [
        { agentId: 'sato', name: t('佐藤 健', 'Ken Sato'), score: 0.82 },
        { agentId: 'mori', name: t('森 あゆみ', 'Ayumi Mori'), score: 0.64 },
        { agentId: 'ueda', name: t('上田 大樹', 'Daiki Ueda'), excluded: 'away' },
        { agentId: 'brown', name: 'Emily Brown', excluded: 'no-language' },
      ],
    },
  } as unknown as NonNullable<ConversationView['escalation']>;
};

export const viewFor = (row: ConversationRow, language: Language, now: number): ConversationView => {
  const t = pick(language);
  const thread = (channel: string, address: string, rest: object = {}) => ({
    id: `t-${channel}`,
    accountId: `acc-${channel}`,
    accountName: t('灯屋 サイト', 'Akariya site'),
    channel,
    address,
    open: true,
    maxText: channel === 'sms' ? 1_600 : 20_000,
    ...rest,
  });
  const known = row.id === 'c-48213';
  const threads = known
    ? [
        thread('web-chat', 'visitor'),
        thread('email', 'misaki.t@example.jp'),
        thread('line', 'misaki'),
        thread('sms', '+81 90-5555-0142', { open: false, closedReason: 'opted-out' }),
        thread('instagram', '@misaki.home', { open: false, closedReason: 'reply-window-closed' }),
      ]
    : (threadsOf(row.id, language, now) ?? [
        thread(
          row.channel,
          row.channel === 'sms' ? '+81 90-5555-0199' : 'customer@example.jp',
          row.id === 'c-5' ? { open: false, closedReason: 'reply-window-closed' } : {},
        ),
      ]);
  return {
    ...row,
    ...(known
      ? { subject: t('ペンダントライトの破損・交換', 'Broken rib on a pendant light, exchange') }
      : {}),
    number: known ? 48_213 : 40_000 + row.id.length * 37,
    createdAt: yesterday(now, 18, 11),
    threads,
    ...(known || row.status === 'queued' ? { escalation: escalationFor(language, now) } : {}),
    attributes: [],
    abilities: {},
    readSeq: row.seq,
    customerReadSeq: 4,
  } as unknown as ConversationView;
};

export const customerFor = (id: string, name: string, language: Language, now: number): CustomerView => {
  const t = pick(language);
  const identity = (kind: string, value: string, channel: string, rest: object = {}) => ({
    id: `${kind}:${value}`,
    kind,
    value,
    channel,
    verified: true,
    optedOut: false,
    createdAt: new Date(now - 300 * DAY).toISOString(),
    ...rest,
  });
  const order = (number: string, item: string, total: number, status: string, days: number) => ({
    id: number,
    number,
    status,
    placedAt: new Date(now - days * DAY).toISOString(),
    items: [{ name: item, quantity: 1, price: total }],
    total,
    currency: 'JPY',
  });
  return {
    id,
    name,
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    tier: 'A',
    vip: false,
    blocked: false,
    tags: [t('引っ越し', 'moving')],
    attributes: [],
    identities: [
      identity('visitor', 'v-1', 'web-chat'),
      identity('email', 'misaki.t@example.jp', 'email'),
      identity('line', t('みさき', 'misaki'), 'line'),
      identity('phone', '+81 90-5555-0142', 'sms', { verified: false, optedOut: true }),
      identity('instagram', '@misaki.home', 'instagram', { verified: false }),
    ],
    orders: [
      order('A-20417', t('和紙ペンダント 月 45', 'Washi Pendant Moon 45'), 28_600, 'delivered', 5),
      order('A-18803', t('真鍮デスクランプ', 'Brass Desk Lamp'), 19_800, 'delivered', 160),
    ],
    surveys: [
      { kind: 'nps', score: 9, at: new Date(now - 60 * DAY).toISOString() },
      { kind: 'csat', score: 5, at: new Date(now - 61 * DAY).toISOString() },
      { kind: 'csat', score: 4, at: new Date(now - 90 * DAY).toISOString() },
      { kind: 'csat', score: 5, at: new Date(now - 160 * DAY).toISOString() },
    ],
    lastPage: 'https://shop.example.jp/orders',
    createdAt: '2023-03-04T00:00:00Z',
    version: 1,
  } as unknown as CustomerView;
};

export const interactionsFor = (
  conversationId: string,
  language: Language,
  now: number,
): InteractionView[] => {
  const t = pick(language);
  const row = (id: string, type: string, minutes: number, rest: object): InteractionView =>
    ({
      id,
      type,
      at: new Date(now - minutes * MINUTE).toISOString(),
      actor: { kind: 'customer' },
      conversationId,
      ...rest,
    }) as unknown as InteractionView;
  const day = 1_440;
  return [
    row('i0', 'conversation.channel-switched', 25, {
      channel: 'web-chat',
      before: { channel: 'email' },
      after: { channel: 'web-chat' },
    }),
    row('i1', 'message.received', 34, {
      channel: 'email',
      text: t('写真を2枚お送りします。', 'Here are two photos.'),
      after: { attachments: 2 },
    }),
    row('i2', 'escalation.accepted', 16 * 60, {
      actor: { kind: 'agent', id: 'sato' },
      after: { agentId: 'sato', waitMs: 102_000 },
    }),
    row('i3', 'conversation.tagged', 15 * 60, {
      actor: { kind: 'agent', id: 'sato' },
      after: { tags: [t('破損', 'damage'), t('交換', 'exchange')] },
    }),
    row('i4', 'order.recorded', 5 * day, {
      actor: { kind: 'system' },
      conversationId: undefined,
      after: { status: 'delivered', total: 28_600, currency: 'JPY' },
    }),
    row('i5', 'interaction.logged', 115 * day, {
      channel: 'phone',
      conversationId: undefined,
      text: t('設置の相談', 'about fitting'),
      after: { channel: 'phone', durationMs: 372_000 },
    }),
    row('i6', 'survey.answered', 61 * day, { after: { kind: 'csat', score: 5 } }),
    row('i7', 'conversation.resolved', 163 * day, { channel: 'line', actor: { kind: 'bot' } }),
  ];
};

import { randomBytes } from 'node:crypto';
import type { Agent, Queue, Team } from '../domain/routing/escalation.ts';
import { DEFAULT_SETTINGS } from '../domain/settings/default-settings.ts';
import type { Canned, Settings } from '../ports/content-stores.ts';

const person = (
  id: string,
  name: string,
  email: string,
  role: Agent['role'],
  more: Partial<Agent>,
  now: Date,
): Agent => ({
  id,
  name,
  email,
  role,
  language: 'ja',
  serves: ['ja', 'en'],
  skills: [],
  teamIds: [],
  capacity: 12,
  slotVersion: 0,
  disabled: false,
  preferences: { language: more.language ?? 'ja', theme: 'auto', sound: true, shortcuts: true },
  createdAt: now,
  version: 1,
  ...more,
});

export interface Staff {
  administrator: Agent;
  manager: Agent;
  sato: Agent;
  emma: Agent;
  /** Colleagues who have served, without a sign-in of their own: an administrator can send them a link. */
  colleagues: Agent[];
  teams: Team[];
  queues: Queue[];
}

const demoQueues = (): Queue[] => [
  {
    id: 'returns',
    teamId: 'support',
    name: '交換・返品',
    order: 10,
    skills: ['returns'],
    languages: ['ja', 'en'],
    isDefault: false,
    offerTimeoutMs: 45_000,
    version: 1,
  },
  {
    id: 'technical',
    teamId: 'support',
    name: '商品・技術',
    order: 20,
    skills: ['technical', 'product'],
    languages: ['ja', 'en'],
    isDefault: false,
    offerTimeoutMs: 45_000,
    version: 1,
  },
  {
    id: 'corporate',
    teamId: 'business',
    name: '法人',
    order: 30,
    skills: ['corporate'],
    languages: ['ja', 'en'],
    isDefault: false,
    offerTimeoutMs: 60_000,
    version: 1,
  },
  {
    id: 'general',
    teamId: 'support',
    name: '総合',
    order: 100,
    skills: ['orders', 'shipping', 'billing', 'account'],
    languages: ['ja', 'en'],
    isDefault: true,
    offerTimeoutMs: 45_000,
    version: 1,
  },
];

const colleagues = (now: Date): Agent[] => [
  person(
    'demo-nakamura',
    '中村 直樹',
    'nakamura@akariya.example',
    'agent',
    { skills: ['technical', 'corporate', 'product', 'orders'], teamIds: ['support', 'business'] },
    now,
  ),
  person(
    'demo-watanabe',
    '渡辺 美穂',
    'watanabe@akariya.example',
    'agent',
    { skills: ['orders', 'returns', 'shipping', 'billing', 'account', 'technical'], teamIds: ['support'] },
    now,
  ),
  person(
    'demo-li',
    '李 思遠',
    'li@akariya.example',
    'agent',
    {
      serves: ['ja', 'en'],
      skills: ['orders', 'returns', 'shipping', 'product', 'technical'],
      teamIds: ['support'],
    },
    now,
  ),
];

/** Two agents, a manager and an administrator of 灯屋, their teams and queues. */
export const demoStaff = (now: Date, adminEmail: string): Staff => ({
  administrator: person('demo-admin', '森 あゆみ', adminEmail, 'administrator', { teamIds: [] }, now),
  manager: person('demo-manager', '大西 遥', 'manager@akariya.example', 'manager', { teamIds: [] }, now),
  sato: person(
    'demo-sato',
    '佐藤 健',
    'sato@akariya.example',
    'agent',
    {
      serves: ['ja', 'en'],
      skills: ['orders', 'returns', 'technical', 'corporate', 'shipping', 'billing', 'product', 'account'],
      teamIds: ['support', 'business'],
    },
    now,
  ),
  emma: person(
    'demo-emma',
    'Emma Lindqvist',
    'emma@akariya.example',
    'agent',
    {
      language: 'en',
      serves: ['en', 'ja'],
      skills: ['orders', 'returns', 'shipping', 'billing', 'product', 'account'],
      teamIds: ['support'],
    },
    now,
  ),
  colleagues: colleagues(now),
  teams: [
    { id: 'support', name: 'カスタマーサポート', version: 1 },
    { id: 'business', name: '法人窓口', version: 1 },
  ],
  queues: demoQueues(),
});

const week = (from: number, to: number) => [{ from: from * 60, to: to * 60 }];

export const demoSettings = (): Settings => ({
  ...DEFAULT_SETTINGS,
  shopName: { ja: '灯屋', en: 'Akariya' },
  botName: { ja: 'あかり', en: 'Akari' },
  hours: {
    timeZone: 'Asia/Tokyo',
    week: {
      '1': week(10, 19),
      '2': week(10, 19),
      '3': week(10, 19),
      '4': week(10, 19),
      '5': week(10, 19),
      '6': week(10, 17),
      '7': [],
    },
    exceptions: {},
  },
  version: 1,
});

export const CANNED: readonly Canned[] = [
  {
    id: 'canned-hello-ja',
    shortcut: 'hello',
    title: '最初のごあいさつ',
    text: 'お問い合わせありがとうございます。担当の佐藤です。内容を確認いたしますので、少々お待ちください。',
    language: 'ja',
  },
  {
    id: 'canned-photo-ja',
    shortcut: 'photo',
    title: '写真のお願い',
    text: '恐れ入りますが、破損した部分のお写真を1〜2枚お送りいただけますでしょうか。',
    language: 'ja',
  },
  {
    id: 'canned-exchange-ja',
    shortcut: 'exchange',
    title: '交換品の手配',
    text: '交換品を本日中に発送いたします。お届けは明後日の予定です。',
    language: 'ja',
  },
  {
    id: 'canned-close-ja',
    shortcut: 'close',
    title: '結びのことば',
    text: 'ほかにご不明な点がございましたら、いつでもご連絡ください。',
    language: 'ja',
  },
  {
    id: 'canned-hello-en',
    shortcut: 'hello-en',
    title: 'First greeting',
    text: 'Thank you for writing to Akariya. I am looking into this and will be right back.',
    language: 'en',
  },
  {
    id: 'canned-photo-en',
    shortcut: 'photo-en',
    title: 'Ask for photos',
    text: 'Could you send one or two photos of the damaged part?',
    language: 'en',
  },
  {
    id: 'canned-close-en',
    shortcut: 'close-en',
    title: 'Closing words',
    text: 'If anything else comes up, just write here.',
    language: 'en',
  },
];

/** Random per install; long enough to be safe, short enough to type. */
export const newPassword = (): string => randomBytes(9).toString('base64url');

import { seededRandom } from '#channels/sms/simulate-books.ts';
import type { Language } from '#contracts/time.ts';

export const REPLAY_CHANNELS = [
  'web-chat',
  'sms',
  'line',
  'whatsapp',
  'messenger',
  'instagram',
  'telegram',
] as const;
export type ReplayChannel = (typeof REPLAY_CHANNELS)[number];

/** A customer with something on their mind. The same seed makes the same customers with the same words at the same pace. */
export interface Persona {
  name: string;
  channel: ReplayChannel;
  language: Language;
  /** Number in E.164 (SMS), or what stands for one. */
  address: string;
  /** When they begin, in milliseconds after the start. */
  startsAfterMs: number;
  /** What they say, one after the other, each after an answer to the one before or when their patience ends. */
  lines: readonly Line[];
}

export interface Line {
  text: string;
  /** Typing and thinking before it, in milliseconds. */
  pauseMs: number;
  /** Comes with a picture (SMS: as MMS). */
  picture?: true;
  /** The provider delivers it twice. */
  twice?: true;
}

type Story = readonly (string | { text: string; picture?: true; twice?: true })[];

const STORIES: Record<Language, readonly Story[]> = {
  ja: [
    ['こんにちは', '返品したいのですが、送料はかかりますか？', 'わかりました、ありがとうございます'],
    [
      '注文した商品がまだ届きません',
      '注文番号は1001です',
      { text: '担当者と話したいです', twice: true },
      'よろしくお願いします',
      '5',
    ],
    ['営業時間を教えてください', 'ありがとう'],
    [
      { text: '届いた商品が壊れていました', picture: true },
      '交換してもらえますか',
      'オペレーターにつないでください',
      '４',
    ],
    ['領収書を発行してもらえますか？', 'いつ届きますか', 'もういい！人間を出して！', 'とても良い'],
    ['支払い方法は何がありますか', '停止', '再開'],
  ],
  en: [
    ['Hello', 'How do I return something?', 'Thanks, that helps'],
    [
      'Where is my order?',
      'The number is 1001',
      { text: 'I want to talk to a person', twice: true },
      'thank you',
      '5',
    ],
    ['When are you open?', 'ok thanks'],
    [
      { text: 'My parcel arrived broken', picture: true },
      'Can I get a replacement?',
      'Give me a human please',
      'great',
    ],
    ['Do you ship abroad?', 'How long does it take?', 'This is useless, let me speak to someone', '2'],
    ['What can I pay with?', 'STOP', 'START'],
  ],
};
const NAMES: Record<Language, readonly string[]> = {
  ja: ['佐藤', '鈴木', '高橋', '田中', '伊藤', '渡辺', '山本', '中村', '小林', '加藤'],
  en: ['Alex', 'Sam', 'Robin', 'Jamie', 'Taylor', 'Morgan', 'Casey', 'Drew', 'Quinn', 'Riley'],
};

/** Fastest and slowest thinking between two lines, and the share of Japanese speakers. */
const PAUSE_MS = { least: 1_500, most: 6_000 };
const JAPANESE = 0.6;

/** Makes the customers of one run. `spreadMs`: they begin within this time; `pace` divides every wait (2 = twice as fast). */
export const makePersonas = (options: {
  seed: number;
  customers: number;
  channels: readonly ReplayChannel[];
  spreadMs: number;
  pace: number;
}): Persona[] => {
  const random = seededRandom(options.seed);
  const pick = <T>(list: readonly T[]): T => {
    const one = list[Math.floor(random() * list.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  };
  return Array.from({ length: options.customers }, (_, n): Persona => {
    const language: Language = random() < JAPANESE ? 'ja' : 'en';
    const channel = options.channels[n % options.channels.length] ?? 'sms';
    const digits = String(Math.floor(random() * 100_000_000)).padStart(8, '0');
    const story = pick(STORIES[language]);
    return {
      name: `${pick(NAMES[language])} ${n + 1}`,
      channel,
      language,
      address: language === 'ja' ? `+8190${digits}` : `+1415555${digits.slice(0, 4)}`,
      startsAfterMs: Math.floor((random() * options.spreadMs) / options.pace),
      lines: story.map((line) => ({
        ...(typeof line === 'string' ? { text: line } : line),
        pauseMs: Math.floor((PAUSE_MS.least + random() * (PAUSE_MS.most - PAUSE_MS.least)) / options.pace),
      })),
    };
  });
};

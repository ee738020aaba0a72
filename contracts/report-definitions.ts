import type { ReportName } from './report.ts';
import type { Language } from './time.ts';

/** Keys of figures a report answers. */
export const FIGURE_KEYS = [
  'csat',
  'nps',
  'volume',
  'first-response',
  'first-response-any',
  'reply-time',
  'queue-wait',
  'resolution',
  'handle-time',
  'automation',
  'messages',
] as const;
export type FigureKey = (typeof FIGURE_KEYS)[number];

/** What a row of a table tells of an agent, a team or a channel. */
const ROW = ['volume', 'resolution', 'first-response', 'reply-time', 'csat', 'handle-time', 'nps'] as const;
/** Which figures a report answers, in the order in which they are shown. `overview` are the six tiles, `detail` is every other figure. */
export const FIGURES_OF: Record<ReportName, readonly FigureKey[]> = {
  overview: ['csat', 'nps', 'volume', 'first-response', 'queue-wait', 'automation'],
  csat: ['csat'],
  nps: ['nps'],
  volume: ['volume', 'messages'],
  'first-response': ['first-response', 'first-response-any', 'reply-time'],
  'queue-wait': ['queue-wait'],
  resolution: ['resolution', 'handle-time'],
  automation: ['automation'],
  agents: ROW,
  teams: ROW,
  channels: ROW,
  detail: [
    'first-response',
    'first-response-any',
    'reply-time',
    'queue-wait',
    'resolution',
    'handle-time',
    'messages',
  ],
};

export interface FigureDefinition {
  label: Record<Language, string>;
  /** What exactly is counted. Part of the product: shown on the page, tested by recount. */
  text: Record<Language, string>;
  /** Words for the numbers in `parts`. */
  parts: Record<string, Record<Language, string>>;
}

const p90 = { ja: '90%がこの時間以内', en: '90% within' };
const mean = { ja: '平均', en: 'Mean' };
const rate = { ja: '回答率', en: 'Response rate' };
const sent = { ja: '送信数', en: 'Sent' };
const ERROR = {
  ja: '中央値と90%点は固定の対数区間から求め、誤差は2%以内です。',
  en: 'Median and 90% point come from fixed logarithmic buckets, exact to 2%.',
};
const NOT_COUNTED = {
  ja: '迷惑とした会話とブロック中のお客様の会話は含みません。',
  en: 'Spam and conversations of blocked customers do not count.',
};
const both = (ja: string, en: string, ...more: Record<Language, string>[]): Record<Language, string> => ({
  ja: [ja, ...more.map((m) => m.ja)].join(''),
  en: [en, ...more.map((m) => m.en)].join(' '),
});

/** The definitions of the figures, in words. */
export const DEFINITIONS: Record<FigureKey, FigureDefinition> = {
  csat: {
    label: { ja: 'CSAT', en: 'CSAT' },
    text: both(
      '期間中に届いた回答のうち、5点満点で4または5の割合です。回答した日に数えます。評価は、その対応を担当した人と窓口に帰属します。回答率は、同じ条件で期間中に送ったアンケートのうち回答があった割合です。',
      'Share of the answers received in the period that are 4 or 5 of 5. Counted on the day of the answer and credited to who served in the conversation asked about. The response rate is over the surveys sent in the period under the same filter.',
      NOT_COUNTED,
    ),
    parts: {
      responses: { ja: '回答数', en: 'Answers' },
      sent,
      responseRate: rate,
      mean: { ja: '平均点', en: 'Mean score' },
    },
  },
  nps: {
    label: { ja: 'NPS', en: 'NPS' },
    text: both(
      '9〜10と答えた割合から0〜6と答えた割合を引いた値です（−100〜100）。回答した日に数えます。回答率は、同じ条件で期間中に送ったアンケートのうち回答があった割合です。',
      'Percentage of 9–10 minus percentage of 0–6, from −100 to 100. Counted on the day of the answer. The response rate is over the surveys sent in the period under the same filter.',
      NOT_COUNTED,
    ),
    parts: {
      promoters: { ja: '推奨者', en: 'Promoters' },
      passives: { ja: '中立者', en: 'Passives' },
      detractors: { ja: '批判者', en: 'Detractors' },
      sent,
      responseRate: rate,
    },
  },
  volume: {
    label: { ja: '会話数', en: 'Conversations' },
    text: both(
      '期間中に始まった会話の数です。解決後に再開した会話は別に数え、時間帯の図には両方を含みます。',
      'Conversations that began in the period. Those reopened after they were resolved are counted apart; the hour chart has both.',
      NOT_COUNTED,
    ),
    parts: { reopened: { ja: '再開', en: 'Reopened' } },
  },
  'first-response': {
    label: { ja: '初回応答時間', en: 'First response' },
    text: both(
      '会話（または再開後）のお客様の最初のメッセージから、担当者の最初の返信までの時間の中央値です。お客様が書いた日に数えます。営業時間での値は営業時間内だけを数え、営業時間の設定がなければ出しません。',
      'Median time from the customer’s first message of a conversation (or of its reopening) to the first public reply by a person. Counted on the day the customer wrote. The business-hours value counts open hours only; without hours set there is none.',
      ERROR,
      NOT_COUNTED,
    ),
    parts: {
      p90,
      mean,
      openMedian: { ja: '営業時間での中央値', en: 'Median, business hours' },
      openP90: { ja: '営業時間での90%点', en: '90% within, business hours' },
      openMean: { ja: '営業時間での平均', en: 'Mean, business hours' },
    },
  },
  'first-response-any': {
    label: { ja: '初回応答時間（ボットを含む）', en: 'First response, bot included' },
    text: both(
      'お客様の最初のメッセージから、担当者またはボットの最初の返信までの時間の中央値です。自動のお知らせは返信に含みません。',
      'Median time from the customer’s first message to the first public reply by anyone, bot included. Automatic notices are no replies.',
      ERROR,
      NOT_COUNTED,
    ),
    parts: { p90, mean },
  },
  'reply-time': {
    label: { ja: '返信時間', en: 'Reply time' },
    text: both(
      'まだ返信のないお客様の最初のメッセージから、次の担当者の返信までの時間の中央値です。返信した人に帰属し、返信した日に数えます。',
      'Median time from the first unanswered message of the customer to the next reply by a person, credited to its sender, counted on the day of the reply.',
      ERROR,
      NOT_COUNTED,
    ),
    parts: { p90, mean },
  },
  'queue-wait': {
    label: { ja: '待ち時間', en: 'Time in queue' },
    text: both(
      '担当者への引き継ぎ（待ち列に入った時）から、担当者が受けるまでの時間の中央値です。受けた日に数えます。',
      'Median time from escalation (joining the queue) to an agent’s accepting it, counted on the day it was accepted.',
      ERROR,
      NOT_COUNTED,
    ),
    parts: {
      p90,
      mean,
      queued: { ja: '引き継ぎ', en: 'Escalations' },
      abandoned: { ja: '受ける前に終了', en: 'Ended before accepted' },
    },
  },
  resolution: {
    label: { ja: '解決時間', en: 'Resolution time' },
    text: both(
      '会話が始まって（または再開して）から解決までの時間の中央値です。解決した日に、開始から解決までを1回として数えます。取り消した解決は数えません。',
      'Median time from opening (or reopening) to resolution, counted on the day of the resolution; each open–resolve cycle counts once. A resolution that was undone does not count.',
      ERROR,
      NOT_COUNTED,
    ),
    parts: { p90, mean },
  },
  'handle-time': {
    label: { ja: '対応時間', en: 'Handle time' },
    text: both(
      '担当者が会話を受け持ち、画面に開いて操作していた時間の合計です（入力から60秒までを操作中とします）。',
      'Sum of the time in which the agent held the conversation and was active on it: open, visible, input no longer than 60 seconds ago.',
      NOT_COUNTED,
    ),
    parts: { perResolved: { ja: '解決1件あたり', en: 'Per resolution' } },
  },
  automation: {
    label: { ja: '自動解決率', en: 'Automation rate' },
    text: both(
      'ボットが関わった割合 × そのうち担当者に引き継がずに解決し、72時間以内にお客様がどの窓口にも戻らなかった割合です。お客様から始まり期間中に解決した会話を、解決した日に数えます。戻ってきた場合は取り消されるため、直近72時間は暫定値です。',
      'Share the bot took part in × the share of those resolved without handing over to a person and without the customer coming back on any channel within 72 hours. Over conversations begun by the customer, counted on the day they were resolved. A return takes it back, so the last 72 hours are provisional.',
      NOT_COUNTED,
    ),
    parts: {
      involvement: { ja: 'ボットの関与率', en: 'Involvement' },
      resolution: { ja: '関与したうちの解決率', en: 'Resolution' },
      automated: { ja: '自動解決', en: 'Automated' },
      returned: { ja: '72時間以内に戻った', en: 'Came back within 72 h' },
    },
  },
  messages: {
    label: { ja: '送信メッセージ', en: 'Messages sent' },
    text: both(
      '期間中に担当者・ボット・システムが送ったメッセージの数です。届かなかったものは、再送して届いたものを除いて数えます。',
      'Messages written by agents, bot and system in the period. Failed are those that could not be delivered, less those sent again.',
      NOT_COUNTED,
    ),
    parts: { failed: { ja: '届かなかった', en: 'Failed' } },
  },
};

/** Under this n a figure is marked as resting on little; it is never hidden. */
export const SMALL_N = 20;

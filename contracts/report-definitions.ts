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
  'bot-confirmed',
  'bot-assumed',
  'bot-silent',
  'bot-returned',
  'containment',
  'deflection',
  'false-deflection',
  'bot-csat',
  'time-saved',
  'asked-twice',
  'topic-n',
  'topic-answered',
  'topic-clarified',
  'topic-escalated',
  'topic-thumbs',
] as const;
export type FigureKey = (typeof FIGURE_KEYS)[number];

/** What a row of a table tells of an agent, a team or a channel. */
const ROW = ['volume', 'resolution', 'first-response', 'reply-time', 'csat', 'handle-time', 'nps'] as const;
/** What a row tells of an intent or an article. */
const TOPIC = [
  'topic-n',
  'topic-answered',
  'topic-clarified',
  'topic-escalated',
  'topic-thumbs',
  'bot-csat',
  'automation',
] as const;
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
  bot: [
    'automation',
    'bot-confirmed',
    'bot-assumed',
    'bot-silent',
    'bot-returned',
    'containment',
    'deflection',
    'false-deflection',
    'bot-csat',
    'time-saved',
    'queue-wait',
    'asked-twice',
  ],
  'bot-intents': TOPIC,
  'bot-articles': TOPIC,
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
const OF_INVOLVED = { ja: 'ボットが関わった会話のうち', en: 'Of those the bot took part in' };
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
  'bot-confirmed': {
    label: { ja: 'お客様が確認した解決', en: 'Confirmed resolutions' },
    text: both(
      'ボットだけで解決し、お客様が「解決した」と答えた会話の数です。解決した日に数え、72時間以内にどの窓口にも戻らなかったものに限ります。',
      'Conversations the bot resolved alone and the customer said were solved. Counted on the day of the resolution, if the customer did not come back on any channel within 72 hours.',
      NOT_COUNTED,
    ),
    parts: { share: OF_INVOLVED },
  },
  'bot-assumed': {
    label: { ja: '解決とみなしたもの', en: 'Assumed resolutions' },
    text: both(
      'ボットだけで対応し、お客様の確認なしに解決とした会話の数です。解決した日に数え、72時間以内にどの窓口にも戻らなかったものに限ります。',
      'Conversations the bot served alone that were closed without the customer’s word. Counted on the day of the resolution, if the customer did not come back on any channel within 72 hours.',
      NOT_COUNTED,
    ),
    parts: { share: OF_INVOLVED },
  },
  'bot-silent': {
    label: { ja: '返事のないまま', en: 'Left in silence' },
    text: both(
      'ボットの返信を最後に、お客様から返事がなく、解決にもなっていない会話の数です。ボットが最後に返信した日に数えます。お客様が書くか、72時間以内に別の会話を始めると取り消されます。自動解決率には含みません。',
      'Conversations in which the bot had the last word and neither the customer answered nor anybody resolved. Counted on the day of that last word; the customer’s next message, or another conversation within 72 hours, takes it back. Not part of the automation rate.',
      NOT_COUNTED,
    ),
    parts: { back: { ja: '72時間以内に別の会話', en: 'Another conversation within 72 h' } },
  },
  'bot-returned': {
    label: { ja: '戻ってきた会話', en: 'Taken back by a return' },
    text: both(
      'ボットだけで解決した会話のうち、72時間以内にお客様がいずれかの窓口に戻った数です。解決した日に数え、自動解決には含みません。',
      'Conversations the bot resolved alone whose customer came back on any channel within 72 hours. Counted on the day of the resolution; none of them counts as automated.',
      NOT_COUNTED,
    ),
    parts: { share: { ja: 'ボットだけで解決したうち', en: 'Of those the bot resolved alone' } },
  },
  containment: {
    label: { ja: 'ボット内完結率', en: 'Containment' },
    text: both(
      'ボットが関わって解決した会話のうち、担当者に引き継がれなかった割合です（お客様が戻ったかどうかは問いません）。解決した日に数えます。',
      'Of the resolved conversations the bot took part in, the share that never went to a person, whether or not the customer came back. Counted on the day of the resolution.',
      NOT_COUNTED,
    ),
    parts: {
      contained: { ja: '引き継ぎなし', en: 'Not handed over' },
      handed: { ja: '引き継ぎあり', en: 'Handed over' },
    },
  },
  deflection: {
    label: { ja: '有人対応の削減率', en: 'Deflection' },
    text: both(
      'お客様から始まり解決したすべての会話のうち、担当者に届かずにボットだけで終えた割合です。ここから72時間以内に戻ったものを除いた値が自動解決率です。',
      'Of all resolved conversations begun by the customer, the share that ended with the bot and never reached a person. Less those whose customer came back within 72 hours it is the automation rate.',
      NOT_COUNTED,
    ),
    parts: { deflected: { ja: 'ボットだけで終えた', en: 'Ended with the bot' } },
  },
  'false-deflection': {
    label: { ja: '解決していなかったもの', en: 'False deflections' },
    text: both(
      'ボットだけで解決としたのに、72時間以内にお客様がいずれかの窓口に戻ったか、満足度を5点満点で2以下と答えた会話の数です。解決した日に数えます。',
      'Conversations the bot resolved alone whose customer came back on any channel within 72 hours, or rated them 2 or less of 5. Counted on the day of the resolution.',
      NOT_COUNTED,
    ),
    parts: { share: { ja: 'ボットだけで解決したうち', en: 'Of those the bot resolved alone' } },
  },
  'bot-csat': {
    label: { ja: 'ボット対応のCSAT', en: 'CSAT of the bot' },
    text: both(
      'ボットだけで対応した会話についての回答のうち、5点満点で4または5の割合です。回答した日に数えます。担当者に引き継いだ会話の値は別に示します。',
      'Share of the answers about conversations the bot served alone that are 4 or 5 of 5. Counted on the day of the answer. Conversations it handed over are told apart.',
      NOT_COUNTED,
    ),
    parts: {
      responses: { ja: '回答数', en: 'Answers' },
      sent,
      responseRate: rate,
      mean: { ja: '平均点', en: 'Mean score' },
      handedShare: { ja: '引き継いだ会話のCSAT', en: 'CSAT after a hand-over' },
      handed: { ja: '引き継いだ会話の回答数', en: 'Answers after a hand-over' },
    },
  },
  'time-saved': {
    label: { ja: '節約できた時間', en: 'Time saved' },
    text: both(
      '自動解決の件数に、担当者の平均対応時間を掛けた値です。平均対応時間は、期間中の対応時間の合計を、担当者が関わって解決した会話の数で割り、秒に丸めたものです。',
      'Automated resolutions times the mean handle time of a person: the handle time of the period over the conversations resolved with a person’s part, rounded to the second.',
      NOT_COUNTED,
    ),
    parts: {
      automated: { ja: '自動解決', en: 'Automated' },
      meanHandle: { ja: '担当者の平均対応時間', en: 'Mean handle time' },
      humanResolved: { ja: '担当者が解決した会話', en: 'Resolved with a person' },
    },
  },
  'asked-twice': {
    label: { ja: '同じことを二度聞いた', en: 'Asked twice' },
    text: both(
      'ボットに伝えたことを、引き継いだ担当者にもう一度伝えた会話の回数です。起きた日に数えます。割合は、期間中に担当者が受けた引き継ぎに対するものです。',
      'How often a customer told a person again what they had told the bot. Counted on the day it happened; the rate is over the hand-overs accepted in the period.',
      NOT_COUNTED,
    ),
    parts: { rate: { ja: '引き継ぎに対する割合', en: 'Per accepted hand-over' } },
  },
  'topic-n': {
    label: { ja: '会話', en: 'Conversations' },
    text: {
      ja: 'その用件や記事が話題になった会話の数です。1つの会話が複数の行に数えられることがあります。最初に話題になった日に数えます。',
      en: 'Conversations in which the intent or the article came up; one may count in several rows. Counted on the day it first came up.',
    },
    parts: {},
  },
  'topic-answered': {
    label: { ja: '答えた', en: 'Answered' },
    text: {
      ja: 'そのうち、ボットがこれで答えた会話の割合です。',
      en: 'Share of these in which the bot answered with it.',
    },
    parts: {},
  },
  'topic-clarified': {
    label: { ja: '聞き返した', en: 'Clarified' },
    text: {
      ja: 'そのうち、ボットが聞き返した会話の割合です。',
      en: 'Share of these in which the bot asked back.',
    },
    parts: {},
  },
  'topic-escalated': {
    label: { ja: '引き継いだ', en: 'Escalated' },
    text: {
      ja: 'そのうち、担当者に引き継いだ会話の割合です。',
      en: 'Share of these that went to a person.',
    },
    parts: {},
  },
  'topic-thumbs': {
    label: { ja: '役に立った', en: 'Thumbs up' },
    text: {
      ja: 'ボットの回答につけられた評価のうち、「役に立った」の割合です。',
      en: 'Of the thumbs under the bot’s answers, the share that point up.',
    },
    parts: {},
  },
};

/** Under this n a figure is marked as resting on little; it is never hidden. */
export const SMALL_N = 20;

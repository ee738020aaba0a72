import { AppError } from '#contracts/errors.ts';
import { ReportName } from '#contracts/report.ts';
import { FIGURE_KEYS, type FigureKey } from '#contracts/report-definitions.ts';
import { DAY } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import { type LocalTime, localTimeIn } from '../domain/report/cells.ts';
import { type Contribution, contributionsOf, type Measure } from '../domain/report/contributions.ts';
import type { FactSheet } from '../domain/report/facts.ts';
import { weekdayOf } from '../domain/report/periods.ts';
import { isTimeZone } from '../domain/sla/business-hours.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

/** The newest so many conversations stand for a figure; nobody pages further. */
const MAX_CONVERSATIONS = 1_000;
const DEFAULT_MS = 30 * DAY;

export interface BehindAsk {
  report: string;
  /** Default: the 30 days before `to`. */
  from?: string | undefined;
  /** Default now. */
  to?: string | undefined;
  /**
   * Parts of the figure, with commas, all of which must hold: a day `2026-11-22` · `figure:automation` · `score:5` · `channel:sms` · `agent:<id>` ·
   * `team:<id>` · `intent:<id>` · `article:<id>` · `hour:3-14` (ISO weekday and hour). Days and hours are those of `zone:<IANA zone>`, default the shop's.
   */
  bucket?: string | undefined;
}

/** The figure a report's own drill-down stands for. */
const FIGURE_OF: Record<ReportName, FigureKey> = {
  overview: 'volume',
  csat: 'csat',
  nps: 'nps',
  volume: 'volume',
  'first-response': 'first-response',
  'queue-wait': 'queue-wait',
  resolution: 'resolution',
  automation: 'automation',
  agents: 'resolution',
  teams: 'resolution',
  channels: 'resolution',
  detail: 'first-response',
  bot: 'automation',
  'bot-intents': 'topic-n',
  'bot-articles': 'topic-n',
};
/** What a conversation must have added to a figure to stand behind it; any of them. */
const MEASURES_OF: Record<FigureKey, readonly Measure[]> = {
  csat: ['csatN'],
  nps: ['npsN'],
  volume: ['opened', 'reopened'],
  'first-response': ['firstHumanN'],
  'first-response-any': ['firstAnyN'],
  'reply-time': ['replyN'],
  'queue-wait': ['waitN'],
  resolution: ['resolved'],
  'handle-time': ['handleN'],
  automation: ['involved'],
  messages: ['messagesOut'],
  'bot-confirmed': ['confirmed'],
  'bot-assumed': ['assumed'],
  'bot-silent': ['silent'],
  'bot-returned': ['returned'],
  containment: ['involved'],
  deflection: ['judged'],
  'false-deflection': ['falselyDeflected'],
  'bot-csat': ['botCsatN'],
  'time-saved': ['automated'],
  'asked-twice': ['askedTwice'],
  'topic-n': ['topicN'],
  'topic-answered': ['topicAnswered'],
  'topic-clarified': ['topicClarified'],
  'topic-escalated': ['topicEscalated'],
  'topic-thumbs': ['thumbsUp', 'thumbsDown'],
};

type Holds = (c: Contribution, sheet: FactSheet) => boolean;
const refuse = (): never => {
  throw new AppError('invalid-input', { issues: [{ path: 'bucket' }] });
};

const holdsScore =
  (value: string): Holds =>
  (c, sheet) =>
    sheet.surveys.some((s) => s.answeredAt?.getTime() === c.at.getTime() && String(s.score) === value);

const condition = (word: string, local: LocalTime): Holds => {
  const at = word.indexOf(':');
  if (at === -1) return (c) => local(c.at).day === word;
  const [kind, value] = [word.slice(0, at), word.slice(at + 1)];
  switch (kind) {
    case 'score':
      return holdsScore(value);
    case 'channel':
    case 'agent':
    case 'team':
      return (c) => c[kind] === value;
    case 'intent':
    case 'article':
      return (c) => c.topic?.kind === kind && c.topic.id === value;
    case 'hour':
      return (c) => {
        const { day, hour } = local(c.at);
        return c.started === true && `${weekdayOf(day)}-${hour}` === value;
      };
    default:
      return refuse();
  }
};

const measuresOf = (report: ReportName, figure: string | undefined): readonly Measure[] => {
  if (figure === undefined) return MEASURES_OF[FIGURE_OF[report]];
  const key = FIGURE_KEYS.find((k) => k === figure);
  return key ? MEASURES_OF[key] : refuse();
};

const wordsOf = (bucket: string | undefined) => {
  const words = (bucket ?? '').split(',').filter((word) => word !== '');
  const named = (kind: string): string | undefined =>
    words.find((word) => word.startsWith(`${kind}:`))?.slice(kind.length + 1);
  const plain = words.filter((word) => !word.startsWith('figure:') && !word.startsWith('zone:'));
  return { plain, figure: named('figure'), zone: named('zone') };
};

/**
 * Ids of the conversations behind a figure, the newest last, made from the same facts and contributions as the figure itself: as many as it counts (up to
 * 1,000). Who may not see one of them does not get it from the list these ids go to.
 * @throws AppError `not-allowed`, `invalid-input`
 */
export const conversationsBehind = async (
  ports: Pick<Ports, 'stores' | 'clock'>,
  scope: Scope,
  ask: BehindAsk,
): Promise<string[]> => {
  authorize(scope, 'read-reports');
  const name = ReportName.safeParse(ask.report);
  if (!name.success) throw new AppError('invalid-input', { issues: [{ path: 'report' }] });
  const { plain, figure, zone } = wordsOf(ask.bucket);
  const timeZone = zone ?? (await ports.stores.settings.current(scope)).hours.timeZone;
  if (!isTimeZone(timeZone)) return refuse();
  const local = localTimeIn(timeZone);
  const conditions = plain.map((word) => condition(word, local));
  const measures = measuresOf(name.data, figure);
  const to = ask.to ? new Date(ask.to) : ports.clock.now();
  const from = ask.from ? new Date(ask.from) : new Date(to.getTime() - DEFAULT_MS);
  const counts: Holds = (c, sheet) =>
    c.at >= from &&
    c.at < to &&
    measures.some((m) => (c.counts[m] ?? 0) > 0) &&
    conditions.every((holds) => holds(c, sheet));
  const found: { id: string; at: number }[] = [];
  for await (const sheets of ports.stores.facts.sheetsInHours(scope, from, to))
    for (const sheet of sheets) {
      const hits = contributionsOf(sheet).filter((c) => counts(c, sheet));
      if (hits.length > 0) found.push({ id: sheet.id, at: Math.max(...hits.map((c) => c.at.getTime())) });
    }
  return found
    .sort((a, b) => a.at - b.at)
    .slice(-MAX_CONVERSATIONS)
    .map(({ id }) => id);
};

import { AppError } from '#contracts/errors.ts';
import type { AnyInteraction, EventType } from '#contracts/events.ts';
import { ReportName } from '#contracts/report.ts';
import { authorize } from '../domain/access/can.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

/** The newest so many conversations stand for a figure; nobody pages further. */
const MAX_CONVERSATIONS = 1_000;
const BATCH = 1_000;

export interface DrillDown {
  report: string;
  from?: string | undefined;
  to?: string | undefined;
  /** One bar or row of it: `2026-11-22`, `score:5`, `channel:sms`, `agent:<id>`; several with commas must all hold. */
  bucket?: string | undefined;
}

interface Source {
  types: EventType[];
  counts(row: AnyInteraction): boolean;
}
const any = (): boolean => true;
const surveyOf = (kind: 'csat' | 'nps'): Source => ({
  types: ['survey.answered'],
  counts: (row) => row.type === 'survey.answered' && row.after.kind === kind,
});

/** Which interactions each report counts: the same ones its figures are recounted from. */
const SOURCES: Record<ReportName, Source> = {
  overview: { types: ['conversation.opened', 'conversation.reopened'], counts: any },
  volume: { types: ['conversation.opened', 'conversation.reopened'], counts: any },
  csat: surveyOf('csat'),
  nps: surveyOf('nps'),
  'first-response': {
    types: ['message.queued'],
    counts: (row) => row.type === 'message.queued' && row.after.firstReply === true,
  },
  'queue-wait': { types: ['escalation.accepted'], counts: any },
  resolution: { types: ['conversation.resolved'], counts: any },
  automation: { types: ['bot.turned'], counts: any },
  agents: {
    types: ['message.queued'],
    counts: (row) => row.type === 'message.queued' && row.after.by === 'agent',
  },
};

const dayIn = (timeZone: string): ((at: Date) => string) => {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  return (at) => format.format(at);
};

const agentOf = (row: AnyInteraction): string | undefined => {
  if ('agentId' in row.after && typeof row.after.agentId === 'string') return row.after.agentId;
  return row.actor.kind === 'agent' ? row.actor.id : undefined;
};

const matcher = (bucket: string, dayOf: (at: Date) => string): ((row: AnyInteraction) => boolean) => {
  const [kind = '', value] = bucket.split(':');
  if (value === undefined) return (row) => dayOf(row.at) === kind;
  switch (kind) {
    case 'score':
      return (row) => 'score' in row.after && String(row.after.score) === value;
    case 'channel':
      return (row) => 'channel' in row.after && row.after.channel === value;
    case 'agent':
      return (row) => agentOf(row) === value;
    default:
      throw new AppError('invalid-input', { issues: [{ path: 'bucket' }] });
  }
};

/** Ids of the conversations behind a figure. Who may not see a conversation does not get it from the list these ids go to. */
export const inboxOfReport = async (ports: Ports, scope: Scope, ask: DrillDown): Promise<string[]> => {
  authorize(scope, 'read-reports');
  const name = ReportName.safeParse(ask.report);
  if (!name.success) throw new AppError('invalid-input', { issues: [{ path: 'report' }] });
  const { types, counts } = SOURCES[name.data];
  const { hours } = await ports.stores.settings.current(scope);
  const matches = (ask.bucket?.split(',') ?? []).map((bucket) => matcher(bucket, dayIn(hours.timeZone)));
  /** In order of the last counted interaction: an id that comes again moves to the end. */
  const found = new Map<string, true>();
  const range = {
    types,
    ...(ask.from === undefined ? {} : { from: new Date(ask.from) }),
    ...(ask.to === undefined ? {} : { to: new Date(ask.to) }),
    batch: BATCH,
  };
  for await (const rows of ports.stores.interactions.scan(scope, range)) {
    for (const row of rows) {
      const id = row.refs.conversation;
      if (id === undefined || !counts(row) || !matches.every((holds) => holds(row))) continue;
      found.delete(id);
      found.set(id, true);
    }
  }
  return [...found.keys()].slice(-MAX_CONVERSATIONS);
};

import { useTranslation } from 'react-i18next';
import type { InteractionView } from '#contracts/customer.ts';
import { exactSpan, money } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { whenWords } from '../../state/actions.ts';
import { useAgents, useTeams } from '../../state/session.ts';

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const figure = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** Taken away from all, taken by oneself, or given to somebody. */
const assignment = (to: string | undefined, self: boolean): string => {
  if (to === undefined) return 'conversation.unassigned';
  return self ? 'conversation.self-assigned' : 'conversation.assigned';
};

/** Where the words of an event stand: an assignment and a promise kept late have their own. */
const keyOf = ({ type, actor, after }: InteractionView, assigned: string | undefined): string => {
  if (type === 'conversation.assigned')
    return assignment(assigned, actor.id !== undefined && actor.id === after?.assigneeId);
  return type === 'promise.kept' && after?.late === true ? 'promise.late' : type;
};

/** `… ×3` where the same came several times in a row. */
export const withTimes = (words: string, times: number | undefined): string =>
  times === undefined ? words : `${words} ×${times}`;

/** Words for an interaction, from its type and codes; `inbox:event.<type>` in the catalogues. */
export const useEventWords = (): ((event: InteractionView) => string) => {
  const { t } = useTranslation();
  const agents = useAgents();
  const teams = useTeams();
  const language = currentLanguage();
  const agentName = (id: unknown): string | undefined => agents.find((agent) => agent.id === id)?.name;
  const actorName = (event: InteractionView): string =>
    event.actor.name ?? agentName(event.actor.id) ?? t(`author.${event.actor.kind}`);
  const code = (group: string, value: unknown): string | undefined => {
    const key = text(value);
    return key === undefined ? undefined : t(`${group}.${key}`, { defaultValue: key });
  };
  return (event) => {
    const after = event.after ?? {};
    const team = teams.find((one) => one.id === after.teamId)?.name;
    const until = text(after.until);
    const total = figure(after.total);
    const wait = figure(after.waitMs);
    const duration = figure(after.durationMs);
    const tags = Array.isArray(after.tags) ? after.tags.join(t('common:comma')) : '';
    const assigned = agentName(after.assigneeId) ?? team;
    const key = keyOf(event, assigned);
    const due = text(after.dueAt);
    const switched = [
      code('channel', event.before?.channel),
      code('channel', after.channel ?? event.channel),
    ];
    return t(`event.${key}`, {
      defaultValue: event.type,
      actor: actorName(event),
      agent: agentName(after.agentId) ?? agentName(after.assigneeId) ?? '',
      to: assigned ?? '',
      tags,
      text: event.text ?? '',
      until: until === undefined ? '' : whenWords(new Date(until)),
      due: due === undefined ? '' : whenWords(new Date(due)),
      wish: code('wish', after.how) ?? '',
      priority: code('priority', after.priority) ?? '',
      reason: code('reason', after.reason) ?? '',
      channel: code('channel', after.channel ?? event.channel) ?? '',
      switched: switched.filter(Boolean).join(' → '),
      kind: code('survey', after.kind) ?? '',
      score: figure(after.score) ?? '',
      status: code(event.type === 'order.recorded' ? 'orderStatus' : 'status', after.status) ?? '',
      order: text(after.orderId) ?? '',
      total: total === undefined ? '' : money(total, text(after.currency) ?? 'JPY', language),
      wait: wait === undefined ? '' : exactSpan(wait, language),
      duration: duration === undefined ? '' : exactSpan(duration, language),
      why: text(after.reason) ?? '',
      direction: code('way', after.direction) ?? '',
      outcome: code('outcome', after.outcome) ?? '',
      optedOut: t(after.optedOut === true ? 'consent.out' : 'consent.in'),
      count: figure(after.attachments) ?? 0,
    });
  };
};

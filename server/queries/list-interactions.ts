import type { InteractionView } from '#contracts/customer.ts';
import { AppError } from '#contracts/errors.ts';
import { type AnyInteraction, EVENTS, type EventType } from '#contracts/events.ts';
import type { PageAsk, PageOf } from '../ports/core-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentInteraction } from '../presenters/interaction.ts';
import { readCustomer } from './get-customer-record.ts';
import { loggedFiles } from './logged-files.ts';

/** Machine steps that a person reading the record has no use for. */
const HIDDEN: ReadonlySet<EventType> = new Set<EventType>([
  'message.sent',
  'message.delivered',
  'message.read',
  'span.recorded',
  'bot.turned',
  'bot.dropped',
  'assist.noted',
]);
const SHOWN = (Object.keys(EVENTS) as EventType[]).filter((type) => !HIDDEN.has(type));

const isEventType = (type: string): type is EventType => Object.hasOwn(EVENTS, type);

/** `types` with commas; a word without a dot stands for all of its kind (`message`, `escalation` …). */
const typesOf = (types: string | undefined): EventType[] => {
  if (!types) return SHOWN;
  return types.split(',').flatMap((word) => {
    if (isEventType(word)) return [word];
    const family = SHOWN.filter((type) => type.startsWith(`${word}.`));
    if (family.length === 0) throw new AppError('invalid-input', { issues: [{ path: 'types' }] });
    return family;
  });
};

/** Rows of conversations the caller may not see are left out whole. */
const onlySeen = async (ports: Ports, scope: Scope, rows: AnyInteraction[]): Promise<AnyInteraction[]> => {
  const ids = [...new Set(rows.flatMap((row) => row.refs.conversation ?? []))];
  if (ids.length === 0) return rows;
  const seen = new Set((await ports.stores.conversations.many(scope, ids)).map((c) => c.id));
  return rows.filter((row) => row.refs.conversation === undefined || seen.has(row.refs.conversation));
};

interface Joined {
  text: string | undefined;
  attachments?: InteractionView['attachments'];
}

/** Its words lie in `loggedTexts` under its id. */
const isLogged = ({ type }: AnyInteraction): boolean =>
  type === 'interaction.logged' || type === 'dialog.recorded';

const textsOf = async (
  ports: Ports,
  scope: Scope,
  rows: readonly AnyInteraction[],
): Promise<(row: AnyInteraction) => Joined> => {
  const messageIds = [...new Set(rows.flatMap((row) => row.refs.message ?? []))];
  const logIds = rows.filter(isLogged).map((row) => row.id);
  const surveyIds = rows.flatMap((row) => (row.type === 'survey.answered' ? [row.after.surveyId] : []));
  const [messages, logs, surveys] = await Promise.all([
    messageIds.length > 0 ? ports.stores.messages.many(scope, messageIds) : [],
    ports.stores.loggedTexts.many(scope, logIds),
    Promise.all(surveyIds.map((id) => ports.stores.surveys.get(scope, id))),
  ]);
  const textOf = new Map(messages.map((message) => [message.id, message.text]));
  const commentOf = new Map(surveys.flatMap((survey) => (survey ? [[survey.id, survey.comment]] : [])));
  const files = new Map<string, Joined['attachments']>();
  for (const { id, fileIds } of logs.values()) files.set(id, await loggedFiles(ports, scope, fileIds));
  return (row) => {
    if (isLogged(row)) return { text: logs.get(row.id)?.text, attachments: files.get(row.id) };
    if (row.type === 'survey.answered') return { text: commentOf.get(row.after.surveyId) };
    return { text: row.refs.message ? textOf.get(row.refs.message) : undefined };
  };
};

const namesOf = async (
  ports: Ports,
  scope: Scope,
  customer: { id: string; name: string },
): Promise<(row: AnyInteraction) => string | undefined> => {
  const agents = new Map((await ports.stores.agents.list(scope)).map((agent) => [agent.id, agent.name]));
  return ({ actor }) => {
    if (actor.kind === 'agent') return actor.id === undefined ? undefined : agents.get(actor.id);
    return actor.kind === 'customer' ? customer.name : undefined;
  };
};

export interface TimelineAsk extends PageAsk {
  types?: string | undefined;
  channel?: string | undefined;
}

/**
 * The customer's timeline over all channels and merged records, newest first. Texts are joined now from erasable documents, so nothing that
 * was erased comes back. A page may hold fewer rows than asked for and still have a next one.
 */
export const listInteractions = async (
  ports: Ports,
  scope: Scope,
  customerId: string,
  ask: TimelineAsk,
): Promise<PageOf<InteractionView>> => {
  const { customer, aliases } = await readCustomer(ports, scope, customerId);
  const { types, channel, ...page } = ask;
  const found = await ports.stores.interactions.ofCustomer(scope, aliases, {
    ...page,
    types: typesOf(types),
  });
  const ofChannel = channel
    ? found.items.filter((row) => 'channel' in row.after && row.after.channel === channel)
    : found.items;
  const rows = await onlySeen(ports, scope, ofChannel);
  const [textOf, nameOf] = await Promise.all([textsOf(ports, scope, rows), namesOf(ports, scope, customer)]);
  return {
    ...found,
    items: rows.map((row) =>
      presentInteraction({ interaction: row, actorName: nameOf(row), ...textOf(row) }),
    ),
  };
};

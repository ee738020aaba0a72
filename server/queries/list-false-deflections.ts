import type { FalseDeflection } from '#contracts/http-measured.ts';
import type { Language } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import { badRatingOf, isFalseDeflection } from '../domain/report/contributions.ts';
import type { CycleFact, FactSheet } from '../domain/report/facts.ts';
import { RETURN_MS } from '../domain/report/settle-returns.ts';
import type { PageAsk, PageOf } from '../ports/core-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { topicNames } from './topic-names.ts';

/** The newest so many are listed; nobody pages further. */
const MAX_LISTED = 1_000;

interface Ask extends PageAsk {
  from: string;
  to: string;
  channel?: string | undefined;
  /** In which articles are named. */
  language: Language;
}
interface Found {
  sheet: FactSheet;
  cycle: CycleFact;
  at: Date;
}

const findIn = (sheet: FactSheet, from: Date, to: Date, channel: string | undefined): Found[] =>
  sheet.pointers.spam
    ? []
    : sheet.cycles.flatMap((cycle) => {
        const at = cycle.resolvedAt;
        if (!at || at < from || at >= to || !isFalseDeflection(sheet, cycle)) return [];
        return channel === undefined || cycle.channel === channel ? [{ sheet, cycle, at }] : [];
      });

/** The cycle by which a customer came back. */
const returnOf = (sheets: readonly FactSheet[], { sheet, cycle }: Found) => {
  const at = cycle.returnedAt?.getTime();
  if (at === undefined) return undefined;
  for (const one of sheets) {
    if (one.customerId !== sheet.customerId || one.pointers.spam) continue;
    const back = one.cycles.find((c) => c.startedBy === 'customer' && c.start.getTime() === at);
    if (back) return { returnedTo: one.id, returnedChannel: back.channel };
  }
  return undefined;
};

/**
 * Conversations the bot resolved alone in the period whose customer came back within 72 h on any channel, or rated them 2 or less: those the figure
 * `false-deflection` counts, newest first.
 * @throws AppError `not-allowed`
 */
export const listFalseDeflections = async (
  ports: Pick<Ports, 'stores'>,
  scope: Scope,
  ask: Ask,
): Promise<PageOf<FalseDeflection>> => {
  authorize(scope, 'read-reports');
  const [from, to] = [new Date(ask.from), new Date(ask.to)];
  const found: Found[] = [];
  for await (const sheets of ports.stores.facts.sheetsInHours(scope, from, to))
    for (const sheet of sheets) found.push(...findIn(sheet, from, to, ask.channel));
  found.sort((a, b) => b.at.getTime() - a.at.getTime() || (a.sheet.id < b.sheet.id ? -1 : 1));
  const first = Math.max(0, Number.parseInt(ask.cursor ?? '0', 10) || 0);
  const page = found.slice(0, MAX_LISTED).slice(first, first + ask.limit);
  const [conversations, others, names] = await Promise.all([
    ports.stores.conversations.many(
      scope,
      page.map(({ sheet }) => sheet.id),
    ),
    ports.stores.facts.sheetsOfCustomers(
      scope,
      [...new Set(page.map(({ sheet }) => sheet.customerId))],
      new Date(from.getTime() - RETURN_MS),
    ),
    topicNames(ports, scope, 'intent', ask.language),
  ]);
  const named = new Map(conversations.map((c) => [c.id, c.customerName]));
  const items = page.map((one): FalseDeflection => {
    const { sheet, cycle, at } = one;
    const score = badRatingOf(sheet, cycle)?.score;
    const intent = cycle.topics?.findLast((topic) => topic.kind === 'intent')?.id;
    const title = intent === undefined ? undefined : names.get(intent);
    return {
      conversationId: sheet.id,
      customerName: named.get(sheet.id) ?? '',
      channel: cycle.channel,
      resolvedAt: at.toISOString(),
      confirmed: cycle.confirmed === true,
      ...(cycle.returnedAt ? { returnedAt: cycle.returnedAt.toISOString() } : {}),
      ...returnOf(others, one),
      ...(score === undefined ? {} : { score }),
      ...(intent === undefined ? {} : { intent }),
      ...(title === undefined ? {} : { intentTitle: title }),
    };
  });
  const next = first + page.length;
  return {
    items,
    ...(next < Math.min(found.length, MAX_LISTED) ? { nextCursor: String(next) } : {}),
  };
};

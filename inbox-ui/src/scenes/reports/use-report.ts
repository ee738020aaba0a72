import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { z } from 'zod';
import type { ReportName, ReportResult } from '#contracts/report.ts';
import type { FigureKey } from '#contracts/report-definitions.ts';
import { q } from '../../api/client.ts';
import { CHANNELS } from '../../components/channel-names.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import type { InboxSearch } from '../../state/inbox-search.ts';
import { usePageSearch } from '../page/use-page-search.ts';
import { countDays, type Days, dayIn, instantsOf, readDays, stretchesOf } from './period.ts';

export type Report = z.infer<typeof ReportResult>;
export type Figure = Report['figures'][number];
export type Compare = 'previous' | 'year' | 'none';

/** What the address asks for, with its period in the shop's time zone. */
export const useAsk = () => {
  const [search, change] = usePageSearch();
  const settings = useQuery(q.settings.show.queryOptions({ staleTime: 300_000 }));
  const timeZone = settings.data?.hours.timeZone ?? 'Asia/Tokyo';
  const days = readDays(search, dayIn(new Date(), timeZone));
  const compare: Compare =
    search.compare === 'year' || search.compare === 'none' ? search.compare : 'previous';
  const channel = CHANNELS.find((known) => known === search.channel);
  const { team } = search;
  return { search, change, days, timeZone, compare, channel, team, ready: !settings.isPending };
};
export type Ask = ReturnType<typeof useAsk>;

/** Reports of the bot: no team’s. Their rows are named in the reader’s language. */
const OF_NO_TEAM: ReadonlySet<ReportName> = new Set(['bot', 'bot-intents', 'bot-articles']);
const inputOf = (ask: Ask, name: ReportName, days: Days, compare: Compare) => ({
  name,
  ...instantsOf(days, ask.timeZone),
  timeZone: ask.timeZone,
  compare,
  ...(ask.channel === undefined ? {} : { channel: ask.channel }),
  ...(ask.team === undefined || OF_NO_TEAM.has(name) ? {} : { team: ask.team }),
  ...(OF_NO_TEAM.has(name) ? { language: currentLanguage() } : {}),
});

/** One report for the address. */
export const useReport = (ask: Ask, name: ReportName) =>
  useQuery({
    ...q.reports.show.queryOptions({ input: inputOf(ask, name, ask.days, ask.compare) }),
    enabled: ask.ready,
    staleTime: 60_000,
    placeholderData: (before) => before,
  });

export interface Stretch {
  days: Days;
  report: Report | undefined;
}
/** The report week by week (or every few weeks of a long period): for figures whose parts have no series of their own. */
export const useStretches = (ask: Ask): Stretch[] => {
  const stretches = stretchesOf(ask.days);
  const reads = useQueries({
    queries: stretches.map((days) => ({
      ...q.reports.show.queryOptions({ input: inputOf(ask, 'overview', days, 'none') }),
      enabled: ask.ready,
      staleTime: 60_000,
    })),
  });
  return stretches.map((days, index) => ({ days, report: reads[index]?.data }));
};

/** How many weeks a stretch has; 0 = it is a day. */
export const weeksOf = (days: Days): number => {
  const first = stretchesOf(days)[0];
  return first === undefined ? 1 : Math.floor(countDays(first) / 7);
};

/** Where the conversations behind a figure are: the inbox list, asked with the report's own words. */
export const useBehind = (ask: Ask) => {
  const { days, timeZone, channel, team } = ask;
  return useMemo(
    () =>
      (figure: FigureKey, ...more: string[]): InboxSearch => ({
        view: 'all',
        report: 'overview',
        ...instantsOf(days, timeZone),
        bucket: [
          `figure:${figure}`,
          `zone:${timeZone}`,
          ...(channel === undefined ? [] : [`channel:${channel}`]),
          ...(team === undefined ? [] : [`team:${team}`]),
          ...more,
        ].join(','),
      }),
    [days, timeZone, channel, team],
  );
};
export type Behind = ReturnType<typeof useBehind>;

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { InteractionView } from '#contracts/customer.ts';
import type { Channel } from '#contracts/message.ts';
import { api } from '../api/client.ts';
import { EVENT_LINES } from './thread-items.ts';

/** What the events of a customer's conversations are asked for: enough for any thread one can scroll through. */
const EVENTS_LIMIT = 100;

/** The customer's interactions that a thread shows as lines. */
export const eventsOptions = (customerId: string) =>
  queryOptions({
    queryKey: ['timeline', customerId, 'events'],
    queryFn: async (): Promise<InteractionView[]> =>
      (
        await api.customers.interactions({
          id: customerId,
          limit: EVENTS_LIMIT,
          types: EVENT_LINES.join(','),
        })
      ).items,
    staleTime: 30_000,
  });

/** Kinds the timeline can be narrowed to, and the interactions each stands for. Absent types: everything. */
export const TIMELINE_KINDS = {
  messages: ['message.received', 'message.queued', 'message.failed', 'interaction.logged'],
  notes: ['note.added'],
  handling: EVENT_LINES.filter((type) => /^(?:conversation|escalation|promise)\./.test(type)),
  surveys: ['survey.sent', 'survey.answered'],
  orders: ['order.recorded'],
  consent: [
    'consent.changed',
    'identity.added',
    'identity.verified',
    'customer.blocked',
    'customer.unblocked',
  ],
} as const satisfies Record<string, readonly string[]>;
export type TimelineKind = keyof typeof TIMELINE_KINDS;

/** The customer's timeline over all channels, newest first. */
export const timelineOptions = (
  customerId: string,
  kind: TimelineKind | undefined,
  channel: Channel | undefined,
) =>
  infiniteQueryOptions({
    queryKey: ['timeline', customerId, 'list', kind ?? 'all', channel ?? 'all'],
    queryFn: ({ pageParam }) =>
      api.customers.interactions({
        id: customerId,
        limit: 20,
        ...(kind === undefined ? {} : { types: TIMELINE_KINDS[kind].join(',') }),
        ...(channel === undefined ? {} : { channel }),
        ...(pageParam === undefined ? {} : { cursor: pageParam }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 30_000,
  });

import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageView } from '#contracts/message.ts';
import { q } from '../api/client.ts';
import { line, live } from '../socket/live.ts';
import { refreshLists, takeRows, useCounts } from '../state/lists.ts';
import { offers } from '../state/offers.ts';
import { settle } from '../state/outbox.ts';
import { outbox } from '../state/sending.ts';
import { useSession } from '../state/session.ts';
import { repairThread, takeCompany, takeConversation, takeMessages } from '../state/threads.ts';
import { chime } from './sound.ts';

const onMessages = (client: QueryClient, id: string, messages: readonly MessageView[]): void => {
  takeMessages(client, id, messages);
  outbox.set((held) =>
    settle(
      held,
      messages.map((message) => message.clientId),
    ),
  );
  repairThread(client, id);
};

/** After a lost line nothing that was pushed meanwhile can be known: lists, counts and offers are read again. */
const useReread = (client: QueryClient): void => {
  useEffect(() => {
    let before = line.get().state;
    return line.subscribe(() => {
      const now = line.get().state;
      if (before === 'offline' && now === 'online') {
        refreshLists(client);
        void client.invalidateQueries({ queryKey: q.conversations.show.key() });
        void client.invalidateQueries({ queryKey: q.agents.list.key() });
      }
      before = now;
    });
  }, [client]);
};

/** The number in the page's title. */
const useTitleCount = (): void => {
  const { t } = useTranslation('common');
  const mine = useCounts().mine ?? 0;
  useEffect(() => {
    document.title = mine > 0 ? `(${mine}) ${t('title')}` : t('title');
  }, [mine, t]);
};

/** Brings every push into the page's state. Answers what a screen reader should say next. */
export const useLivePushes = (): string => {
  const client = useQueryClient();
  const { agent, preferences } = useSession();
  const [announcement, announce] = useState('');
  useReread(client);
  useTitleCount();
  useEffect(() => {
    const stops = [
      live.on('conversations.changed', ({ rows, removed }) => {
        takeRows(client, rows, removed, agent.id);
        for (const row of rows) {
          takeConversation(client, row);
          repairThread(client, row.id, row.seq);
        }
      }),
      live.on('messages.changed', ({ conversationId, messages }) => {
        onMessages(client, conversationId, messages);
        const said = messages.find((message) => message.direction === 'inbound');
        if (said !== undefined) announce(`${said.author.name ?? ''} ${said.text}`);
      }),
      live.on('viewers.changed', ({ conversationId, ...who }) => takeCompany(conversationId, who)),
      live.on('agents.changed', ({ agents }) =>
        client.setQueryData(q.agents.list.queryKey(), (held) => {
          const newer = new Map(agents.map((one) => [one.id, one]));
          return held === undefined
            ? held
            : { ...held, items: held.items.map((one) => newer.get(one.id) ?? one) };
        }),
      ),
      live.on('counts.changed', ({ counts }) =>
        client.setQueryData(q.conversations.counts.queryKey(), { counts }),
      ),
      live.on('timeline.changed', ({ customerId }) => {
        void client.invalidateQueries({ queryKey: ['timeline', customerId] });
        void client.invalidateQueries({ queryKey: q.customers.show.queryKey({ input: { id: customerId } }) });
      }),
      live.on('offer.made', (offer) =>
        offers.set((held) => [...held.filter((one) => one.row.id !== offer.row.id), offer]),
      ),
      live.on('offer.gone', ({ conversationId }) =>
        offers.set((held) => held.filter((one) => one.row.id !== conversationId)),
      ),
      live.on('notice', (notice) => {
        announce([notice.title, notice.text].filter(Boolean).join(' '));
        if (preferences.sound)
          chime(notice.kind === 'offer' ? 'offer' : notice.kind === 'mention' ? 'mention' : 'message');
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [client, agent.id, preferences.sound]);
  return announcement;
};

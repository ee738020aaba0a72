import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PresenceState } from '#contracts/agent.ts';
import type { ConversationRow } from '#contracts/conversation.ts';
import type { MessageView } from '#contracts/message.ts';
import { q } from '../api/client.ts';
import { line, live } from '../socket/live.ts';
import { findRow, refreshLists, takeRows, useCounts } from '../state/lists.ts';
import { showNotice } from '../state/notices.ts';
import { offers } from '../state/offers.ts';
import { settle } from '../state/outbox.ts';
import { withOwnMarks } from '../state/rows.ts';
import { outbox } from '../state/sending.ts';
import { useSession } from '../state/session.ts';
import { useStore } from '../state/store.ts';
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

/** How often own presence is read again while the line is up and the server does not know of it yet. Milliseconds. */
const PRESENT_AFTER_MS = 1_000;
/** How long pushes of one conversation are gathered before it is read whole. Milliseconds. */
const READ_WHOLE_AFTER_MS = 400;
const waiting = new Map<string, ReturnType<typeof setTimeout>>();

/** A row tells that something changed; what a row does not carry (rights, hand-over, channels) is read again. */
const onRow = (client: QueryClient, row: ConversationRow): void => {
  const queryKey = q.conversations.show.queryKey({ input: { id: row.id } });
  const held = client.getQueryData(queryKey);
  if (held === undefined || held.version >= row.version) return;
  takeConversation(client, withOwnMarks(row, held, held.readSeq));
  repairThread(client, row.id, row.seq);
  clearTimeout(waiting.get(row.id));
  const read = (): void => {
    waiting.delete(row.id);
    void client.invalidateQueries({ queryKey });
  };
  waiting.set(row.id, setTimeout(read, READ_WHOLE_AFTER_MS));
};

/** Whether the agent looks at this conversation now. */
const isOpen = (id: string | undefined): boolean =>
  window.location.pathname === `/conversations/${id}` && document.visibilityState === 'visible';

/** A customer's new message in a conversation of mine that I am not looking at. */
const isNews = (client: QueryClient, row: ConversationRow, me: string): boolean => {
  const held = findRow(client, row.id);
  return (
    row.assigneeId === me &&
    row.lastAuthor === 'customer' &&
    !isOpen(row.id) &&
    held !== undefined &&
    row.seq > held.seq
  );
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

/** The session was read before the line made this agent present: read again until the server knows it. */
const useOwnPresence = (client: QueryClient, presence: PresenceState): void => {
  const online = useStore(line, (value) => value.state === 'online');
  const missing = online && presence === 'offline';
  useEffect(() => {
    if (!missing) return;
    const timer = setInterval(() => {
      void client.invalidateQueries({ queryKey: q.session.show.key() });
      void client.invalidateQueries({ queryKey: q.agents.list.key() });
    }, PRESENT_AFTER_MS);
    return () => clearInterval(timer);
  }, [client, missing]);
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
  useOwnPresence(client, agent.presence);
  useTitleCount();
  useEffect(() => {
    const stops = [
      live.on('conversations.changed', ({ rows, removed }) => {
        const news = rows.filter((row) => isNews(client, row, agent.id));
        takeRows(client, rows, removed, agent.id);
        for (const row of rows) onRow(client, row);
        const [first] = news;
        if (first === undefined) return;
        announce(`${first.customerName} ${first.lastLine}`);
        if (preferences.sound) chime('message');
      }),
      live.on('messages.changed', ({ conversationId, messages }) => {
        onMessages(client, conversationId, messages);
        const said = messages.find((message) => message.direction === 'inbound');
        if (said !== undefined) announce(`${said.author.name ?? ''} ${said.text}`);
      }),
      live.on('viewers.changed', ({ conversationId, ...who }) => takeCompany(conversationId, who)),
      live.on('agents.changed', ({ agents }) => {
        const own = agents.find((one) => one.id === agent.id);
        if (own !== undefined)
          client.setQueryData(q.session.show.queryKey(), (held) =>
            held === undefined ? held : { ...held, agent: own },
          );
        client.setQueryData(q.agents.list.queryKey(), (held) => {
          const newer = new Map(agents.map((one) => [one.id, one]));
          return held === undefined
            ? held
            : { ...held, items: held.items.map((one) => newer.get(one.id) ?? one) };
        });
      }),
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
        if (!isOpen(notice.conversationId)) showNotice(notice);
        // Rows for a room cannot say who was named in them.
        if (notice.kind === 'mention') refreshLists(client);
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

import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { ConversationView } from '#contracts/conversation.ts';
import { q } from '../../api/client.ts';
import { useSession } from '../../state/session.ts';
import { asksForRecord, factsOfRecord, fillCanned } from './fill-canned.ts';

/** How long what was read for canned responses is good. Milliseconds. */
const FRESH_MS = 60_000;

/** Fills a canned text in for a conversation; what cannot be read is treated as not known. */
export const useFill = (): ((text: string, conversation: ConversationView) => Promise<string>) => {
  const client = useQueryClient();
  const { agent } = useSession();
  return useCallback(
    async (text, conversation) => {
      const { language, customerId: id } = conversation;
      const nothing = (): undefined => undefined;
      const [customer, settings] = await Promise.all([
        asksForRecord(text)
          ? client
              .fetchQuery(q.customers.show.queryOptions({ input: { id }, staleTime: FRESH_MS }))
              .catch(nothing)
          : undefined,
        /\{\{\s*shop\./.test(text)
          ? client.fetchQuery(q.settings.show.queryOptions({ staleTime: FRESH_MS })).catch(nothing)
          : undefined,
      ]);
      const facts = {
        ...(customer === undefined ? {} : factsOfRecord(customer)),
        'customer.name': conversation.customerName,
        'agent.name': agent.name,
        'shop.name': settings?.shopName[language],
        'conversation.number': String(conversation.number),
      };
      return fillCanned(text, facts, language);
    },
    [client, agent.name],
  );
};

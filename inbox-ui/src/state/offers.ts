import type { PushData } from '../socket/connection.ts';
import { createStore } from './store.ts';

/** Conversations offered to this agent and not yet answered, oldest first. */
export const offers = createStore<readonly PushData<'offer.made'>[]>([]);

/** Takes an offer away: it was answered, has gone or timed out. */
export const dropOffer = (conversationId: string): void =>
  offers.set((held) => held.filter((one) => one.row.id !== conversationId));

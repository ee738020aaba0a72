import type { Connection } from 'mongoose';
import type { ContentStores } from '../ports/content-stores.ts';
import { contentCollection } from './content-documents.ts';

interface DraftDoc {
  _id: string;
  agentId: string;
  conversationId: string;
  text: string;
  visibility: 'public' | 'note';
  updatedAt: Date;
}

/** An agent's unsent text per conversation; an empty text removes it. */
export const createDraftStore = (connection: Connection): ContentStores['drafts'] => {
  const { docs, put } = contentCollection<DraftDoc>(connection, 'drafts');
  const idOf = (agentId: string, conversationId: string): string => `${agentId}|${conversationId}`;
  return {
    get: async (_scope, agentId, conversationId) => {
      const doc = await docs.findOne({ _id: idOf(agentId, conversationId) });
      return doc ? { text: doc.text, visibility: doc.visibility } : undefined;
    },
    save: async (_scope, agentId, conversationId, draft) => {
      const _id = idOf(agentId, conversationId);
      if (draft.text === '') {
        await docs.deleteOne({ _id });
        return;
      }
      await put({ _id, agentId, conversationId, ...draft, updatedAt: new Date() });
    },
  };
};

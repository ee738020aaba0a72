import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { LoginStore } from '../ports/logins-port.ts';

type LinkDoc = { _id: string; agentId: string; purpose: 'invite' | 'reset'; expiresAt: Date };
type TokenDoc = { _id: string; agentId: string; name: string; createdAt: Date };

/** One-time links and API tokens, both by hash: what is stored opens nothing. */
export const createLoginStore = (connection: Connection): LoginStore => {
  const links = connection.collection('oneTimeLinks') as unknown as Collection<LinkDoc>;
  const tokens = connection.collection('apiTokens') as unknown as Collection<TokenDoc>;
  return {
    addLink: async ({ hash, ...link }) => {
      await links.deleteMany({ agentId: link.agentId });
      await links.insertOne({ _id: hash, ...link });
    },
    takeLink: async (hash, now) => {
      const doc = await links.findOneAndDelete({ _id: hash, expiresAt: { $gt: now } });
      return doc ? { agentId: doc.agentId, purpose: doc.purpose } : undefined;
    },
    peekLink: async (hash, now) => {
      const doc = await links.findOne({ _id: hash, expiresAt: { $gt: now } });
      return doc ? { agentId: doc.agentId, purpose: doc.purpose } : undefined;
    },
    addToken: async ({ hash, ...token }) => {
      await tokens.updateOne({ _id: hash }, { $setOnInsert: token }, { upsert: true });
    },
    agentOfToken: async (hash) => (await tokens.findOne({ _id: hash }))?.agentId,
  };
};

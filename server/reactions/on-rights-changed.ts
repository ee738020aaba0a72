import type { Reaction } from './reaction.ts';

/** The sockets' side of rights: who lost sight of something is cut or moved within a second. */
export interface RightsWatch {
  rightsChanged(agentId: string): void;
  accessChanged(conversationId: string): void;
  accountChanged(accountId: string): void;
}

/** Role, teams or sign-in of an agent changed, a conversation changed hands, or a channel account its rules: sockets follow. */
export const createOnRightsChanged = (watch: () => RightsWatch): Reaction => ({
  name: 'on-rights-changed',
  types: ['agent.updated', 'conversation.assigned', 'channel-account.changed'],
  run: async (_ports, interactions) => {
    for (const i of interactions) {
      if (i.type === 'agent.updated') watch().rightsChanged(i.after.agentId);
      else if (i.type === 'channel-account.changed') watch().accountChanged(i.after.accountId);
      else if (i.refs.conversation) watch().accessChanged(i.refs.conversation);
    }
  },
});

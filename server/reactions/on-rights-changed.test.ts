import { describe, expect, it } from 'vitest';
import type { AnyInteraction, EventType } from '#contracts/events.ts';
import type { Ports } from '../ports.ts';
import { createOnRightsChanged } from './on-rights-changed.ts';

const told: string[] = [];
const reaction = createOnRightsChanged(() => ({
  rightsChanged: (agentId) => told.push(`agent ${agentId}`),
  accessChanged: (conversationId) => told.push(`conversation ${conversationId}`),
  accountChanged: (accountId) => told.push(`account ${accountId}`),
}));
const happened = (type: EventType, after: object, refs: object = {}): AnyInteraction =>
  ({ id: type, type, refs, after }) as unknown as AnyInteraction;

describe('a change of rights', () => {
  it('reaches the sockets of the agent, the conversation and the channel account it concerns', async () => {
    const rows = [
      happened('agent.updated', { agentId: 'ann', fields: ['role'] }),
      happened('conversation.assigned', {}, { conversation: 'c1' }),
      happened('channel-account.changed', { accountId: 'web', fields: ['paused'] }),
    ];
    expect(rows.every(({ type }) => reaction.types.includes(type as never))).toBe(true);
    await reaction.run({} as Ports, rows, {} as never);
    expect(told).toEqual(['agent ann', 'conversation c1', 'account web']);
  });
});

import type { JobHandler } from '../worker.ts';

/** Finds an agent for a waiting escalation. */
export const routeEscalationJob = (
  routeEscalation: (escalationId: string) => Promise<void>,
): JobHandler<'route-escalation'> => ({
  name: 'route-escalation',
  async run({ escalationId }) {
    await routeEscalation(escalationId);
    return undefined;
  },
});

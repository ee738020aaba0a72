import type { Scope } from '../ports/scope.ts';

/**
 * What of the conversations a scope may touch, as a Mongo condition; the same sentences as domain/access. Managers and administrators see all;
 * agents their own, their teams' and those of no team; light users what they are mentioned in; a customer their own.
 */
export const conversationScope = (scope: Scope): Record<string, unknown> => {
  switch (scope.kind) {
    case 'system':
      return {};
    case 'customer':
      return { customerId: scope.customerId };
    case 'agent':
      if (scope.role === 'administrator' || scope.role === 'manager') return {};
      if (scope.role === 'light') return { mentions: scope.agentId };
      return {
        $or: [
          { teamId: null },
          { teamId: { $in: [...scope.teamIds] } },
          { assigneeId: scope.agentId },
          { mentions: scope.agentId },
        ],
      };
  }
};

/** Notes are for agents only. */
export const seesNotes = (scope: Scope): boolean => scope.kind !== 'customer';

export const both = (...conditions: Record<string, unknown>[]): Record<string, unknown> => {
  const given = conditions.filter((c) => Object.keys(c).length > 0);
  if (given.length === 0) return {};
  return given.length === 1 ? (given[0] ?? {}) : { $and: given };
};

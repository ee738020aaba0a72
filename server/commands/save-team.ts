import { AppError } from '#contracts/errors.ts';
import { authorize } from '../domain/access/can.ts';
import type { Team } from '../domain/routing/escalation.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { commitChange } from './commit-change.ts';

/** The list of teams is read whole. */
const MAX_TEAMS = 200;

/**
 * Makes a team (no `teamId`) or renames one. Who is in it is kept with the agents.
 * @throws AppError `not-found`, `already-exists`, `invalid-input`
 */
export const saveTeam = async (
  ports: Ports,
  scope: Scope,
  input: { teamId?: string | undefined; name: string },
): Promise<Team> => {
  authorize(scope, 'manage-queues');
  const name = input.name.trim();
  return commitChange(ports, scope, async (tx) => {
    const teams = await ports.stores.agents.teams(scope);
    const before = teams.find((team) => team.id === input.teamId);
    if (input.teamId !== undefined && !before) throw new AppError('not-found');
    if (name === '' || (!before && teams.length >= MAX_TEAMS))
      throw new AppError('invalid-input', { issues: [{ path: 'name' }] });
    if (teams.some((other) => other.id !== before?.id && other.name === name))
      throw new AppError('already-exists');
    const team: Team = { id: before?.id ?? ports.newId(), name, version: (before?.version ?? 0) + 1 };
    await ports.stores.agents.saveTeam(scope, team, tx);
    return {
      result: team,
      events: [
        {
          type: 'settings.changed',
          ...(before ? { before: { version: before.version } } : {}),
          after: { key: 'team', version: team.version },
        },
      ],
    };
  });
};

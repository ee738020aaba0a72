import { AppError } from '#contracts/errors.ts';
import type { Language } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import type { Queue } from '../domain/routing/escalation.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { given } from '../presenters/given.ts';
import { commitChange } from './commit-change.ts';

/** More than this nobody keeps apart; the list of queues is read whole. */
const MAX_QUEUES = 200;

export interface QueueFields {
  name?: string | undefined;
  skills?: string[] | undefined;
  languages?: Language[] | undefined;
  /** An empty string = no team. */
  teamId?: string | undefined;
  offerTimeoutMs?: number | undefined;
}

const checkTeam = async (ports: Ports, scope: Scope, teamId: string | undefined): Promise<void> => {
  if (!teamId) return;
  const teams = await ports.stores.agents.teams(scope);
  if (!teams.some((team) => team.id === teamId))
    throw new AppError('invalid-input', { issues: [{ path: 'teamId' }] });
};

const checkName = (queues: readonly Queue[], queue: Queue): void => {
  if (queue.name.trim() === '') throw new AppError('invalid-input', { issues: [{ path: 'name' }] });
  if (queues.some((other) => other.id !== queue.id && other.name === queue.name))
    throw new AppError('already-exists');
};

/** Writes the queue with its next version; the team goes with an empty `teamId`. */
const save = (ports: Ports, scope: Scope, queueId: string | undefined, fields: QueueFields): Promise<Queue> =>
  commitChange(ports, scope, async (tx) => {
    const queues = await ports.stores.agents.queues(scope);
    const before = queues.find((queue) => queue.id === queueId);
    if (queueId !== undefined && !before) throw new AppError('not-found');
    if (!before && queues.length >= MAX_QUEUES) throw new AppError('invalid-input');
    const base = before ?? {
      id: ports.newId(),
      name: '',
      order: Math.max(0, ...queues.map(({ order }) => order)) + 1,
      skills: [],
      languages: [],
      isDefault: queues.length === 0,
      offerTimeoutMs: 45_000,
      version: 0,
    };
    const { teamId, ...rest } = { ...base, ...given(fields), version: base.version + 1 } as Queue;
    const queue: Queue = teamId ? { ...rest, teamId } : rest;
    checkName(queues, queue);
    await ports.stores.agents.saveQueue(scope, queue, tx);
    return {
      result: queue,
      events: [
        {
          type: 'settings.changed',
          refs: { queue: queue.id },
          ...(before ? { before: { version: before.version } } : {}),
          after: { key: 'queue', version: queue.version },
        },
      ],
    };
  });

/** Makes a queue, asked after those that are there; the first one is the default. @throws AppError `already-exists`, `invalid-input` */
export const createQueue = async (
  ports: Ports,
  scope: Scope,
  input: QueueFields & { name: string },
): Promise<Queue> => {
  authorize(scope, 'manage-queues');
  await checkTeam(ports, scope, input.teamId);
  return save(ports, scope, undefined, input);
};

/** Changes a queue; what waits in it already keeps its place. @throws AppError `not-found`, `already-exists`, `invalid-input` */
export const updateQueue = async (
  ports: Ports,
  scope: Scope,
  input: QueueFields & { queueId: string },
): Promise<Queue> => {
  authorize(scope, 'manage-queues');
  const { queueId, ...fields } = input;
  await checkTeam(ports, scope, fields.teamId);
  return save(ports, scope, queueId, fields);
};

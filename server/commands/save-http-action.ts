import { AppError } from '#contracts/errors.ts';
import type { HttpActionTest } from '#contracts/http-bot-dialogs.ts';
import { authorize } from '../domain/access/can.ts';
import type { HttpActionDoc } from '../ports/dialog-stores.ts';
import { lostRace, type Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { given } from '../presenters/given.ts';
import { commitChange } from './commit-change.ts';

export interface HttpActionInput {
  name: string;
  url: string;
  method: HttpActionDoc['method'];
  timeoutMs: number;
  dryRun: boolean;
  irreversible: boolean;
  secret?: string | undefined;
}

const changed = (actionId: string, change: 'made' | 'changed' | 'removed') => ({
  type: 'http-action.changed' as const,
  after: { actionId, change },
});

const sealed = (ports: Ports, actionId: string, secret: string): string => {
  const kept = ports.httpActions.seal(actionId, secret);
  if (kept === undefined) throw new AppError('invalid-input', { issues: [{ path: 'secret' }] });
  return kept;
};

/** Makes an action; its secret is told this once. @throws AppError `invalid-input` */
export const createHttpAction = async (
  ports: Ports,
  scope: Scope,
  { secret: own, ...fields }: HttpActionInput,
): Promise<{ action: HttpActionDoc; secret: string }> => {
  authorize(scope, 'manage-bot');
  const id = ports.newId();
  const secret = own || ports.httpActions.newSecret();
  const kept = sealed(ports, id, secret);
  return commitChange(ports, scope, async (tx, now) => {
    const action: HttpActionDoc = { ...fields, id, secret: kept, updatedAt: now, version: 1 };
    await ports.stores.httpActions.save(scope, action, undefined, tx);
    return { result: { action, secret }, events: [changed(id, 'made')] };
  });
};

/** @throws AppError `not-found`, `version-conflict`, `invalid-input` */
export const updateHttpAction = async (
  ports: Ports,
  scope: Scope,
  input: { [K in keyof HttpActionInput]?: HttpActionInput[K] | undefined } & {
    id: string;
    version?: number | undefined;
  },
): Promise<HttpActionDoc> => {
  authorize(scope, 'manage-bot');
  const { id, version, secret, ...fields } = input;
  const kept = secret ? { secret: sealed(ports, id, secret) } : {};
  return commitChange(ports, scope, async (tx, now) => {
    const before = await ports.stores.httpActions.get(scope, id);
    if (!before) throw new AppError('not-found');
    if (version !== undefined && version !== before.version) throw new AppError('version-conflict');
    const action: HttpActionDoc = {
      ...before,
      ...given(fields),
      ...kept,
      updatedAt: now,
      version: before.version + 1,
    };
    if (!(await ports.stores.httpActions.save(scope, action, before.version, tx))) return lostRace();
    return { result: action, events: [changed(id, 'changed')] };
  });
};

/** @throws AppError `wrong-state` while a published dialog calls it */
export const removeHttpAction = async (
  ports: Ports,
  scope: Scope,
  id: string,
): Promise<{ removed: boolean }> => {
  authorize(scope, 'manage-bot');
  return commitChange(ports, scope, async (tx) => {
    const { dialogs } = await ports.stores.dialogs.live(scope);
    const used = dialogs.some(({ published }) =>
      published?.steps.some((step) => step.kind === 'call' && step.action === id),
    );
    if (used) throw new AppError('wrong-state');
    const removed = await ports.stores.httpActions.remove(scope, id, tx);
    return { result: { removed }, events: removed ? [changed(id, 'removed')] : [] };
  });
};

/** Shows the signed request, or sends it for real. What is sent names no customer. @throws AppError `not-found` */
export const testHttpAction = async (
  ports: Ports,
  scope: Scope,
  input: { id: string; send: boolean; input: Record<string, string> },
): Promise<HttpActionTest> => {
  authorize(scope, 'manage-bot');
  const action = await ports.stores.httpActions.get(scope, input.id);
  if (!action) throw new AppError('not-found');
  const call = {
    id: `test-${ports.newId()}`,
    input: input.input,
    customerId: 'test',
    conversationId: 'test',
  };
  const request = ports.httpActions.request(action, call, ports.clock.now());
  if (!input.send) return { sent: false, request, ok: true, answer: {} };
  const { retry: _retry, dryRun: _dry, ...outcome } = await ports.httpActions.send(action, request);
  return { sent: true, request, ...outcome };
};

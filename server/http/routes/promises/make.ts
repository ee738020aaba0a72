import { makePromise } from '../../../commands/make-promise.ts';
import { presentPromise } from '../../../presenters/promise.ts';
import { signedIn } from '../../orpc.ts';

export const make = signedIn.promises.make.handler(async ({ input, context: { ports, scope } }) => {
  const { id: conversationId, kind, what, dueAt } = input;
  const promise = await makePromise(ports, scope, { conversationId, kind, what, dueAt: new Date(dueAt) });
  return { promise: presentPromise(promise) };
});

import { keepPromise } from '../../../commands/make-promise.ts';
import { presentPromise } from '../../../presenters/promise.ts';
import { signedIn } from '../../orpc.ts';

export const keep = signedIn.promises.keep.handler(async ({ input, context: { ports, scope } }) => {
  const { id: conversationId, promiseId } = input;
  return { promise: presentPromise(await keepPromise(ports, scope, { conversationId, promiseId })) };
});

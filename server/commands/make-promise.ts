import { AppError } from '#contracts/errors.ts';
import type { PromiseKind } from '#contracts/policy.ts';
import { DAY } from '#contracts/time.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import {
  type CustomerPromise,
  isOwed,
  keep,
  promiseState,
  withPromise,
} from '../domain/conversation/promise.ts';
import type { Scope, Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { type ConversationChange, changeConversation } from './change-conversation.ts';

/** A promise lies at most this far ahead. */
const FARTHEST_MS = 90 * DAY;
/** More than these can nobody keep in mind. */
const MAX_OWED = 10;

/** Timer `promise-due` of one promise. */
const subjectOf = (conversationId: string, promiseId: string): string => `${conversationId}:${promiseId}`;

export interface PromiseInput {
  conversationId: string;
  kind: PromiseKind;
  /** Absent only for the answer the system promises. */
  what?: string;
  dueAt: Date;
  /** Given, the promise is made once. Default: a new id. */
  promiseId?: string;
}

/** The same by its id; of the system, an open one of an answer for the same instant too. */
const isSame = (one: CustomerPromise, scope: Scope, input: PromiseInput): boolean =>
  one.id === input.promiseId ||
  (scope.kind === 'system' &&
    promiseState(one) === 'open' &&
    one.kind === input.kind &&
    one.madeBy === undefined &&
    one.dueAt.getTime() === input.dueAt.getTime());

const checkPromised = (all: readonly CustomerPromise[], scope: Scope, dueAt: Date, now: Date): void => {
  const ahead = dueAt.getTime() - now.getTime();
  if (scope.kind !== 'system' && (!(ahead > 0) || ahead > FARTHEST_MS))
    throw new AppError('invalid-input', { issues: [{ path: 'dueAt' }] });
  if (all.filter(isOwed).length >= MAX_OWED)
    throw new AppError('invalid-input', { issues: [{ path: 'promises' }] });
};

/**
 * Keeps what the customer was promised, and a timer that tells when it is broken. The system promises an answer for one instant once, however often it
 * says so.
 * @throws AppError `not-found`, `not-allowed`, `invalid-input` (not in the future, too far, too many still owed)
 */
export const makePromise = async (
  ports: Ports,
  scope: Scope,
  input: PromiseInput,
): Promise<CustomerPromise> => {
  const promiseId = input.promiseId ?? ports.newId();
  let result: CustomerPromise | undefined;
  const decide = async (conversation: Conversation, tx: Tx, now: Date): Promise<ConversationChange> => {
    const all = conversation.promises ?? [];
    const same = all.find((one) => isSame(one, scope, { ...input, promiseId }));
    if (same) {
      result = same;
      return { events: [] };
    }
    checkPromised(all, scope, input.dueAt, now);
    const promise: CustomerPromise = {
      id: promiseId,
      kind: input.kind,
      ...(input.what ? { what: input.what } : {}),
      dueAt: input.dueAt,
      madeAt: now,
      ...(scope.kind === 'agent' ? { madeBy: scope.agentId } : {}),
    };
    result = promise;
    await ports.stores.timers.set(
      scope,
      {
        kind: 'promise-due',
        subject: subjectOf(conversation.id, promiseId),
        dueAt: input.dueAt,
        data: { conversationId: conversation.id, promiseId },
      },
      tx,
    );
    return {
      set: { promises: withPromise(all, promise) },
      events: [
        {
          type: 'promise.made',
          after: {
            promiseId,
            kind: input.kind,
            dueAt: input.dueAt.toISOString(),
            by: scope.kind === 'agent' ? 'agent' : 'system',
          },
        },
      ],
    };
  };
  await changeConversation(ports, scope, { conversationId: input.conversationId, verb: 'reply' }, decide);
  if (!result) throw new AppError('not-found');
  return result;
};

const replaced = (conversation: Conversation, promise: CustomerPromise): Partial<Conversation> => ({
  promises: (conversation.promises ?? []).map((one) => (one.id === promise.id ? promise : one)),
});

/**
 * Says that a promise is kept; late where its time is over. A second time changes nothing.
 * @throws AppError `not-found`, `not-allowed`
 */
export const keepPromise = async (
  ports: Ports,
  scope: Scope,
  input: { conversationId: string; promiseId: string },
): Promise<CustomerPromise> => {
  let result: CustomerPromise | undefined;
  const decide = async (conversation: Conversation, _tx: Tx, now: Date): Promise<ConversationChange> => {
    const promise = conversation.promises?.find(({ id }) => id === input.promiseId);
    if (!promise) throw new AppError('not-found');
    result = promise;
    if (!isOwed(promise)) return { events: [] };
    const kept = keep(promise, now);
    result = kept.promise;
    return { set: replaced(conversation, kept.promise), events: kept.events };
  };
  await changeConversation(ports, scope, { conversationId: input.conversationId, verb: 'reply' }, decide);
  if (!result) throw new AppError('not-found');
  return result;
};

/** Why nobody waits for a promise any more; undefined while somebody does. */
const settledBy = (conversation: Conversation, { kind }: CustomerPromise): string | undefined => {
  if (conversation.spam) return 'spam';
  if (kind !== 'reply') return undefined;
  if (conversation.status === 'resolved') return 'resolved';
  return conversation.status === 'bot' ? 'with-bot' : undefined;
};

/** The timer `promise-due`: a promise nobody has kept is broken from here on; one nobody waits for is withdrawn. Safe to run twice. */
export const checkPromise = async (
  ports: Ports,
  scope: Scope,
  input: { conversationId: string; promiseId: string },
): Promise<void> => {
  const decide = async (conversation: Conversation, _tx: Tx, now: Date): Promise<ConversationChange> => {
    const promise = conversation.promises?.find(({ id }) => id === input.promiseId);
    if (!promise || promiseState(promise) !== 'open') return { events: [] };
    const { id: promiseId, kind, dueAt } = promise;
    const cause = settledBy(conversation, promise);
    if (cause)
      return {
        set: replaced(conversation, { ...promise, withdrawnAt: now }),
        events: [{ type: 'promise.withdrawn', after: { promiseId, cause } }],
      };
    return {
      set: replaced(conversation, { ...promise, brokenAt: dueAt }),
      events: [{ type: 'promise.broken', after: { promiseId, kind, dueAt: dueAt.toISOString() } }],
    };
  };
  await changeConversation(ports, scope, { conversationId: input.conversationId }, decide);
};

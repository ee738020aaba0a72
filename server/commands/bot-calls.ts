import type { BotAction } from '#contracts/bot.ts';
import type { AnyInteraction } from '#contracts/events.ts';
import { MINUTE, SECOND } from '#contracts/time.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import { interaction } from '../domain/conversation/interaction.ts';
import type { BotCall, CallOutcome, HttpActionDoc } from '../ports/dialog-stores.ts';
import { type Scope, system, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

const scope: Scope = system('bot-call');
type CallAction = Extract<BotAction, { type: 'call-http' }>;

/** The timer looks after a call this long after it was asked for, and again until a turn has taken its answer up. */
const LOOK_AFTER_MS = 15 * SECOND;
/** How long after its own time limit a call counts as left by a process that died. */
const CLAIM_LEEWAY_MS = 10 * SECOND;
/** Tries of a call, the first included. */
const MAX_ATTEMPTS = 2;
const RETRY_MS = 2 * SECOND;
/** A call that nobody could make for so long has failed. */
const GIVE_UP_MS = 5 * MINUTE;

/** An action that cannot be taken back needs a yes of exactly this, by a customer known for sure. */
const refusalOf = (
  action: HttpActionDoc | undefined,
  asked: CallAction,
  verified: boolean,
): CallOutcome | undefined => {
  const refused = (problem: string): CallOutcome => ({ ok: false, problem, answer: {} });
  if (!action) return refused('unknown-action');
  return action.irreversible && !(asked.confirmed && verified) ? refused('not-confirmed') : undefined;
};

/** Keeps the calls a turn asks for, in its transaction: a call that was kept is made, whatever dies. Answers their ids. */
export const keepCalls = async (
  ports: Ports,
  tx: Tx,
  conversation: Conversation,
  actions: readonly BotAction[],
): Promise<string[]> => {
  const asked = actions.filter((action): action is CallAction => action.type === 'call-http');
  if (asked.length === 0) return [];
  const customer = await ports.stores.customers.get(scope, conversation.customerId, tx);
  const now = ports.clock.now();
  for (const call of asked) {
    const action = await ports.stores.httpActions.get(scope, call.actionId);
    const refused = refusalOf(action, call, customer?.verified === true);
    const kept: BotCall = {
      id: call.key,
      conversationId: conversation.id,
      customerId: conversation.customerId,
      actionId: call.actionId,
      dialogId: call.dialogId,
      input: call.input,
      state: refused ? 'answered' : 'due',
      attempts: 0,
      ...(refused ? { outcome: refused } : {}),
      createdAt: now,
    };
    await ports.stores.botCalls.insert(scope, kept, tx);
    const dueAt = new Date(now.getTime() + LOOK_AFTER_MS);
    await ports.stores.timers.set(scope, { kind: 'bot-call', subject: kept.id, dueAt, data: {} }, tx);
  }
  return asked.map(({ key }) => key);
};

/** Asks for the jobs of calls that were kept. */
export const startCalls = (ports: Pick<Ports, 'queue'>, ids: readonly string[]): void => {
  for (const callId of ids)
    void ports.queue.add('call-http', { callId }, { id: `call-${callId}-1`, once: `call-${callId}` });
};

/** Runs the conversation's turns, which take the answer up. */
type RunTurns = (ports: Ports, conversationId: string) => Promise<void>;

const calledRow = (ports: Ports, call: BotCall, outcome: CallOutcome): AnyInteraction =>
  interaction('http-action.called', {
    id: `called-${call.id}`,
    now: ports.clock.now(),
    actor: { kind: 'bot' },
    refs: { customer: call.customerId, conversation: call.conversationId },
    after: {
      actionId: call.actionId,
      callId: call.id.slice(0, 64),
      ok: outcome.ok,
      attempts: call.attempts,
      ...(outcome.status === undefined ? {} : { status: outcome.status }),
      ...(outcome.problem === undefined ? {} : { problem: outcome.problem }),
      ...(outcome.dryRun ? { dryRun: true } : {}),
    },
  });

const settle = async (ports: Ports, call: BotCall, outcome: CallOutcome): Promise<void> => {
  const row = calledRow(ports, call, outcome);
  const settled = await ports.stores.transaction(scope, async (tx) => {
    const change = { state: 'answered' as const, outcome };
    if (!(await ports.stores.botCalls.update(scope, call.id, ['due'], change, tx))) return false;
    await ports.stores.interactions.insert(scope, [row], tx);
    return true;
  });
  if (settled) ports.dispatch([row]);
};

const tooOld = (ports: Ports, { createdAt }: BotCall): boolean =>
  ports.clock.now().getTime() - createdAt.getTime() > GIVE_UP_MS;

/** One try. Undefined: it will be tried again under the same key. */
const tryCall = async (ports: Ports, call: BotCall): Promise<CallOutcome | undefined> => {
  const action = await ports.stores.httpActions.get(scope, call.actionId);
  if (!action) return { ok: false, problem: 'unknown-action', answer: {} };
  if (action.dryRun) return { ok: true, dryRun: true, answer: {} };
  const request = ports.httpActions.request(action, call, ports.clock.now());
  const { retry, ms: _ms, ...outcome } = await ports.httpActions.send(action, request);
  const again = !outcome.ok && retry && call.attempts < MAX_ATTEMPTS && !tooOld(ports, call);
  return again ? undefined : outcome;
};

/**
 * Makes a call that a turn asked for, and has its answer taken up as the next turn's input. Safe to run twice or after a crash: one process makes it at a
 * time, every try carries the same key, and what is answered is not asked again.
 */
export const callHttp = async (ports: Ports, callId: string, runTurns: RunTurns): Promise<void> => {
  const known = await ports.stores.botCalls.get(scope, callId);
  if (!known) return;
  if (known.state === 'due') {
    const action = await ports.stores.httpActions.get(scope, known.actionId);
    const now = ports.clock.now();
    const until = new Date(now.getTime() + (action?.timeoutMs ?? 0) + CLAIM_LEEWAY_MS);
    const call = await ports.stores.botCalls.claim(scope, callId, now, until);
    if (!call) return;
    const outcome = await tryCall(ports, call);
    if (!outcome) {
      await ports.stores.botCalls.update(scope, callId, ['due'], { free: true });
      const id = `call-${callId}-${call.attempts + 1}`;
      await ports.queue.add('call-http', { callId }, { id, delayMs: RETRY_MS });
      return;
    }
    await settle(ports, call, outcome);
  }
  await runTurns(ports, known.conversationId);
};

/** Looks after a call whose job may be lost, until a turn has taken its answer up or nobody waits for it any more. */
export const wakeCall = async (ports: Ports, callId: string): Promise<void> => {
  const call = await ports.stores.botCalls.get(scope, callId);
  if (!call || call.state === 'told' || call.state === 'dropped') return;
  if (call.state === 'answered' && tooOld(ports, call)) {
    // The conversation is a person's by now; they have the outcome on the record.
    await ports.stores.botCalls.update(scope, callId, ['answered'], { state: 'dropped' });
    return;
  }
  await ports.queue.add(
    'call-http',
    { callId },
    { id: `call-${callId}-${ports.newId()}`, once: `wake-${callId}` },
  );
  const dueAt = new Date(ports.clock.now().getTime() + LOOK_AFTER_MS);
  await ports.stores.timers.set(scope, { kind: 'bot-call', subject: callId, dueAt, data: {} });
};

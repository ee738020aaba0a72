import type { BotTurn, BotTurnResult } from '#contracts/bot.ts';
import { MAX_MODEL_MS } from '#contracts/model.ts';
import type { WidgetState } from '#contracts/socket.ts';
import type { Message } from '../domain/conversation/message.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { widgetStateOf } from '../queries/widget-state.ts';
import { modelFor } from './ask-model.ts';
import { isPolishable, polishTurn } from './polish-turn.ts';

const scope = system('slow-turn');
/** Partial text goes out at most this often. Milliseconds. */
const PARTIAL_EVERY_MS = 150;

/** When a slow turn that nobody finished is done without the model: its job was lost, or nobody works. */
const PLAIN_AFTER_MS = MAX_MODEL_MS + 500;

/**
 * Leaves a turn to a job when the language model may have a say in it. MongoDB holds it as a timer, so that a lost job costs the model's words and not
 * the answer. False: the turn is to be finished now.
 */
export const deferTurn = async (ports: Ports, turn: BotTurn, result: BotTurnResult): Promise<boolean> => {
  const settings = await modelFor(ports, 'rephrase', 'choose');
  if (!settings || !isPolishable(settings.may, turn, result)) return false;
  const { conversationId } = turn;
  const dueAt = new Date(ports.clock.now().getTime() + PLAIN_AFTER_MS);
  await ports.stores.timers.set(scope, { kind: 'slow-turn', subject: conversationId, dueAt, data: {} });
  const seq = turn.messages.at(-1)?.seq ?? 0;
  await ports.queue.add('slow-bot-turn', { conversationId }, { id: `slow-turn-${conversationId}-${seq}` });
  return true;
};

/** Shows a visitor the answer as it grows: a hint like typing, never stored. `end` takes it away. */
const partialTo = (ports: Ports, threadId: string) => {
  let state: Promise<WidgetState> | undefined;
  let sentAt = 0;
  let over = false;
  const push = (partial: string | undefined): void => {
    state ??= widgetStateOf(ports, threadId);
    state.then(
      (now) => {
        if (over && partial !== undefined) return;
        const { partial: _, ...bare } = now;
        ports.realtime.toVisitor(threadId, { state: partial === undefined ? bare : { ...bare, partial } });
      },
      () => undefined,
    );
  };
  return {
    show: (text: string): void => {
      const now = performance.now();
      if (now - sentAt < PARTIAL_EVERY_MS) return;
      sentAt = now;
      push(text);
    },
    end: (): void => {
      over = true;
      if (sentAt === 0) return;
      state = undefined;
      push(undefined);
    },
  };
};

/** What a slow turn does with a result: `polish` asks the model as long as there is time, `end` takes the partial text away. */
export const createPolisher = (ports: Ports) => {
  const startedAt = performance.now();
  let partial: ReturnType<typeof partialTo> | undefined;
  return {
    polish: async (
      turn: BotTurn,
      result: BotTurnResult,
      last: Message | undefined,
    ): Promise<BotTurnResult> => {
      const settings = await modelFor(ports, 'rephrase', 'choose');
      if (!settings) return result;
      if (turn.channel === 'web-chat' && last?.threadId !== undefined)
        partial ??= partialTo(ports, last.threadId);
      // Counted from the turn's beginning, however often it begins anew.
      const deadline = startedAt + settings.limits.timeoutMs;
      return polishTurn({ ports, settings, deadline, onPartial: partial?.show }, turn, result);
    },
    end: (): void => partial?.end(),
  };
};

import type { ModelFault, ModelUse } from '#contracts/model.ts';
import type { Prompt } from '../domain/model/prompts.ts';
import { estimateTokens, moneyOf } from '../domain/model/spend.ts';
import type { ModelSettings } from '../ports/assist-stores.ts';
import { ModelError } from '../ports/model-port.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

const scope = system('ask-model');

/** What the model wrote, unchecked, or why it wrote nothing. */
export type Written = { text: string; fault?: undefined } | { text?: undefined; fault: ModelFault };

/** The settings if the model is set up and may do this. */
export const modelFor = async (
  ports: Ports,
  ...uses: readonly ModelUse[]
): Promise<ModelSettings | undefined> => {
  const settings = await ports.stores.assist.model.settings(scope);
  const ready = settings?.enabled && settings.url !== '' && settings.model !== '';
  return ready && uses.some((use) => settings.may[use]) ? settings : undefined;
};

/** A fault before the provider can have worked on the call: it costs nothing. */
const FREE: ReadonlySet<ModelFault> = new Set([
  'throttled',
  'refused',
  'unreachable',
  'address-not-allowed',
  'budget',
  'off',
]);

/**
 * One call of the language model within the budget: an estimate is set aside before it, what it was is put in its place after. Never rejects, and ends
 * within the settings' time or the shorter `timeoutMs`. Logs codes and counts, never words.
 */
export const askModel = async (
  ports: Ports,
  settings: ModelSettings,
  ask: { use: ModelUse | 'test'; prompt: Prompt; timeoutMs?: number; onText?: (text: string) => void },
): Promise<Written> => {
  const { limits } = settings;
  const { system: rules, user, maxTokens } = ask.prompt;
  const tokensIn = estimateTokens(rules) + estimateTokens(user);
  const estimate = { tokens: tokensIn + maxTokens, money: moneyOf(limits, tokensIn, maxTokens) };
  const at = ports.clock.now();
  const startedAt = performance.now();
  let fault: ModelFault | undefined;
  let answer: { text: string; tokensIn: number; tokensOut: number } | undefined;
  try {
    if (!(await ports.stores.assist.model.reserve(scope, at, estimate, limits))) return { fault: 'budget' };
    answer = await ports.model
      .complete({
        url: settings.url,
        model: settings.model,
        ...(settings.sealedKey === undefined ? {} : { sealedKey: settings.sealedKey }),
        messages: [
          { role: 'system', content: rules },
          { role: 'user', content: user },
        ],
        maxTokens,
        timeoutMs: Math.max(1, Math.min(ask.timeoutMs ?? limits.timeoutMs, limits.timeoutMs)),
        ...(ask.onText ? { onText: ask.onText } : {}),
      })
      .catch((error: unknown) => {
        fault = error instanceof ModelError ? error.fault : 'failed';
        return undefined;
      });
    const spent = answer ?? { tokensIn: fault && FREE.has(fault) ? 0 : tokensIn, tokensOut: 0 };
    await ports.stores.assist.model.settle(scope, at, estimate, {
      tokensIn: spent.tokensIn,
      tokensOut: spent.tokensOut,
      money: moneyOf(limits, spent.tokensIn, spent.tokensOut),
      fault: answer === undefined,
    });
  } catch (error) {
    ports.log.warn({ err: error, use: ask.use }, 'the usage of the language model could not be counted');
    fault = 'failed';
  }
  const ms = Math.round(performance.now() - startedAt);
  if (answer && !fault) return { text: answer.text };
  ports.log.warn({ use: ask.use, fault: fault ?? 'failed', ms }, 'the language model gave no answer');
  return { fault: fault ?? 'failed' };
};

import { AppError } from '#contracts/errors.ts';
import {
  MODEL_DEFAULTS,
  type ModelLimits,
  type ModelMay,
  type ModelTest,
  type ModelView,
} from '#contracts/model.ts';
import { authorize } from '../domain/access/can.ts';
import type { ModelSettings } from '../ports/assist-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { askModel } from './ask-model.ts';
import { commitChange } from './commit-change.ts';

const NONE: ModelSettings = { enabled: false, url: '', model: '', ...MODEL_DEFAULTS, version: 0 };

const settingsOf = async (ports: Ports, scope: Scope): Promise<ModelSettings> =>
  (await ports.stores.assist.model.settings(scope)) ?? NONE;

const viewOf = async (
  ports: Ports,
  scope: Scope,
  { sealedKey, ...rest }: ModelSettings,
): Promise<ModelView> => ({
  ...rest,
  keySet: sealedKey !== undefined,
  usage: await ports.stores.assist.model.usage(scope, ports.clock.now()),
});

/** Settings and usage of the language model. The key is never read back. */
export const getModel = async (ports: Ports, scope: Scope): Promise<ModelView> => {
  authorize(scope, 'manage-model');
  return viewOf(ports, scope, await settingsOf(ports, scope));
};

export interface ModelChange {
  version?: number | undefined;
  enabled?: boolean | undefined;
  url?: string | undefined;
  model?: string | undefined;
  key?: string | undefined;
  may?: { [K in keyof ModelMay]?: boolean | undefined } | undefined;
  limits?: { [K in keyof ModelLimits]?: ModelLimits[K] | undefined } | undefined;
}

const given = <T extends object>(change: T | undefined): Partial<T> =>
  Object.fromEntries(Object.entries(change ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;

const originOf = (url: string): string => (url === '' ? '' : new URL(url).origin);

/** The key stays only with the address it was given for: who changes the address cannot send it elsewhere. */
const keyOf = (ports: Ports, before: ModelSettings, input: ModelChange, url: string): string | undefined => {
  if (input.key !== undefined) return input.key === '' ? undefined : ports.model.seal(input.key);
  return originOf(url) === originOf(before.url) ? before.sealedKey : undefined;
};

/** Changes the language model. @throws AppError `version-conflict`, `invalid-input` (switched on without an address or a model) */
export const updateModel = async (ports: Ports, scope: Scope, input: ModelChange): Promise<ModelView> => {
  authorize(scope, 'manage-model');
  const before = await settingsOf(ports, scope);
  if (input.version !== undefined && input.version !== before.version) throw new AppError('version-conflict');
  const url = input.url ?? before.url;
  const sealedKey = keyOf(ports, before, input, url);
  const next: ModelSettings = {
    enabled: input.enabled ?? before.enabled,
    url,
    model: input.model ?? before.model,
    may: { ...before.may, ...given(input.may) } as ModelMay,
    limits: { ...before.limits, ...given(input.limits) } as ModelLimits,
    version: before.version + 1,
    ...(sealedKey === undefined ? {} : { sealedKey }),
  };
  const missing = (['url', 'model'] as const).filter((field) => next[field] === '');
  if (next.enabled && missing.length > 0)
    throw new AppError('invalid-input', { issues: missing.map((path) => ({ path })) });
  await commitChange(ports, scope, async (tx) => {
    const expected = before.version === 0 ? undefined : before.version;
    if (!(await ports.stores.assist.model.save(scope, next, expected, tx)))
      throw new AppError('version-conflict');
    const fields = Object.keys(input).filter((field) => field !== 'version');
    return {
      result: undefined,
      events: [{ type: 'model.changed', after: { fields, version: next.version } }],
    };
  });
  return viewOf(ports, scope, next);
};

/** One small call with the stored settings, whether the model is switched on or not. @throws AppError `model-off` (no address or model) */
export const testModel = async (ports: Ports, scope: Scope): Promise<ModelTest> => {
  authorize(scope, 'manage-model');
  const settings = await settingsOf(ports, scope);
  if (settings.url === '' || settings.model === '') throw new AppError('model-off');
  const startedAt = performance.now();
  const prompt = { system: 'Answer with the single word OK.', user: 'Are you there?', maxTokens: 10 };
  const { fault } = await askModel(ports, settings, { use: 'test', prompt });
  const ms = Math.round(performance.now() - startedAt);
  return fault === undefined ? { ok: true, ms } : { ok: false, ms, fault };
};

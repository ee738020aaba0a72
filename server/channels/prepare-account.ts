import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '#contracts/errors.ts';
import type { AdapterInfo, ChannelsPort } from '#server/ports/channels-port.ts';
import { CommonSettings } from './account-cache.ts';
import type { AdapterShelf } from './adapter-shelf.ts';

/** Longest secret kept, in UTF-16 units. */
const MAX_SECRET = 4_000;

interface Issue {
  path: string;
  message: string;
}

const issuesOf = (error: z.ZodError | undefined): Issue[] =>
  (error?.issues ?? []).map((issue) => ({ path: issue.path.join('.'), message: issue.message }));

/** See ChannelsPort.prepare. Values never appear in the error, only field names. */
export const prepareAccount = async (
  shelf: AdapterShelf,
  seal: (plain: string, place: { accountId: string; field: string }) => string,
  input: Parameters<ChannelsPort['prepare']>[0],
): ReturnType<ChannelsPort['prepare']> => {
  const definition = await shelf.load(input.adapter);
  if (!definition) throw new AppError('channel-not-available', { adapter: input.adapter });
  const names: readonly string[] = [...definition.secrets.required, ...definition.secrets.optional];
  const settings = definition.settings.safeParse(input.settings);
  const common = CommonSettings.safeParse(input.settings);
  const issues = [...issuesOf(settings.error), ...issuesOf(common.error)];
  for (const [field, value] of Object.entries(input.secrets)) {
    if (!names.includes(field)) issues.push({ path: `secrets.${field}`, message: 'unknown secret' });
    else if (value.length > MAX_SECRET) issues.push({ path: `secrets.${field}`, message: 'too long' });
  }
  if (issues.length > 0 || !settings.success || !common.success)
    throw new AppError('invalid-input', { issues });
  const sealed: Record<string, string> = { ...input.sealed };
  for (const [field, value] of Object.entries(input.secrets)) {
    if (value === '') delete sealed[field];
    else sealed[field] = seal(value, { accountId: input.accountId, field });
  }
  for (const field of definition.secrets.made ?? [])
    sealed[field] ??= seal(randomBytes(32).toString('base64url'), { accountId: input.accountId, field });
  return {
    channel: definition.channel,
    settings: { ...(settings.data as Record<string, unknown>), ...common.data },
    sealed,
  };
};

const toJsonSchema = (schema: z.ZodType): { properties?: Record<string, unknown> } =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });

/** See ChannelsPort.adapters: own settings first, then those every account has. */
export const showAdapters = async (shelf: AdapterShelf): Promise<AdapterInfo[]> => {
  const common = toJsonSchema(CommonSettings).properties ?? {};
  const adapters: AdapterInfo[] = [];
  for (const id of shelf.ids) {
    const definition = await shelf.load(id);
    if (!definition) continue;
    const own = toJsonSchema(definition.settings);
    adapters.push({
      id,
      channel: definition.channel,
      canStart: definition.capabilities.canStart,
      inbound: definition.inbound,
      settingsSchema: { ...own, properties: { ...own.properties, ...common } },
      secrets: definition.secrets,
      strings: definition.strings,
    });
  }
  return adapters;
};

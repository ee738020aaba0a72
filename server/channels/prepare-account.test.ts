import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AnyChannel } from '#channels/channel.ts';
import { CHANNELS } from '#channels/registry.ts';
import { AppError } from '#contracts/errors.ts';
import type { ChannelsPort } from '#server/ports/channels-port.ts';
import { createSecretBox } from '#server/store/secret-box.ts';
import { createAdapterShelf } from './adapter-shelf.ts';
import { prepareAccount, showAdapters } from './prepare-account.ts';

const box = createSecretBox('a-secret-key-of-the-test-0123456789');
const odd = {
  id: 'odd',
  channel: 'sms',
  settings: z.object({ number: z.string().min(1) }),
  secrets: { required: ['token'], optional: ['other'] },
};
const shelf = createAdapterShelf([{ id: 'odd', load: async () => odd as unknown as AnyChannel }]);
const prepare = (input: Parameters<ChannelsPort['prepare']>[0]): ReturnType<ChannelsPort['prepare']> =>
  prepareAccount(shelf, box.seal, input);

describe('connecting an account', () => {
  it('checks settings, seals secrets for that account, keeps and removes earlier ones', async () => {
    const made = await prepare({
      accountId: 'a9',
      adapter: 'odd',
      settings: { number: '5', botFirst: false, extra: 1 },
      secrets: { token: 'canary' },
      sealed: { other: 'kept' },
    });
    expect(made.channel).toBe('sms');
    expect(made.settings).toEqual({ number: '5', botFirst: false, matterWindowHours: 72 });
    expect(made.sealed.other).toBe('kept');
    expect(box.open(made.sealed.token ?? '', { accountId: 'a9', field: 'token' })).toBe('canary');
    const removed = await prepare({
      accountId: 'a9',
      adapter: 'odd',
      settings: { number: '5' },
      secrets: { token: '' },
      sealed: made.sealed,
    });
    expect(removed.sealed).toEqual({ other: 'kept' });
  });

  it('makes the secrets nobody types, once', async () => {
    const signing = {
      ...odd,
      settings: z.object({}),
      secrets: { required: [], optional: [], made: ['key'] },
    } as unknown as AnyChannel;
    const own = createAdapterShelf([{ id: 'odd', load: async () => signing }]);
    const input = { accountId: 'a9', adapter: 'odd', settings: {}, secrets: {} };
    const made = await prepareAccount(own, box.seal, input);
    const key = box.open(made.sealed.key ?? '', { accountId: 'a9', field: 'key' });
    expect(key.length).toBeGreaterThan(40);
    const again = await prepareAccount(own, box.seal, { ...input, sealed: made.sealed });
    expect(again.sealed).toEqual(made.sealed);
    const typed = prepareAccount(own, box.seal, { ...input, secrets: { key: 'mine' } });
    await expect(typed).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('names the fields that are wrong, never their values', async () => {
    const error = await prepare({
      accountId: 'a9',
      adapter: 'odd',
      settings: { number: '', botFirst: 'canary' },
      secrets: { unknown: 'canary', token: 'x'.repeat(4_001) },
    }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid-input' });
    const issues = error instanceof AppError ? (error.data?.issues as { path: string }[]) : [];
    const paths = issues.map((issue) => issue.path);
    expect(paths.sort()).toEqual(['botFirst', 'number', 'secrets.token', 'secrets.unknown']);
    expect(JSON.stringify(error)).not.toContain('canary');
    await expect(
      prepare({ accountId: 'a', adapter: 'fax', settings: {}, secrets: {} }),
    ).rejects.toMatchObject({ code: 'channel-not-available' });
  });

  it('shows every registered adapter with a schema of its settings and words for them', async () => {
    const adapters = await showAdapters(createAdapterShelf(CHANNELS));
    expect(adapters.map((adapter) => adapter.id)).toEqual(CHANNELS.map((channel) => channel.id));
    const sms = adapters.find((adapter) => adapter.id === 'sms');
    const schema = sms?.settingsSchema as { properties: Record<string, unknown>; required: string[] };
    const properties = Object.keys(schema.properties);
    expect(properties).toEqual(
      expect.arrayContaining(['accountSid', 'from', 'apiBase', 'botFirst', 'matterWindowHours']),
    );
    expect(schema.required).toEqual(['accountSid']);
    for (const name of properties.filter((one) => !['botFirst', 'matterWindowHours'].includes(one))) {
      expect(Object.keys(sms?.strings.ja ?? {})).toContain(`settings.${name}`);
    }
  });
});

import { expect, test } from 'vitest';
import type { CheckResult } from '#channels/channel.ts';
import { DAY } from '#contracts/time.ts';
import type { ChannelAccountDoc } from '../ports/content-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { checkAccount, checkDueAccounts } from './check-account.ts';

const NOW = new Date('2026-11-24T00:00:00Z');
const admin = { kind: 'agent', agentId: 'a', role: 'administrator', teamIds: [] } as unknown as Scope;

const world = (found: CheckResult | undefined, accounts: Partial<ChannelAccountDoc>[] = []) => {
  const asked: string[] = [];
  const touched: unknown[] = [];
  const ports = {
    clock: { now: () => NOW },
    channels: {
      account: async (id: string) => (id === 'gone' ? undefined : { id }),
      check: async (id: string) => {
        asked.push(id);
        return found;
      },
    },
    stores: {
      accounts: {
        list: async () => accounts,
        touch: async (_scope: unknown, id: string, seen: object) => void touched.push({ id, ...seen }),
      },
    },
  } as unknown as Ports;
  return { ports, asked, touched };
};

test('a check that succeeds keeps with the account when its token ends', async () => {
  const expiresAt = new Date('2026-12-01T00:00:00Z');
  const { ports, touched } = world({ ok: true, expiresAt });
  const told = await checkAccount(ports, admin, 'line');
  expect(told).toEqual({ ok: true, facts: [], expiresAt: expiresAt.toISOString() });
  expect(touched).toEqual([{ id: 'line', checkedAt: NOW, tokenExpiresAt: expiresAt }]);
});

test('a check that fails leaves the end of the token as it was told before', async () => {
  const { ports, touched } = world({ ok: false, problem: 'problem.unreachable' });
  await checkAccount(ports, admin, 'line');
  expect(touched).toEqual([{ id: 'line', checkedAt: NOW }]);
});

test('an account that does not exist is not asked about', async () => {
  const { ports, asked } = world({ ok: true });
  await expect(checkAccount(ports, admin, 'gone')).rejects.toMatchObject({ code: 'not-found' });
  expect(asked).toEqual([]);
});

test('accounts are asked about once a day, paused ones never', async () => {
  const ago = (ms: number): Date => new Date(NOW.getTime() - ms);
  const { ports, asked } = world({ ok: true }, [
    { id: 'never', paused: false },
    { id: 'paused', paused: true },
    { id: 'lately', paused: false, checkedAt: ago(DAY - 1) },
    { id: 'long-ago', paused: false, checkedAt: ago(DAY) },
  ]);
  await checkDueAccounts(ports);
  expect(asked).toEqual(['never', 'long-ago']);
});

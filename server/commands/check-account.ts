import type { z } from 'zod';
import { AppError } from '#contracts/errors.ts';
import { DAY } from '#contracts/time.ts';
import type { AccountCheck } from '#contracts/views.ts';
import { authorize } from '../domain/access/can.ts';
import { type Scope, system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

const bySelf = system('check-account');

const ask = async (ports: Ports, accountId: string): Promise<z.infer<typeof AccountCheck>> => {
  const found = await ports.channels.check(accountId);
  await ports.stores.accounts.touch(bySelf, accountId, {
    checkedAt: ports.clock.now(),
    // A check that fails says nothing about the token: the date it told before stands.
    ...(found?.ok ? { tokenExpiresAt: found.expiresAt ?? null } : {}),
  });
  if (!found) return { facts: [] };
  return {
    ok: found.ok,
    facts: found.facts ?? [],
    ...(found.problem ? { problem: found.problem } : {}),
    ...(found.expiresAt ? { expiresAt: found.expiresAt.toISOString() } : {}),
  };
};

/** Asks the provider whether the account works; for whoever connects channels. When its token ends is kept with the account. @throws AppError not-found */
export const checkAccount = async (
  ports: Ports,
  scope: Scope,
  accountId: string,
): Promise<z.infer<typeof AccountCheck>> => {
  authorize(scope, 'manage-channel-accounts');
  if (!(await ports.channels.account(accountId))) throw new AppError('not-found');
  return ask(ports, accountId);
};

/** Asks for every account that is not paused and was not asked within a day, one after the other: a token near its end is shown before it fails. */
export const checkDueAccounts = async (ports: Ports): Promise<void> => {
  const before = ports.clock.now().getTime() - DAY;
  for (const { id, paused, checkedAt } of await ports.stores.accounts.list(bySelf))
    if (!paused && (checkedAt?.getTime() ?? 0) <= before) await ask(ports, id);
};

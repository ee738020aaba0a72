import type { z } from 'zod';
import { AppError } from '#contracts/errors.ts';
import type { AccountCheck, TemplateView } from '#contracts/views.ts';
import { authorize } from '../domain/access/can.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

const known = async (ports: Ports, accountId: string): Promise<void> => {
  if (!(await ports.channels.account(accountId))) throw new AppError('not-found');
};

/** Asks the provider whether the account works; for whoever connects channels. */
export const checkAccount = async (
  ports: Ports,
  scope: Scope,
  accountId: string,
): Promise<z.infer<typeof AccountCheck>> => {
  authorize(scope, 'manage-channel-accounts');
  await known(ports, accountId);
  const found = await ports.channels.check(accountId);
  if (!found) return { facts: [] };
  return {
    ok: found.ok,
    facts: found.facts ?? [],
    ...(found.problem ? { problem: found.problem } : {}),
    ...(found.expiresAt ? { expiresAt: found.expiresAt.toISOString() } : {}),
  };
};

/** The account's templates; for whoever may write with them. @throws AppError not-found, and what the provider's refusal means */
export const listTemplates = async (
  ports: Ports,
  scope: Scope,
  accountId: string,
): Promise<z.infer<typeof TemplateView>[]> => {
  authorize(scope, 'start-conversation');
  await known(ports, accountId);
  return ports.channels.templates(accountId);
};

import type { z } from 'zod';
import { AppError } from '#contracts/errors.ts';
import type { TemplateView } from '#contracts/views.ts';
import { authorize } from '../domain/access/can.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

/** The account's templates; for whoever may write with them. @throws AppError not-found, and what the provider's refusal means */
export const listTemplates = async (
  ports: Ports,
  scope: Scope,
  accountId: string,
): Promise<z.infer<typeof TemplateView>[]> => {
  authorize(scope, 'start-conversation');
  if (!(await ports.channels.account(accountId))) throw new AppError('not-found');
  return ports.channels.templates(accountId);
};

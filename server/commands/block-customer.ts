import { AppError } from '#contracts/errors.ts';
import { authorize } from '../domain/access/can.ts';
import type { Customer } from '../domain/customer/customer.ts';
import { lostRace, type Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { commitChange } from './commit-change.ts';

/** Blocks or unblocks a customer: while blocked there is no bot, no survey and no figure for them. Doing it twice changes nothing. */
export const blockCustomer = async (
  ports: Ports,
  scope: Scope,
  input: { customerId: string; blocked: boolean },
): Promise<Customer> => {
  authorize(scope, 'block-customers');
  return commitChange(ports, scope, async (tx, now) => {
    const before = await ports.stores.customers.get(scope, input.customerId, tx);
    if (!before || before.erasedAt) throw new AppError('not-found');
    if (before.blocked === input.blocked) return { result: before, events: [] };
    const set = { blocked: input.blocked, updatedAt: now };
    const after = await ports.stores.customers.update(scope, before.id, before.version, set, tx);
    if (!after) return lostRace();
    return {
      result: after,
      events: [
        {
          type: input.blocked ? 'customer.blocked' : 'customer.unblocked',
          refs: { customer: before.id },
          after: {},
        },
      ],
    };
  });
};

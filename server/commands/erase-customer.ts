import { AppError } from '#contracts/errors.ts';
import { authorize } from '../domain/access/can.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { commitChange } from './commit-change.ts';

/**
 * Erases a customer and everyone merged into them. What named them is gone for good; counts and figures stay under a pseudonym.
 * A crash half-way is finished by asking again: the customer stays findable until the last step.
 * @throws AppError `not-found`
 */
export const eraseCustomer = async (
  ports: Ports,
  scope: Scope,
  input: { customerId: string },
): Promise<{ erased: true }> => {
  authorize(scope, 'erase-customers');
  const customer = await ports.stores.customers.get(scope, input.customerId);
  if (!customer || customer.erasedAt) throw new AppError('not-found');
  const aliases = await ports.stores.customers.aliases(scope, customer.id);
  const wanted = `erased-${ports.newId()}`;
  const { pseudonym, ...counts } = await ports.stores.erasure.erase(
    scope,
    aliases,
    wanted,
    ports.clock.now(),
  );
  await commitChange(ports, scope, async () => ({
    result: undefined,
    events: [{ type: 'customer.erased', refs: { customer: pseudonym }, after: {} }],
  }));
  ports.log.info(counts, 'customer erased');
  return { erased: true };
};

import type { Customer } from '../domain/customer/customer.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

/** A chain of merges longer than this is a fault, not a history. */
const MERGE_STEPS = 20;

/** The customer this one was merged into, or itself. */
export const survivingCustomer = async (
  ports: Pick<Ports, 'stores'>,
  scope: Scope,
  id: string,
): Promise<Customer | undefined> => {
  let customer = await ports.stores.customers.get(scope, id);
  for (let step = 0; customer?.mergedInto && step < MERGE_STEPS; step++)
    customer = await ports.stores.customers.get(scope, customer.mergedInto);
  return customer;
};

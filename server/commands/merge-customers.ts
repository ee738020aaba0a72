import { AppError } from '#contracts/errors.ts';
import { authorize } from '../domain/access/can.ts';
import type { Customer } from '../domain/customer/customer.ts';
import { lostRace, type Scope, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { commitChange } from './commit-change.ts';

const read = async (ports: Ports, scope: Scope, id: string, tx: Tx): Promise<Customer> => {
  const customer = await ports.stores.customers.get(scope, id, tx);
  if (!customer || customer.erasedAt) throw new AppError('not-found');
  return customer;
};

/**
 * Links a customer to another: every row keeps the id it was written with, reads take the alias set, and `unmergeCustomer` takes the link away again.
 * Both documents are written, so that two merges crossing each other conflict and none makes a circle.
 * @throws AppError not-found, invalid-input (the same person, or one that is merged already)
 */
export const mergeCustomers = async (
  ports: Ports,
  scope: Scope,
  input: { customerId: string; into: string },
): Promise<Customer> => {
  authorize(scope, 'change-customers');
  if (input.customerId === input.into) throw new AppError('invalid-input', { reason: 'same-customer' });
  return commitChange(ports, scope, async (tx, now) => {
    const [from, into] = [
      await read(ports, scope, input.customerId, tx),
      await read(ports, scope, input.into, tx),
    ];
    if (from.mergedInto === into.id) return { result: into, events: [] };
    if (from.mergedInto || into.mergedInto) throw new AppError('invalid-input', { reason: 'merged-already' });
    const { customers } = ports.stores;
    const linked = await customers.update(
      scope,
      from.id,
      from.version,
      { mergedInto: into.id, updatedAt: now },
      tx,
    );
    const kept = await customers.update(
      scope,
      into.id,
      into.version,
      {
        updatedAt: now,
        // One of them being blocked is no reason to write to the other.
        blocked: into.blocked || from.blocked,
        verified: into.verified || from.verified,
      },
      tx,
    );
    if (!linked || !kept) return lostRace();
    return {
      result: kept,
      events: [{ type: 'customer.merged', refs: { customer: from.id }, after: { into: into.id } }],
    };
  });
};

/**
 * Takes a merge apart: the customer stands alone again with everything that was theirs. Not merged: nothing changes.
 * @throws AppError not-found
 */
export const unmergeCustomer = async (
  ports: Ports,
  scope: Scope,
  input: { customerId: string },
): Promise<Customer> => {
  authorize(scope, 'change-customers');
  return commitChange(ports, scope, async (tx) => {
    const customer = await read(ports, scope, input.customerId, tx);
    const into = customer.mergedInto;
    if (!into) return { result: customer, events: [] };
    const apart = await ports.stores.customers.unmerge(scope, customer.id, customer.version, tx);
    if (!apart) return lostRace();
    return {
      result: apart,
      events: [{ type: 'customer.unmerged', refs: { customer: customer.id }, after: { from: into } }],
    };
  });
};

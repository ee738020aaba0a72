import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { AppError } from '#contracts/errors.ts';
import type { Language } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import { tokenise } from '../domain/conversation/tokens.ts';
import type { Customer, Identity } from '../domain/customer/customer.ts';
import { identityId } from '../domain/customer/identify.ts';
import { plainName } from '../domain/customer/plain-name.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import type { EventDraft } from './change-conversation.ts';
import { commitChange } from './commit-change.ts';

export interface NewCustomer {
  name: string;
  language?: Language | undefined;
  email?: string | undefined;
  /** As people write it; without a country code it is Japanese. */
  phone?: string | undefined;
}

/** Numbers without a country code are read as this country's. */
const HOME = 'JP';

const phoneOf = (phone: string): string => {
  const parsed = parsePhoneNumberFromString(phone.normalize('NFKC'), HOME);
  if (!parsed?.isPossible()) throw new AppError('invalid-input', { issues: [{ path: 'phone' }] });
  return parsed.number;
};

const addressesOf = (input: NewCustomer): { kind: 'email' | 'phone'; value: string }[] => [
  ...(input.email ? [{ kind: 'email' as const, value: input.email.trim().toLowerCase() }] : []),
  ...(input.phone ? [{ kind: 'phone' as const, value: phoneOf(input.phone) }] : []),
];

/**
 * A customer an agent writes down. Addresses are unverified until the customer writes from them.
 * @throws AppError `already-exists` when an address belongs to somebody, `invalid-input` for a number that cannot be one
 */
export const createCustomer = async (ports: Ports, scope: Scope, input: NewCustomer): Promise<Customer> => {
  authorize(scope, 'change-customers');
  const addresses = addressesOf(input);
  const name = plainName(input.name);
  if (!name) throw new AppError('invalid-input', { issues: [{ path: 'name' }] });
  const language = input.language ?? (await ports.stores.settings.current(scope)).language;
  return commitChange(ports, scope, async (tx, now) => {
    const customer: Customer = {
      id: ports.newId(),
      name,
      language,
      tier: addresses.length > 0 ? 'B' : 'C',
      vip: false,
      highTouch: false,
      blocked: false,
      tags: [],
      attributes: [],
      version: 1,
      verified: false,
      tokens: tokenise(name, ...addresses.map((address) => address.value)),
      createdAt: now,
      updatedAt: now,
    };
    const refs = { customer: customer.id };
    const events: EventDraft[] = [{ type: 'customer.created', after: { by: 'agent' }, refs }];
    await ports.stores.customers.insert(scope, customer, tx);
    for (const { kind, value } of addresses) {
      const id = identityId(kind, value, undefined);
      if (await ports.stores.customers.identity(scope, id, tx)) throw new AppError('already-exists');
      const identity: Identity = {
        id,
        kind,
        value,
        customerId: customer.id,
        verified: false,
        optedOut: false,
        createdAt: now,
      };
      await ports.stores.customers.upsertIdentity(scope, identity, tx);
      events.push({ type: 'identity.added', after: { kind, verified: false }, refs });
    }
    return { result: customer, events };
  });
};

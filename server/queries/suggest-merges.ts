import type { MergeSuggestion } from '#contracts/customer.ts';
import { queryTokens } from '../domain/conversation/tokens.ts';
import type { Customer } from '../domain/customer/customer.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentCustomerRow } from '../presenters/customer.ts';
import { readCustomer } from './get-customer-record.ts';

const MAX = 5;
/** Looked at for each address and for the name. */
const LOOKED_AT = 20;

const plain = (name: string): string => name.normalize('NFKC').replace(/\s+/gu, '').toLowerCase();

/**
 * Who may be the same person, strongest reason first: the same e-mail address or phone number told on another channel, then the same name. Only a
 * suggestion: an unverified claim never merges by itself.
 */
export const suggestMerges = async (ports: Ports, scope: Scope, id: string): Promise<MergeSuggestion[]> => {
  const { customer, aliases } = await readCustomer(ports, scope, id);
  const own = new Set(aliases);
  const identities = await ports.stores.customers.identities(scope, aliases);
  const addresses = identities.filter((i) => i.kind === 'email' || i.kind === 'phone').map((i) => i.value);
  const found = new Map<string, { customer: Customer; reason: MergeSuggestion['reason'] }>();
  const look = async (
    query: string,
    reason: MergeSuggestion['reason'],
    fits: (candidate: Customer) => boolean,
  ): Promise<void> => {
    const tokens = queryTokens(query);
    if (tokens.length === 0) return;
    const { items } = await ports.stores.customers.list(scope, { tokens, limit: LOOKED_AT });
    for (const candidate of items)
      if (!own.has(candidate.id) && !found.has(candidate.id) && fits(candidate))
        found.set(candidate.id, { customer: candidate, reason });
  };
  for (const address of addresses.slice(0, 5)) await look(address, 'same-address', () => true);
  // "Visitor" is nobody's name.
  if (identities.some((i) => i.value !== customer.name) && customer.verified)
    await look(customer.name, 'same-name', (c) => plain(c.name) === plain(customer.name));
  const chosen = [...found.values()].slice(0, MAX);
  const all = await ports.stores.customers.identities(
    scope,
    chosen.map((c) => c.customer.id),
  );
  return chosen.map((c) => ({
    reason: c.reason,
    customer: presentCustomerRow(
      c.customer,
      all.filter((i) => i.customerId === c.customer.id),
    ),
  }));
};

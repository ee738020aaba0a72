import type { Sender } from '#contracts/inbound.ts';
import { tokenise } from '../conversation/tokens.ts';
import { isTimeZone } from '../sla/business-hours.ts';
import type { Customer, Identity } from './customer.ts';
import { plainName } from './plain-name.ts';

/** Identity document id: values that mean something on one account only carry the account. */
export const identityId = (kind: string, value: string, accountId: string | undefined): string =>
  accountId ? `${kind}:${accountId}|${value}` : `${kind}:${value}`;

/** The identities a sender claims, the sender's own first. */
export const claimsOf = (
  from: Sender,
  accountId: string,
): { id: string; kind: Identity['kind']; value: string; verified: boolean; accountId?: string }[] => [
  {
    id: identityId(from.kind, from.value, from.scoped ? accountId : undefined),
    kind: from.kind,
    value: from.value,
    verified: from.verified,
    ...(from.scoped ? { accountId } : {}),
  },
  ...(from.also ?? []).map((a) => ({
    id: identityId(a.kind, a.value, undefined),
    kind: a.kind,
    value: a.value,
    verified: a.verified,
  })),
];

/**
 * Which known customer a sender is. Deterministic: the sender's own identity first (an id scoped to the account is vouched for by its token or provider),
 * then further identities, each only when both the claim and the stored identity are verified. An unverified claim never reveals a verified customer.
 */
export const matchCustomer = (
  from: Sender,
  accountId: string,
  known: ReadonlyMap<string, Identity>,
): string | undefined => {
  for (const [index, claim] of claimsOf(from, accountId).entries()) {
    const identity = known.get(claim.id);
    if (!identity) continue;
    if (index === 0 && (from.scoped || claim.verified || !identity.verified)) return identity.customerId;
    if (claim.verified && identity.verified) return identity.customerId;
  }
  return undefined;
};

/** Words for somebody who has not told a name. */
const ANONYMOUS = { ja: 'お客様', en: 'Visitor' } as const;

/** A new customer as a channel first meets them: tier C when anonymous, B when an address is known. */
export const newCustomer = (
  from: Sender,
  fields: { id: string; now: Date; language: 'ja' | 'en' },
): Customer => {
  const name =
    plainName(from.name ?? '') || (from.kind === 'visitor' ? ANONYMOUS[fields.language] : from.value);
  return {
    id: fields.id,
    name,
    language: fields.language,
    ...(from.timeZone && isTimeZone(from.timeZone) ? { timeZone: from.timeZone } : {}),
    tier: from.kind === 'visitor' ? 'C' : 'B',
    vip: false,
    highTouch: false,
    blocked: false,
    tags: [],
    attributes: Object.entries(from.attributes ?? {})
      .slice(0, 50)
      .map(([k, v]) => ({ k, v })),
    version: 1,
    verified: from.verified,
    tokens: tokenise(name, from.value, ...(from.also ?? []).map((a) => a.value)),
    createdAt: fields.now,
    updatedAt: fields.now,
  };
};

import type { CustomerRow, CustomerView, IdentityView, OrderView } from '#contracts/customer.ts';
import type { Customer, Identity, Order } from '../domain/customer/customer.ts';
import type { Survey } from '../ports/figure-stores.ts';
import { given, iso, isoOf } from './given.ts';

/** Addresses a person would write to come before ids only a machine knows. */
const KIND_ORDER = [
  'email',
  'phone',
  'line',
  'whatsapp',
  'telegram',
  'messenger',
  'instagram',
  'x',
  'external',
];
const MAX_SURVEYS = 20;

const rank = (identity: Identity): number => {
  const at = KIND_ORDER.indexOf(identity.kind);
  return (at === -1 ? KIND_ORDER.length : at) + (identity.verified ? 0 : 0.5);
};
const inOrder = (identities: readonly Identity[]): Identity[] =>
  identities.toSorted((a, b) => rank(a) - rank(b));

/** The address shown beside the name; a browser's random id is none. */
export const primaryAddress = (identities: readonly Identity[]): string | undefined =>
  inOrder(identities).find((identity) => KIND_ORDER.includes(identity.kind))?.value;

const presentIdentity = (identity: Identity): IdentityView =>
  given({
    id: identity.id,
    kind: identity.kind,
    value: identity.value,
    channel: identity.channel,
    verified: identity.verified,
    optedOut: identity.optedOut,
    createdAt: iso(identity.createdAt),
  }) as IdentityView;

const presentOrder = (order: Order): OrderView =>
  given({
    id: order.id,
    number: order.number,
    status: order.status,
    placedAt: iso(order.placedAt),
    items: order.items,
    total: order.total,
    currency: order.currency,
    carrier: order.carrier,
    trackingCode: order.trackingCode,
    expectedOn: order.expectedOn,
  });

const presentAnswers = (surveys: readonly Survey[]): CustomerView['surveys'] =>
  surveys
    .flatMap(({ kind, score, comment, answeredAt }) =>
      score === undefined || answeredAt === undefined ? [] : [{ kind, score, comment, answeredAt }],
    )
    .toSorted((a, b) => b.answeredAt.getTime() - a.answeredAt.getTime())
    .slice(0, MAX_SURVEYS)
    .map(({ kind, score, comment, answeredAt }) => given({ kind, score, comment, at: iso(answeredAt) }));

/** One row of the customer list. `lastAt`: when they were last seen or written about. */
export const presentCustomerRow = (customer: Customer, identities: readonly Identity[]): CustomerRow =>
  given({
    id: customer.id,
    name: customer.name,
    language: customer.language,
    tier: customer.tier,
    primaryAddress: primaryAddress(identities),
    lastAt: iso(customer.lastSeenAt ?? customer.updatedAt),
    createdAt: iso(customer.createdAt),
  }) as CustomerRow;

export interface CustomerFacts {
  customer: Customer;
  identities: readonly Identity[];
  orders: readonly Order[];
  surveys: readonly Survey[];
  /** Merged into this one. */
  merged: readonly Customer[];
}

/** The whole customer, with addresses in the order one would use them. */
export const presentCustomer = ({
  customer,
  identities,
  orders,
  surveys,
  merged,
}: CustomerFacts): CustomerView =>
  given({
    id: customer.id,
    name: customer.name,
    language: customer.language,
    timeZone: customer.timeZone,
    tier: customer.tier,
    vip: customer.vip,
    highTouch: customer.highTouch,
    blocked: customer.blocked,
    tags: customer.tags,
    attributes: customer.attributes,
    preferredChannel: customer.preferredChannel ?? undefined,
    identities: inOrder(identities).map(presentIdentity),
    orders: orders.toSorted((a, b) => b.placedAt.getTime() - a.placedAt.getTime()).map(presentOrder),
    surveys: presentAnswers(surveys),
    lastSeenAt: isoOf(customer.lastSeenAt),
    lastPage: customer.lastPage,
    createdAt: iso(customer.createdAt),
    version: customer.version,
    merged: merged.length ? merged.map(({ id, name }) => ({ id, name })) : undefined,
  }) as CustomerView;

import type { InboundEvent, Sender } from '#contracts/inbound.ts';
import type { Customer, Identity, Thread } from '../customer/customer.ts';
import { claimsOf, matchCustomer, newCustomer } from '../customer/identify.ts';
import { plainName } from '../customer/plain-name.ts';
import { isTimeZone } from '../sla/business-hours.ts';
import { rootOf } from './inbound-join.ts';
import {
  type InboundAccount,
  type InboundPlan,
  type PlanContext,
  touchCustomer,
  touchThread,
} from './inbound-world.ts';
import { interaction } from './interaction.ts';
import { tokenise } from './tokens.ts';

type FromEvent = Extract<InboundEvent, { from: Sender }>;

const addIdentity = (
  plan: InboundPlan,
  identity: Identity,
  customer: Customer,
  context: PlanContext,
): void => {
  plan.known.identities.set(identity.id, identity);
  plan.touched.identities.add(identity.id);
  plan.interactions.push(
    interaction('identity.added', {
      id: context.newId(),
      now: context.now,
      actor: { kind: 'system' },
      refs: { customer: customer.id },
      after: { kind: identity.kind, verified: identity.verified },
    }),
  );
};

/** Keeps what a verified sender told of themselves, and the identities not known yet. */
const learn = (
  plan: InboundPlan,
  customer: Customer,
  from: Sender,
  account: InboundAccount,
  context: PlanContext,
): void => {
  for (const claim of claimsOf(from, account.id)) {
    const known = plan.known.identities.get(claim.id);
    if (!known)
      addIdentity(
        plan,
        {
          ...claim,
          channel: account.channel,
          customerId: customer.id,
          optedOut: false,
          createdAt: context.now,
        },
        customer,
        context,
      );
    else if (claim.verified && !known.verified && known.customerId === customer.id) {
      known.verified = true;
      plan.touched.identities.add(known.id);
    }
  }
  if (from.timeZone && from.timeZone !== customer.timeZone && isTimeZone(from.timeZone)) {
    customer.timeZone = from.timeZone;
    touchCustomer(plan, customer, context.now);
  }
  const name = plainName(from.name ?? '');
  const named = from.verified && name && name !== customer.name;
  if (!from.verified || (customer.verified && !named)) return;
  customer.verified = true;
  if (customer.tier === 'C') customer.tier = 'B';
  if (name) customer.name = name;
  customer.tokens = tokenise(customer.name, from.value, ...(from.also ?? []).map((a) => a.value));
  touchCustomer(plan, customer, context.now);
};

const create = (
  plan: InboundPlan,
  event: FromEvent,
  account: InboundAccount,
  context: PlanContext,
): Customer => {
  const language =
    event.from.language ??
    ('text' in event && /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(event.text) ? 'ja' : undefined) ??
    context.defaultLanguage;
  const customer = newCustomer(event.from, { id: context.newId(), now: context.now, language });
  plan.known.customers.set(customer.id, customer);
  plan.touched.customers.add(customer.id);
  plan.interactions.push(
    interaction('customer.created', {
      id: context.newId(),
      now: context.now,
      actor: { kind: 'system' },
      refs: { customer: customer.id },
      after: { channel: account.channel, by: 'channel' },
    }),
  );
  return customer;
};

/** An anonymous visitor who signs in becomes the customer we know: a link, nothing is moved, so it can be undone. */
const linkTo = (
  plan: InboundPlan,
  visitor: Customer,
  known: Customer,
  thread: Thread,
  context: PlanContext,
): Customer => {
  visitor.mergedInto = known.id;
  touchCustomer(plan, visitor, context.now);
  thread.customerId = known.id;
  touchThread(plan, thread);
  plan.interactions.push(
    interaction('customer.merged', {
      id: context.newId(),
      now: context.now,
      actor: { kind: 'system' },
      refs: { customer: visitor.id },
      after: { into: known.id },
    }),
  );
  return known;
};

/** Who wrote: the thread's customer, else the one the identities name, else a new one. */
export const resolveCustomer = (
  plan: InboundPlan,
  event: FromEvent,
  account: InboundAccount,
  thread: Thread | undefined,
  context: PlanContext,
): Customer => {
  const matched = matchCustomer(event.from, account.id, plan.known.identities);
  const known = matched ? rootOf(plan.known, matched) : undefined;
  const isShared = 'isShared' in event && event.isShared === true;
  const onThread = thread && !isShared ? rootOf(plan.known, thread.customerId) : undefined;
  let customer = onThread ?? known ?? create(plan, event, account, context);
  if (thread && onThread && known && known.id !== onThread.id && event.from.verified && !onThread.verified)
    customer = linkTo(plan, onThread, known, thread, context);
  learn(plan, customer, event.from, account, context);
  return customer;
};

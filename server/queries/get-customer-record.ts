import type { CustomerRow, CustomerView } from '#contracts/customer.ts';
import { AppError } from '#contracts/errors.ts';
import { authorize, can } from '../domain/access/can.ts';
import { queryTokens } from '../domain/conversation/tokens.ts';
import type { Customer } from '../domain/customer/customer.ts';
import type { PageAsk, PageOf } from '../ports/core-stores.ts';
import type { Survey } from '../ports/figure-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentCustomer, presentCustomerRow } from '../presenters/customer.ts';
import { survivingCustomer } from './surviving-customer.ts';

const SURVEYS = 50;
/**
 * The customer and the ids of its alias set. Who may not read customers at all (light) still reads those of a conversation they may see.
 * @throws AppError('not-found')
 */
export const readCustomer = async (
  ports: Ports,
  scope: Scope,
  id: string,
): Promise<{ customer: Customer; aliases: string[] }> => {
  const customer = await survivingCustomer(ports, scope, id);
  if (!customer || customer.erasedAt) throw new AppError('not-found');
  const aliases = await ports.stores.customers.aliases(scope, customer.id);
  if (!can(scope, 'read-customers')) {
    const filter = { customerIds: aliases, sort: 'newest' as const, includeSpam: true };
    const seen = await ports.stores.conversations.list(scope, filter, { limit: 1 });
    if (seen.items.length === 0) throw new AppError('not-found');
  }
  return { customer, aliases };
};

/** Answers about conversations the caller may not see are left out: a comment tells of what was said there. */
const surveysSeen = async (ports: Ports, scope: Scope, aliases: readonly string[]): Promise<Survey[]> => {
  const surveys = await ports.stores.surveys.ofCustomer(scope, aliases, SURVEYS);
  const ids = [...new Set(surveys.flatMap(({ conversationId }) => conversationId ?? []))];
  const seen = new Set((await ports.stores.conversations.many(scope, ids)).map(({ id }) => id));
  return surveys.filter(({ conversationId }) => conversationId === undefined || seen.has(conversationId));
};

/** One customer with addresses, orders and answers over all merged records. */
export const getCustomerRecord = async (ports: Ports, scope: Scope, id: string): Promise<CustomerView> => {
  const { customer, aliases } = await readCustomer(ports, scope, id);
  const others = aliases.filter((alias) => alias !== customer.id);
  const [identities, orders, surveys, merged] = await Promise.all([
    ports.stores.customers.identities(scope, aliases),
    ports.stores.customers.orders(scope, aliases),
    surveysSeen(ports, scope, aliases),
    others.length ? ports.stores.customers.many(scope, others) : Promise.resolve([]),
  ]);
  return presentCustomer({ customer, identities, orders, surveys, merged });
};

/** As many logged calls and letters as one search looks at, newest first. */
const LOGGED_HITS = 100;
const MAX_MERGES = 10;

/** Customers on whose record a call, fax, letter or meeting holds every word; of merged ones who they are now. */
const loggedCustomers = async (ports: Ports, scope: Scope, tokens: string[]): Promise<string[]> => {
  const hits = await ports.stores.loggedTexts.search(scope, tokens, LOGGED_HITS);
  let ids = [...new Set(hits.map((row) => row.customerId))];
  for (let step = 0; step < MAX_MERGES && ids.length > 0; step++) {
    const next = (await ports.stores.customers.many(scope, ids)).map((one) => one.mergedInto ?? one.id);
    if (next.every((id) => ids.includes(id)) && next.length === ids.length) break;
    ids = [...new Set(next)];
  }
  return ids;
};

/** Customers, newest change first; `q` finds by name, address and the words of logged calls and letters. */
export const listCustomers = async (
  ports: Ports,
  scope: Scope,
  ask: PageAsk & { q?: string | undefined },
): Promise<PageOf<CustomerRow>> => {
  authorize(scope, 'read-customers');
  const { q, ...page } = ask;
  const words = q?.trim();
  const tokens = words ? queryTokens(words) : undefined;
  if (tokens && tokens.length === 0) return { items: [] };
  const found = await ports.stores.customers.list(scope, {
    ...page,
    ...(tokens ? { tokens, orIds: await loggedCustomers(ports, scope, tokens) } : {}),
  });
  const ids = found.items.map((customer) => customer.id);
  const identities = await ports.stores.customers.identities(scope, ids);
  return {
    ...found,
    items: found.items.map((customer) =>
      presentCustomerRow(
        customer,
        identities.filter((identity) => identity.customerId === customer.id),
      ),
    ),
  };
};

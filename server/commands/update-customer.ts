import type { z } from 'zod';
import type { Attribute } from '#contracts/conversation.ts';
import { AppError } from '#contracts/errors.ts';
import type { Channel } from '#contracts/message.ts';
import type { Language } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import { tokenise } from '../domain/conversation/tokens.ts';
import type { Customer } from '../domain/customer/customer.ts';
import { plainName } from '../domain/customer/plain-name.ts';
import { lostRace, type Scope, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { commitChange } from './commit-change.ts';

export interface CustomerChange {
  name?: string | undefined;
  language?: Language | undefined;
  tags?: string[] | undefined;
  vip?: boolean | undefined;
  /** Always served by a person. */
  highTouch?: boolean | undefined;
  /** `null` takes it away. */
  preferredChannel?: Channel | null | undefined;
  attributes?: z.infer<typeof Attribute>[] | undefined;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Only what really differs. */
const changedOf = (customer: Customer, input: CustomerChange): Partial<Customer> => {
  const asked: Partial<Customer> = {
    ...(input.name === undefined ? {} : { name: plainName(input.name) }),
    ...(input.language === undefined ? {} : { language: input.language }),
    ...(input.tags === undefined
      ? {}
      : { tags: [...new Set(input.tags.map((tag) => tag.trim()))].filter(Boolean) }),
    ...(input.vip === undefined ? {} : { vip: input.vip }),
    ...(input.highTouch === undefined ? {} : { highTouch: input.highTouch }),
    ...(input.preferredChannel === undefined ? {} : { preferredChannel: input.preferredChannel }),
    ...(input.attributes === undefined ? {} : { attributes: input.attributes }),
  };
  if (asked.name === '') throw new AppError('invalid-input', { issues: [{ path: 'name' }] });
  const keys = Object.keys(asked) as (keyof typeof asked)[];
  return Object.fromEntries(
    keys.filter((key) => !same(asked[key], customer[key])).map((key) => [key, asked[key]]),
  );
};

/** The list shows names from the conversations themselves: open ones are renamed with their customer. */
const renameConversations = async (
  ports: Ports,
  scope: Scope,
  customerId: string,
  name: string,
  tx: Tx,
): Promise<void> => {
  const open = await ports.stores.conversations.activeOf(scope, [customerId], new Date(0), tx);
  for (const conversation of open) {
    const set = { customerName: name, tokens: tokenise(name, conversation.subject) };
    const renamed = await ports.stores.conversations.update(
      scope,
      conversation.id,
      conversation.version,
      { set },
      tx,
    );
    if (!renamed) lostRace();
  }
};

/**
 * Changes fields of a customer. The record keeps which fields, and the former values of those that are codes; never a name.
 * @throws AppError `not-found`, `version-conflict`
 */
export const updateCustomer = async (
  ports: Ports,
  scope: Scope,
  input: CustomerChange & { customerId: string; version?: number | undefined },
): Promise<Customer> => {
  authorize(scope, 'change-customers');
  return commitChange(ports, scope, async (tx, now) => {
    const { customers } = ports.stores;
    const before = await customers.get(scope, input.customerId, tx);
    if (!before || before.erasedAt) throw new AppError('not-found');
    if (input.version !== undefined && input.version !== before.version)
      throw new AppError('version-conflict');
    const set = changedOf(before, input);
    const fields = Object.keys(set);
    if (fields.length === 0) return { result: before, events: [] };
    if (set.name) {
      const identities = await customers.identities(scope, [before.id]);
      set.tokens = tokenise(set.name, ...identities.map((identity) => identity.value));
      await renameConversations(ports, scope, before.id, set.name, tx);
    }
    const after = await customers.update(scope, before.id, before.version, { ...set, updatedAt: now }, tx);
    if (!after) return lostRace();
    return {
      result: after,
      events: [
        {
          type: 'customer.updated',
          refs: { customer: before.id },
          before: { language: before.language, vip: before.vip, highTouch: before.highTouch },
          after: { fields },
        },
      ],
    };
  });
};

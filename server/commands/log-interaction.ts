import { AppError } from '#contracts/errors.ts';
import type { Interaction } from '#contracts/events.ts';
import { MINUTE } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import { interaction } from '../domain/conversation/interaction.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { actorOf } from './change-conversation.ts';

export interface LoggedInteraction {
  customerId: string;
  channel: 'phone' | 'fax' | 'post' | 'meeting';
  direction: 'inbound' | 'outbound';
  /** When it took place; not in the future. */
  at: Date;
  text: string;
  durationMs?: number | undefined;
  outcome?: string | undefined;
  /** Recording or scan, uploaded by the caller. */
  fileIds?: readonly string[] | undefined;
  conversationId?: string | undefined;
  /** The same entry sent again is one entry, for each caller. */
  clientId?: string | undefined;
}

/** Clocks of browsers run ahead. */
const LEEWAY_MS = 5 * MINUTE;

/** Everything that was said, in one order. */
const printOf = (input: LoggedInteraction): string =>
  JSON.stringify([
    input.customerId,
    input.channel,
    input.direction,
    input.at.toISOString(),
    input.text,
    input.durationMs,
    input.outcome,
    input.conversationId,
    input.fileIds ?? [],
  ]);

/** Files of the caller's own, and a conversation of the customer's that the caller may see. @throws AppError `not-found` */
const checkLinks = async (ports: Ports, scope: Scope, input: LoggedInteraction): Promise<void> => {
  const owner = scope.kind === 'agent' ? scope.agentId : undefined;
  for (const fileId of input.fileIds ?? []) {
    const file = await ports.stores.files.meta(scope, fileId);
    if (!file || (owner !== undefined && file.owner.id !== owner))
      throw new AppError('not-found', { what: 'file' });
  }
  if (input.conversationId === undefined) return;
  const [conversation, aliases] = await Promise.all([
    ports.stores.conversations.get(scope, input.conversationId),
    ports.stores.customers.aliases(scope, input.customerId),
  ]);
  if (!conversation || !aliases.includes(conversation.customerId))
    throw new AppError('not-found', { what: 'conversation' });
};

/** One id for one caller's `clientId`: what is sent again meets itself. */
const idOf = (ports: Ports, scope: Scope, clientId: string | undefined): string =>
  clientId === undefined
    ? ports.newId()
    : `log-${scope.kind === 'agent' ? scope.agentId : scope.kind}-${clientId}`;

/** Writes a call, fax, letter or meeting on the record. Its words lie apart from the interaction, so that they can be erased. */
export const logInteraction = async (
  ports: Ports,
  scope: Scope,
  input: LoggedInteraction,
): Promise<Interaction<'interaction.logged'>> => {
  authorize(scope, 'log-interactions');
  const now = ports.clock.now();
  if (input.at.getTime() > now.getTime() + LEEWAY_MS) {
    throw new AppError('invalid-input', { issues: [{ path: 'at' }] });
  }
  await checkLinks(ports, scope, input);
  const print = printOf(input);
  const row = interaction('interaction.logged', {
    id: idOf(ports, scope, input.clientId),
    now,
    at: input.at,
    actor: actorOf(scope),
    refs: {
      customer: input.customerId,
      ...(input.conversationId === undefined ? {} : { conversation: input.conversationId }),
    },
    after: {
      channel: input.channel,
      direction: input.direction,
      ...(input.outcome === undefined ? {} : { outcome: input.outcome }),
      ...(input.durationMs === undefined ? {} : { durationMs: input.durationMs }),
    },
  }) as Interaction<'interaction.logged'>;
  const isNew = await ports.stores.transaction(scope, async (tx) => {
    const before = input.clientId ? await ports.stores.loggedTexts.get(scope, row.id, tx) : undefined;
    if (before && before.print !== print) throw new AppError('duplicate-client-id');
    if (before) return false;
    const customer = await ports.stores.customers.get(scope, input.customerId, tx);
    if (!customer || customer.erasedAt) throw new AppError('not-found');
    const logged = {
      id: row.id,
      customerId: customer.id,
      text: input.text,
      at: input.at,
      fileIds: [...(input.fileIds ?? [])],
      ...(input.conversationId === undefined ? {} : { conversationId: input.conversationId }),
      ...(input.clientId === undefined ? {} : { print }),
    };
    await ports.stores.loggedTexts.insert(scope, logged, tx);
    await ports.stores.interactions.insert(scope, [row], tx);
    return true;
  });
  if (isNew) ports.dispatch([row]);
  return row;
};

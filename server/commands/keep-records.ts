import type { BotAction } from '#contracts/bot.ts';
import type { AnyInteraction } from '#contracts/events.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import { interaction } from '../domain/conversation/interaction.ts';
import { type Scope, system, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

const scope: Scope = system('dialog-record');
type RecordAction = Extract<BotAction, { type: 'record' }>;
type Refs = { customer: string; conversation: string };

const textOf = ({ title, fields }: RecordAction): string =>
  [title, ...fields.map(({ label, value }) => `${label}: ${value}`)].join('\n').slice(0, 8_000);

/**
 * An address the customer gave stands on their record as not proven. Its id is their own: whoever really has the address is never taken for them by it.
 */
const addAddress = async (
  ports: Ports,
  tx: Tx,
  refs: Refs,
  kind: 'email' | 'phone',
  value: string,
): Promise<AnyInteraction | undefined> => {
  const { customers } = ports.stores;
  const proven = await customers.identity(scope, `${kind}:${value}`, tx);
  if (proven?.customerId === refs.customer) return undefined;
  const id = `claimed:${refs.customer}|${kind}:${value}`;
  if (await customers.identity(scope, id, tx)) return undefined;
  const now = ports.clock.now();
  await customers.upsertIdentity(
    scope,
    { id, kind, value, customerId: refs.customer, verified: false, optedOut: false, createdAt: now },
    tx,
  );
  return interaction('identity.added', {
    id: ports.newId(),
    now,
    actor: { kind: 'customer', id: refs.customer },
    refs,
    after: { kind, verified: false },
  });
};

/** Keeps on the customer record what dialogs gathered, in the turn's transaction; the words lie apart, to be erased. */
export const keepRecords = async (
  ports: Ports,
  tx: Tx,
  conversation: Conversation,
  actions: readonly BotAction[],
): Promise<AnyInteraction[]> => {
  const rows: AnyInteraction[] = [];
  const now = ports.clock.now();
  const refs = { customer: conversation.customerId, conversation: conversation.id };
  for (const record of actions) {
    if (record.type !== 'record') continue;
    const row = interaction('dialog.recorded', {
      id: ports.newId(),
      now,
      actor: { kind: 'customer', id: refs.customer },
      refs,
      after: { dialogId: record.dialogId, as: record.as },
    });
    const { id } = row;
    const text = textOf(record);
    await ports.stores.loggedTexts.insert(
      scope,
      { id, customerId: refs.customer, conversationId: refs.conversation, text, at: now, fileIds: [] },
      tx,
    );
    rows.push(row);
    if (record.as !== 'contact-data') continue;
    for (const kind of ['email', 'phone'] as const) {
      const value = record[kind];
      const added = value && (await addAddress(ports, tx, refs, kind, value));
      if (added) rows.push(added);
    }
  }
  if (rows.length > 0) await ports.stores.interactions.insert(scope, rows, tx);
  return rows;
};

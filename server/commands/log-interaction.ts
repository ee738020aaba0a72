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
}

/** Clocks of browsers run ahead. */
const LEEWAY_MS = 5 * MINUTE;

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
  const row = interaction('interaction.logged', {
    id: ports.newId(),
    now,
    at: input.at,
    actor: actorOf(scope),
    refs: { customer: input.customerId },
    after: {
      channel: input.channel,
      direction: input.direction,
      ...(input.outcome === undefined ? {} : { outcome: input.outcome }),
      ...(input.durationMs === undefined ? {} : { durationMs: input.durationMs }),
    },
  }) as Interaction<'interaction.logged'>;
  await ports.stores.transaction(scope, async (tx) => {
    const customer = await ports.stores.customers.get(scope, input.customerId, tx);
    if (!customer || customer.erasedAt) throw new AppError('not-found');
    const text = { id: row.id, customerId: customer.id, text: input.text };
    await ports.stores.loggedTexts.insert(scope, text, tx);
    await ports.stores.interactions.insert(scope, [row], tx);
  });
  ports.dispatch([row]);
  return row;
};

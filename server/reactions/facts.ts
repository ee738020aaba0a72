import type { AnyInteraction } from '#contracts/events.ts';
import { FOLDED_TYPES } from '../domain/report/fold-conversation.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import type { Reaction } from './reaction.ts';

const scope = system('facts');
/** Marks of this long are written together. */
const COALESCE_MS = 50;

interface Range {
  minAt: Date;
  maxAt: Date;
}

/**
 * Marks the conversations whose facts an interaction changes; the figure keeper folds them in batches. Nothing is counted here, so being run twice, late or
 * out of order does no harm, and a message costs no more than its share of one small insert.
 */
export const createFacts = (): Reaction => {
  let ranges = new Map<string, Range>();
  let flushing: Promise<void> | undefined;

  const note = (interaction: AnyInteraction): void => {
    const id = interaction.refs.conversation;
    if (!id) return;
    const { at } = interaction;
    const known = ranges.get(id);
    if (!known) ranges.set(id, { minAt: at, maxAt: at });
    else {
      if (at < known.minAt) known.minAt = at;
      if (at > known.maxAt) known.maxAt = at;
    }
  };

  const flush = async (ports: Ports): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, COALESCE_MS));
    flushing = undefined;
    const taken = ranges;
    ranges = new Map();
    await ports.stores.facts.mark(
      scope,
      [...taken].map(([conversationId, range]) => ({ conversationId, ...range })),
    );
  };

  return {
    name: 'facts',
    types: FOLDED_TYPES,
    run: async (ports, interactions) => {
      for (const interaction of interactions) note(interaction);
      flushing ??= flush(ports);
      await flushing;
    },
  };
};

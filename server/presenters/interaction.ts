import type { InteractionView } from '#contracts/customer.ts';
import type { AnyInteraction } from '#contracts/events.ts';
import type { Channel } from '#contracts/message.ts';
import { given, iso } from './given.ts';

export interface InteractionFacts {
  interaction: AnyInteraction;
  /** Name of the actor, where it has one. */
  actorName: string | undefined;
  /** Text joined from the erasable document it points to. */
  text: string | undefined;
  /** Recording or scan of a logged one. */
  attachments?: InteractionView['attachments'] | undefined;
}

/** Longest text of one line of the timeline, UTF-16 units. */
const MAX_LINE = 280;

const channelOf = (after: object): Channel | undefined =>
  'channel' in after ? (after.channel as Channel | undefined) : undefined;

/** One line of the timeline: codes from the interaction, words from erasable documents. */
export const presentInteraction = ({
  interaction,
  actorName,
  text,
  attachments,
}: InteractionFacts): InteractionView =>
  given({
    id: interaction.id,
    type: interaction.type,
    at: iso(interaction.at),
    actor: given({ kind: interaction.actor.kind, id: interaction.actor.id, name: actorName }),
    conversationId: interaction.refs.conversation,
    channel: channelOf(interaction.after),
    text: text?.slice(0, MAX_LINE),
    attachments: attachments?.length ? attachments : undefined,
    before: interaction.before,
    after: interaction.after as Record<string, unknown>,
  }) as InteractionView;

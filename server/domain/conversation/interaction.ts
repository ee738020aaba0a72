import {
  type AnyInteraction,
  EVENTS,
  type EventActor,
  type EventAfter,
  type EventRefs,
  type EventType,
} from '#contracts/events.ts';

/** Makes one interaction row. `after` holds ids, codes and numbers only; `at` defaults to `now` (a provider's time may lie before). */
export const interaction = <T extends EventType>(
  type: T,
  fields: {
    id: string;
    now: Date;
    at?: Date;
    actor: EventActor;
    refs: EventRefs;
    before?: Record<string, unknown>;
    after: EventAfter<T>;
  },
): AnyInteraction =>
  ({
    id: fields.id,
    type,
    v: EVENTS[type].v,
    at: fields.at ?? fields.now,
    recordedAt: fields.now,
    actor: fields.actor,
    refs: fields.refs,
    ...(fields.before ? { before: fields.before } : {}),
    after: fields.after,
    pending: true,
  }) as AnyInteraction;

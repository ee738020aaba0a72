import type { BotState } from '#contracts/bot.ts';
import type { HandOverCard } from '#contracts/conversation.ts';
import type { Language } from '#contracts/time.ts';

const MAX_FACTS = 20;
const MAX_VALUE = 300;
const LABEL: Record<Language, string> = { ja: '担当者からのご案内', en: 'What our staff said' };

/** What a person leaves to the bot. */
export interface Left {
  /** The last thing they wrote to the customer. */
  said: { text: string; language: Language } | undefined;
  /** What the bot is to tell the customer from them. */
  note?: string | undefined;
  /** What the customer was promised and still waits for. */
  promises: NonNullable<HandOverCard['promises']>;
}

/** Promises the bot keeps in mind: those due next. */
const MAX_PROMISES = 5;

/**
 * The bot's state as it goes on after a person: it knows what the person last said to the customer and what was promised, and begins afresh (no half-done
 * dialog, no failed question, no turns counted). Pure.
 */
export const stateAfterPerson = (state: BotState, { said, note, promises }: Left): BotState => {
  const { dialog: _dialog, clarifying: _clarifying, lastAnswerKey: _key, person: _person, ...rest } = state;
  const due = promises.toSorted((a, b) => a.dueAt.localeCompare(b.dueAt)).slice(0, MAX_PROMISES);
  const left = note || due.length > 0;
  const facts = said
    ? [
        ...rest.facts.filter((fact) => fact.label !== LABEL[said.language]),
        { label: LABEL[said.language], value: said.text.slice(0, MAX_VALUE) },
      ].slice(-MAX_FACTS)
    : rest.facts;
  return {
    ...rest,
    facts,
    failedClarifications: 0,
    mood: 'calm',
    turns: 0,
    afterPeople: true,
    ...(left ? { person: { ...(note ? { note } : {}), promises: due, told: false } } : {}),
  };
};

import type { BotState } from '#contracts/bot.ts';
import type { Language } from '#contracts/time.ts';

const MAX_FACTS = 20;
const MAX_VALUE = 300;
const LABEL: Record<Language, string> = { ja: '担当者からのご案内', en: 'What our staff said' };

/**
 * The bot's state as it goes on after a person: it knows what the person last said to the customer, and begins afresh (no half-done dialog, no
 * failed question). Pure.
 */
export const stateAfterPerson = (
  state: BotState,
  said: { text: string; language: Language } | undefined,
): BotState => {
  const { dialog: _dialog, clarifying: _clarifying, lastAnswerKey: _key, ...rest } = state;
  const facts = said
    ? [
        ...rest.facts.filter((fact) => fact.label !== LABEL[said.language]),
        { label: LABEL[said.language], value: said.text.slice(0, MAX_VALUE) },
      ].slice(-MAX_FACTS)
    : rest.facts;
  return { ...rest, facts, failedClarifications: 0, mood: 'calm' };
};

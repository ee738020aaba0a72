import { BotState, EMPTY_BOT_STATE } from '#contracts/bot.ts';

/** Largest state kept, in UTF-8 bytes of its JSON. */
export const MAX_STATE_BYTES = 32 * 1024;
const MAX_LINE = 200;
const MAX_TRIED = 20;
const MAX_FACTS = 20;

/** The state as given, or an empty one when it is of another version or broken: a lost memory is better than a failed turn. */
export const readState = (state: unknown): BotState => {
  const read = BotState.safeParse(state);
  return read.success ? structuredClone(read.data) : { ...EMPTY_BOT_STATE, tried: [], facts: [] };
};

const bytesOf = (state: BotState): number => new TextEncoder().encode(JSON.stringify(state)).length;

/** The state cut to what may be kept. A dialog that outgrows it is dropped. */
export const fitState = (state: BotState): BotState => {
  const fitted: BotState = {
    ...state,
    tried: state.tried.slice(-MAX_TRIED).map((line) => line.slice(0, MAX_LINE)),
    facts: state.facts
      .slice(-MAX_FACTS)
      .map(({ label, value }) => ({ label: label.slice(0, 60), value: value.slice(0, MAX_LINE) })),
  };
  if (fitted.clarifying)
    fitted.clarifying = fitted.clarifying.slice(0, 3).map((intent) => intent.slice(0, 600));
  if (fitted.lastAnswerKey !== undefined) fitted.lastAnswerKey = fitted.lastAnswerKey.slice(0, 1_200);
  if (fitted.matter)
    fitted.matter = {
      first: fitted.matter.first.slice(0, MAX_LINE),
      last: fitted.matter.last.slice(0, MAX_LINE),
    };
  if (fitted.lastIntent !== undefined) fitted.lastIntent = fitted.lastIntent.slice(0, 600);
  if (bytesOf(fitted) <= MAX_STATE_BYTES) return fitted;
  const { dialog: _, ...rest } = fitted;
  return rest;
};

/** Remembers what is asked: the first question of a matter stays, the last one changes. */
export const noteMatter = (state: BotState, text: string): void => {
  const last = text.replace(/\s+/g, ' ').trim().slice(0, MAX_LINE);
  if (last === '') return;
  state.matter = { first: state.matter?.first ?? last, last };
};

/** Remembers something tried, once, newest last. */
export const noteTried = (state: BotState, line: string): void => {
  state.tried = [
    ...state.tried.filter((known) => known !== line.slice(0, MAX_LINE)),
    line.slice(0, MAX_LINE),
  ].slice(-MAX_TRIED);
};

/** Remembers a fact; the newest value of a label and value pair counts once. */
export const noteFact = (state: BotState, label: string, value: string): void => {
  const fact = { label, value: value.slice(0, MAX_LINE) };
  state.facts = [
    ...state.facts.filter((known) => known.label !== fact.label || known.value !== fact.value),
    fact,
  ].slice(-MAX_FACTS);
};

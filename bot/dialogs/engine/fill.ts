import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { DialogCondition, Slot, Words } from '#contracts/dialog.ts';
import { say, sayDay } from '../../replies/say.ts';
import { line } from './lines.ts';
import { type Machine, orderOf, type RunContext, slotNamed } from './run.ts';

/** A number of here as it is dialled here, any other with its country code. */
const phoneAsSaid = (value: string): string => {
  const number = parsePhoneNumberFromString(value);
  if (!number) return value;
  return number.country === 'JP' ? number.formatNational() : number.formatInternational();
};

/** A value in words of the customer's language. */
export const shown = (
  slot: Slot | undefined,
  value: string,
  { language }: Pick<RunContext, 'language'>,
): string => {
  if (slot?.kind === 'date') return sayDay(language, value);
  if (slot?.kind === 'phone') return phoneAsSaid(value);
  if (slot?.kind === 'yes-no') return line(language, value === 'yes' ? 'yes' : 'no');
  if (slot?.kind !== 'choice') return value;
  return slot.choices?.find((choice) => choice.value === value)?.label[language] || value;
};

/** `<slot>-status` and `<slot>-items` of an order slot; undefined for any other name. */
const readOfOrder = (
  { definition, context, run }: Machine,
  name: string,
): { raw: string; shown: string } | undefined => {
  const [, base = '', part] = /^(.*)-(status|items)$/.exec(name) ?? [];
  if (slotNamed(definition, base)?.kind !== 'order') return undefined;
  const order = orderOf(context, run.slots[base]);
  if (!order) return undefined;
  const { language } = context;
  if (part === 'status') {
    const state = say(language, `order.state.${order.status}`);
    // It stands in the middle of a sentence.
    return { raw: order.status, shown: state.charAt(0).toLowerCase() + state.slice(1) };
  }
  const items = order.items.slice(0, 5).join(language === 'ja' ? '、' : ', ');
  return { raw: items, shown: items };
};

const wordOf = (machine: Machine, name: string): string | undefined => {
  const { definition, context, run } = machine;
  if (name.startsWith('answer.')) {
    const field = name.slice('answer.'.length);
    return Object.hasOwn(run.answer, field) ? run.answer[field] : undefined;
  }
  if (name === 'customer-name')
    return (context.customer.verified && context.customer.name) || line(context.language, 'customer');
  const slot = slotNamed(definition, name);
  const value = slot && Object.hasOwn(run.slots, name) ? run.slots[name] : undefined;
  return value === undefined ? readOfOrder(machine, name)?.shown : shown(slot, value, context);
};

/** Words in the customer's language (the other one where these are empty), with `{{names}}` filled in once; what is not known becomes a dash. */
export const fill = (machine: Machine, words: Words): string => {
  const { language } = machine.context;
  const text = words[language] || words[language === 'ja' ? 'en' : 'ja'];
  return text.replace(
    /\{\{\s*([^{}]*?)\s*\}\}/g,
    (_, name: string) => wordOf(machine, name) ?? line(language, 'unknown'),
  );
};

const compare = (a: string, b: string): number => {
  const [one, two] = [Number(a), Number(b)];
  // Dates and times are kept so that they sort as texts.
  return Number.isFinite(one) && Number.isFinite(two) ? one - two : a < b ? -1 : a > b ? 1 : 0;
};

/** Whether a condition holds. A slot that is not there is neither less nor more, and equals nothing. */
export const holds = (machine: Machine, { slot, is, value = '' }: DialogCondition): boolean => {
  const given = Object.hasOwn(machine.run.slots, slot)
    ? machine.run.slots[slot]
    : readOfOrder(machine, slot)?.raw;
  switch (is) {
    case 'given':
      return given !== undefined && given !== '';
    case 'missing':
      return given === undefined || given === '';
    case 'equal':
      return given?.toLowerCase() === value.toLowerCase();
    case 'not-equal':
      return given?.toLowerCase() !== value.toLowerCase();
    case 'less':
      return given !== undefined && compare(given, value) < 0;
    case 'more':
      return given !== undefined && compare(given, value) > 0;
  }
};

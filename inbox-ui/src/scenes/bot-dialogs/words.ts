import type { TFunction } from 'i18next';
import type {
  DialogCondition,
  DialogDefinition,
  DialogStep,
  HttpAction,
  Slot,
  Words,
} from '#contracts/dialog.ts';
import type { Language } from '#contracts/time.ts';

/** What is needed to say in words what a step does. */
export interface Telling {
  t: TFunction<'bot-dialogs'>;
  language: Language;
  definition: DialogDefinition;
  actions: readonly Pick<HttpAction, 'id' | 'name'>[];
}

/** The reader's language, else the other one. */
export const inWords = (words: Words | undefined, language: Language): string => {
  const own = words?.[language].trim() ?? '';
  return own === '' ? (words?.[language === 'ja' ? 'en' : 'ja'].trim() ?? '') : own;
};

/** What people call a slot: its label, else its name; parts of an order and the customer's name too. */
export const slotName = ({ t, language, definition }: Telling, name: string): string => {
  if (name === 'customer-name') return t('customerName');
  const own = definition.slots.find((slot) => slot.name === name);
  if (own !== undefined) return inWords(own.label, language) || name;
  const order = definition.slots.find(
    (slot) => slot.kind === 'order' && (name === `${slot.name}-status` || name === `${slot.name}-items`),
  );
  if (order === undefined) return name;
  const label = inWords(order.label, language) || order.name;
  return t(name.endsWith('-status') ? 'orderStatus' : 'orderItems', { order: label });
};

/** `3. Ask for order`: how other steps name this one. */
export const stepName = (tell: Telling, id: string): string => {
  const at = tell.definition.steps.findIndex((step) => step.id === id);
  const step = tell.definition.steps[at];
  return step === undefined ? tell.t('noStep', { id }) : `${at + 1}. ${stepTitle(tell, step)}`;
};

/** One short line: what kind of step it is, and of what. */
export const stepTitle = (tell: Telling, step: DialogStep): string => {
  const { t } = tell;
  switch (step.kind) {
    case 'ask':
      return t('does.ask', { slot: slotName(tell, step.slot) });
    case 'call':
      return t('does.call', { action: actionName(tell, step.action) });
    case 'record':
      return t('does.record', { as: t(`as.${step.as}`) });
    default:
      return t(`does.${step.kind}`);
  }
};

export const actionName = ({ t, actions }: Telling, id: string): string =>
  actions.find((one) => one.id === id)?.name ?? (id === '' ? t('noAction') : id);

/** Words with what stands for a value by its name: `[party size] people`. */
const withNames = (tell: Telling, text: string): string =>
  text.replaceAll(/\{\{\s*([^{}]+?)\s*\}\}/g, (_, name: string) =>
    tell.t('inPlace', { name: slotName(tell, name.replace(/^answer\./, '')) }),
  );

/** What the customer reads at this step; empty when nothing is said. */
export const stepSays = (tell: Telling, step: DialogStep): string => {
  const { language, definition } = tell;
  if (step.kind === 'ask') {
    const prompt = definition.slots.find(({ name }) => name === step.slot)?.prompt;
    return withNames(tell, inWords(prompt, language));
  }
  return 'text' in step ? withNames(tell, inWords(step.text, language)) : '';
};

/** A condition's value as people say it: a choice by its label, yes and no by their words. */
const valueWords = (
  { t, language, definition }: Telling,
  { slot: name, value = '' }: DialogCondition,
): string => {
  const slot = definition.slots.find((one) => one.name === name);
  if (slot?.kind === 'yes-no' && (value === 'yes' || value === 'no')) return t(`yesNo.${value}`);
  const label = slot?.choices?.find((choice) => choice.value === value)?.label;
  return inWords(label, language) || value;
};

export const conditionWords = (tell: Telling, condition: DialogCondition): string =>
  tell.t(`when.${condition.is}`, {
    slot: slotName(tell, condition.slot),
    value: valueWords(tell, condition),
  });

/** `order is given and amount is more than 100`. */
export const allWords = (tell: Telling, all: readonly DialogCondition[]): string =>
  all.map((one) => conditionWords(tell, one)).join(tell.t('and'));

/** The lines of a card below its title: its ways on, whom it goes to, what is missing. */
export const stepWays = (tell: Telling, step: DialogStep): string[] => {
  const { t } = tell;
  const to = (id: string): string => stepName(tell, id);
  const lines: string[] = [];
  if (step.kind === 'branch')
    for (const { all, to: way } of step.when)
      lines.push(t('way.case', { when: allWords(tell, all), step: to(way) }));
  if (step.kind === 'confirm')
    lines.push(step.no === undefined ? t('way.noCancels') : t('way.no', { step: to(step.no) }));
  if (step.kind === 'call')
    lines.push(step.failed === undefined ? t('way.failedHands') : t('way.failed', { step: to(step.failed) }));
  if (step.kind === 'hand-over') {
    if (step.skills.length > 0) lines.push(t('way.skills', { skills: step.skills.join(t('common:comma')) }));
    if (step.priority !== 'normal')
      lines.push(t('way.priority', { priority: t(`priority.${step.priority}`) }));
  }
  if ('next' in step && step.next !== undefined)
    lines.push(t(step.kind === 'branch' ? 'way.else' : 'way.next', { step: to(step.next) }));
  return lines;
};

/** `Number · 1 to 20`, `Choice · 3`: what a slot takes. */
export const slotTakes = ({ t }: Pick<Telling, 't'>, slot: Slot): string => {
  const parts = [t(`kind.${slot.kind}`)];
  if (slot.kind === 'choice') parts.push(t('choicesCount', { count: slot.choices?.length ?? 0 }));
  const { min, max } = slot;
  const bounds = { date: 'days', text: 'length' }[slot.kind as string] ?? 'bounds';
  if (min !== undefined && max !== undefined) parts.push(t(`${bounds}.both`, { min, max }));
  else if (min !== undefined) parts.push(t(`${bounds}.min`, { min }));
  else if (max !== undefined) parts.push(t(`${bounds}.max`, { max }));
  if (slot.knownFrom !== undefined) parts.push(t('known', { from: t(`from.${slot.knownFrom}`) }));
  return parts.join(' · ');
};

const isList = (value: unknown): value is unknown[] => Array.isArray(value);

/** A changed field's value as people read it. */
export const fieldWords = (tell: Telling, field: string, value: unknown): string => {
  const { t, language } = tell;
  if (typeof value === 'boolean') return t(`yesNo.${value ? 'yes' : 'no'}`);
  if (field === 'next' || field === 'no' || field === 'failed') return stepName(tell, String(value));
  if (field === 'action') return actionName(tell, String(value));
  if (field === 'kind') return t(`kind.${String(value)}`, { defaultValue: t(`step.${String(value)}`) });
  if (field === 'as' || field === 'priority') return t(`${field}.${String(value)}`);
  if (field === 'knownFrom') return t(`from.${String(value)}`);
  if (field === 'when' && isList(value))
    return (value as { all: DialogCondition[]; to: string }[])
      .map(({ all, to }) => t('way.case', { when: allWords(tell, all), step: stepName(tell, to) }))
      .join('\n');
  if (field === 'choices' && isList(value))
    return (value as { value: string; label: Words }[])
      .map((choice) => inWords(choice.label, language) || choice.value)
      .join(t('common:comma'));
  return isList(value) ? value.map(String).join(t('common:comma')) : String(value);
};

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  ConversationStatus,
  EscalationReason,
  EscalationState,
  InboxView,
  Mood,
  Priority,
  RoutingDecision,
} from '#contracts/conversation.ts';
import { OrderView } from '#contracts/customer.ts';
import { EVENTS } from '#contracts/events.ts';
import { Channel, DeliveryState, MessageExtra } from '#contracts/message.ts';
import { SurveyKind } from '#contracts/survey.ts';
import { BINDINGS } from '../keyboard/keymap.ts';
import { SORTS, VIEWS } from '../state/rows.ts';

const SRC = path.resolve(import.meta.dirname, '..');
type Words = { [key: string]: string | Words };

const flat = (words: Words, before = ''): Map<string, string> => {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') all.set(before + key, value);
    else for (const [inner, text] of flat(value, `${before}${key}.`)) all.set(inner, text);
  }
  return all;
};
const read = (file: string): Map<string, string> => flat(JSON.parse(readFileSync(file, 'utf8')));

/** Every pair of catalogues: those of i18n/ and each scene's own. */
const pairs = (): { name: string; ja: Map<string, string>; en: Map<string, string> }[] => {
  const shared = readdirSync(path.join(SRC, 'i18n/ja')).map((file) => ({
    name: file.replace('.json', ''),
    ja: read(path.join(SRC, 'i18n/ja', file)),
    en: read(path.join(SRC, 'i18n/en', file)),
  }));
  const scenes = readdirSync(path.join(SRC, 'scenes'))
    .filter((scene) => readdirSync(path.join(SRC, 'scenes', scene)).includes('strings.ja.json'))
    .map((scene) => ({
      name: scene,
      ja: read(path.join(SRC, 'scenes', scene, 'strings.ja.json')),
      en: read(path.join(SRC, 'scenes', scene, 'strings.en.json')),
    }));
  return [...shared, ...scenes];
};
const slots = (text: string): string[] =>
  [...text.matchAll(/{{(\w+)}}/g)].map((found) => found[1] ?? '').sort();

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((item) => {
    const file = path.join(folder, item.name);
    if (item.isDirectory()) return sources(file);
    return /\.tsx?$/.test(item.name) && !item.name.includes('.test.') ? [file] : [];
  });

describe('the words', () => {
  it.each(pairs())('of $name are whole in both languages, with the same blanks', ({ ja, en }) => {
    expect([...ja.keys()].sort()).toEqual([...en.keys()].sort());
    for (const [key, text] of ja) {
      expect(text.trim(), key).not.toBe('');
      // A Japanese line may leave out who or what is clear from the line itself, never name something else.
      for (const slot of slots(text)) expect(slots(en.get(key) ?? ''), key).toContain(slot);
    }
  });

  it('have a line for every key the sources name outright', () => {
    const known = new Map(pairs().map(({ name, ja }) => [name, ja]));
    const missing: string[] = [];
    for (const file of sources(SRC)) {
      if (file.includes('/dev/')) continue;
      const text = readFileSync(file, 'utf8');
      const spaces = [/scenes\/([\w-]+)\//.exec(file)?.[1] ?? 'inbox', 'inbox', 'common'];
      for (const [, key = ''] of text.matchAll(/\bt\(\s*'([\w:.-]+)'/g)) {
        const [space, name] = key.includes(':') ? (key.split(':') as [string, string]) : ['', key];
        const where = space === '' ? spaces : [space];
        const found = where.some((one) => known.get(one)?.has(name) || known.get(one)?.has(`${name}_other`));
        if (!found) missing.push(`${path.basename(file)}: ${key}`);
      }
    }
    expect(missing).toEqual([]);
  });

  it('name every event, reason, state and channel of the contracts', () => {
    const ja = pairs().find(({ name }) => name === 'inbox')?.ja ?? new Map<string, string>();
    const excluded = RoutingDecision.shape.candidates.element.shape.excluded.unwrap().options;
    const decisions = MessageExtra.shape.bot.unwrap().shape.decision.options;
    const wanted = [
      ...Object.keys(EVENTS).map((type) => `event.${type}`),
      ...EscalationReason.options.map((reason) => `reason.${reason}`),
      ...EscalationState.options.map((state) => `escalationState.${state}`),
      ...ConversationStatus.options.map((status) => `status.${status}`),
      ...Priority.options.map((priority) => `priority.${priority}`),
      ...Mood.options.map((mood) => `mood.${mood}`),
      ...Channel.options.map((channel) => `channel.${channel}`),
      ...InboxView.options.flatMap((view) => [`view.${view}`, `list.empty.${view}`]),
      ...SurveyKind.options.map((kind) => `survey.${kind}`),
      ...OrderView.shape.status.options.map((status) => `orderStatus.${status}`),
      ...DeliveryState.options
        .filter((state) => !['failed', 'uncertain'].includes(state))
        .map((state) => `delivery.${state}`),
      ...excluded.map((why) => `excluded.${why}`),
      ...decisions.map((decision) => `message.decision.${decision}`),
      ...SORTS.map((sort) => `sort.${sort}`),
      ...BINDINGS.map((binding) => `key.${binding.command}`),
    ];
    expect(wanted.filter((key) => !ja.has(key))).toEqual([]);
    expect([...VIEWS].sort()).toEqual([...InboxView.options].sort());
  });

  it('carry no exclamation marks', () => {
    for (const { ja, en } of pairs())
      for (const text of [...ja.values(), ...en.values()]) expect(text).not.toMatch(/[!！]/);
  });
});

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ERRORS } from '#contracts/errors.ts';
import { ROOT } from './cruise.ts';
import { filesIn, read } from './source-files.ts';

const CATALOGUE_FOLDERS = ['channels', 'bot', 'server', 'inbox-ui'];
/** `ja.json`, `strings.ja.json`, `ja.ts`, or a file in a folder `ja/`. */
const OF_A_LANGUAGE = /(^|[/.])(ja|en)(\.(json|ts)$|\/)/;
/** Training material and what was learned of it, not words anybody is shown: `{a|b}` there is a choice. */
const TRAINING = /^bot\/policy\/(phrases\/templates|models)\//;
const PLURAL = /_(zero|one|two|few|many|other)$/;
const KANA_OR_KANJI = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

type Words = Map<string, string[]>;

const other = (file: string): string =>
  file.replace(
    OF_A_LANGUAGE,
    (_all, before: string, language: string, after: string) =>
      `${before}${language === 'ja' ? 'en' : 'ja'}${after}`,
  );

async function load(file: string): Promise<unknown> {
  if (file.endsWith('.json')) return JSON.parse(await read(file));
  return { ...(await import(pathToFileURL(path.join(ROOT, file)).href)) };
}

/** Key paths → texts. Plural forms count as one key, since languages have different ones; so do list entries. */
function wordsOf(value: unknown, at: string, words: Words = new Map()): Words {
  if (typeof value === 'string') {
    const key = at.replace(PLURAL, '');
    words.set(key, [...(words.get(key) ?? []), value]);
  } else if (Array.isArray(value)) {
    for (const item of value) wordsOf(item, `${at}[]`, words);
  } else if (typeof value === 'object' && value !== null) {
    // A module's exports are named after the language (`ja`, `inboxJa`) or the same in both.
    for (const [key, inner] of Object.entries(value)) {
      wordsOf(inner, `${at}.${key.replace(/(^|[a-z])(ja|en|Ja|En)$/, '$1')}`, words);
    }
  }
  return words;
}

const placeholders = (texts: readonly string[]): string[] =>
  [
    ...new Set(texts.flatMap((text) => [...text.matchAll(/\{\{?\s*([\w.]+)/g)].map((hit) => hit[1] ?? ''))),
  ].sort();

/** What one language says and the other does not, in words. */
function differences(en: Words, ja: Words): string[] {
  const faults: string[] = [];
  for (const key of new Set([...en.keys(), ...ja.keys()])) {
    const [inEn, inJa] = [en.get(key), ja.get(key)];
    if (!inEn || !inJa) faults.push(`${key}: only in ${inEn ? 'en' : 'ja'}`);
    else if ([...inEn, ...inJa].some((text) => text.trim() === '')) faults.push(`${key}: empty`);
    else if (placeholders(inEn).join() !== placeholders(inJa).join()) {
      faults.push(`${key}: {${placeholders(inEn)}} in en, {${placeholders(inJa)}} in ja`);
    }
  }
  return faults;
}

describe('the catalogues', async () => {
  const files = (await filesIn(CATALOGUE_FOLDERS)).filter(
    (file) =>
      OF_A_LANGUAGE.test(file) &&
      /\.(json|ts)$/.test(file) &&
      !/\.test\.ts$/.test(file) &&
      !TRAINING.test(file),
  );
  const english = files.filter((file) => OF_A_LANGUAGE.exec(file)?.[2] === 'en');

  it('come in pairs, one for each language', () => {
    expect(english.length).toBeGreaterThan(0);
    const present = new Set(files);
    expect(files.filter((file) => !present.has(other(file)))).toEqual([]);
  });

  it.each(english)('%s says the same things in both languages', async (file) => {
    const [en, ja] = [wordsOf(await load(file), ''), wordsOf(await load(other(file)), '')];
    expect(en.size).toBeGreaterThan(0);
    expect(differences(en, ja)).toEqual([]);
  });

  it('write Japanese in Japanese', async () => {
    for (const file of english.map(other)) {
      const texts = [...wordsOf(await load(file), '').values()].flat();
      const japanese = texts.filter((text) => KANA_OR_KANJI.test(text));
      // Names, addresses and symbols are the same in both.
      expect(japanese.length / texts.length, file).toBeGreaterThan(0.5);
    }
  });

  it('have words for every error code', () => {
    const poor = Object.entries(ERRORS).filter(([, { en, ja }]) => en === '' || !KANA_OR_KANJI.test(ja));
    expect(poor).toEqual([]);
  });
});

describe('the comparison', () => {
  it('finds a missing key, an empty text and a different placeholder, and lets plural forms differ', () => {
    const en = {
      a: 'A',
      b: 'Hello {{name}}',
      c: 'C',
      items_one: '{{count}} item',
      items_other: '{{count}} items',
    };
    const ja = { b: 'こんにちは', c: ' ', d: '四', items_other: '{{count}} 件' };
    expect(differences(wordsOf(en, ''), wordsOf(ja, ''))).toEqual([
      '.a: only in en',
      '.b: {name} in en, {} in ja',
      '.c: empty',
      '.d: only in ja',
    ]);
  });
});

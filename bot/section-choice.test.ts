import { describe, expect, it } from 'vitest';
import type { Language } from '#contracts/time.ts';
import { sectionsOf } from './recognizer/sections.ts';
import { chooseSection } from './section-choice.ts';
import pairs from './section-pairs.json' with { type: 'json' };
import { demoArticles } from './test-bot.ts';

/** A question to an article, and the headings that answer it; `null` is the opening. */
interface Pair {
  lang: string;
  article: string;
  question: string;
  sections: (string | null)[];
}

const ARTICLES = { ja: demoArticles('ja'), en: demoArticles('en') };

/** The heading shown for a question, and all headings of the article. */
const shownFor = ({ lang, article, question }: Pair): { heading: string | null; all: (string | null)[] } => {
  const language = lang as Language;
  const found = ARTICLES[language].find(({ slug }) => slug === article);
  if (!found) throw new Error(`no article ${article}`);
  const sections = sectionsOf(found.body);
  const all = sections.map(({ heading }) => heading ?? null);
  return { heading: all[chooseSection(question, found.title, sections, language)] ?? null, all };
};

/** Shares of the pairs answered by a right section, and by a wrong one that is not the opening: that misleads, the opening does not. */
const rateOf = (rows: readonly Pair[]): { right: number; misled: number; wrong: string[] } => {
  const wrong = rows.filter((row) => !row.sections.includes(shownFor(row).heading));
  const misled = wrong.filter((row) => shownFor(row).heading !== null);
  return {
    right: 1 - wrong.length / rows.length,
    misled: misled.length / rows.length,
    wrong: wrong.map(({ question }) => question),
  };
};

describe('the section that answers a question', () => {
  it('is a heading of the article in every pair, in both languages', () => {
    for (const row of [...pairs.seen, ...pairs.unseen])
      for (const heading of row.sections) expect(shownFor(row).all).toContain(heading);
    for (const language of ['ja', 'en'])
      expect(pairs.unseen.filter(({ lang }) => lang === language).length).toBeGreaterThanOrEqual(40);
  });

  it('is right for 90 of 100 questions it was made with, and misleads for at most 3', () => {
    const { right, misled, wrong } = rateOf(pairs.seen);
    expect(right, wrong.join('\n')).toBeGreaterThanOrEqual(0.9);
    expect(misled).toBeLessThanOrEqual(0.03);
  });

  it.each(['ja', 'en'])(
    'is right for 82 of 100 %s questions it was not made with, and misleads for at most 8',
    (lang) => {
      const { right, misled, wrong } = rateOf(pairs.unseen.filter((row) => row.lang === lang));
      expect(right, wrong.join('\n')).toBeGreaterThanOrEqual(0.82);
      expect(misled).toBeLessThanOrEqual(0.08);
    },
  );

  it.each([
    ['返品はできますか', 'returns', null],
    ['返品したいです', 'returns', null],
    ['返品できない商品はありますか', 'returns', '返品できないもの'],
    ['ギフト包装できますか', 'gift-wrapping', null],
    ['コンビニ払いできますか', 'payment-methods', null],
    ['退会したい', 'account-password', '退会'],
  ])('answers %s from the right part', (question, article, heading) => {
    expect(shownFor({ lang: 'ja', article, question, sections: [] }).heading).toBe(heading);
  });

  it('is the opening for what is about none of it, however long, and where there is nothing else', () => {
    const [article] = ARTICLES.ja;
    const sections = sectionsOf(article?.body ?? '');
    expect(chooseSection('あ'.repeat(20_000), article?.title ?? '', sections, 'ja')).toBe(0);
    expect(chooseSection('', '', sections, 'ja')).toBe(0);
    expect(chooseSection('送料', '送料について', [{ text: '一つだけ' }], 'ja')).toBe(0);
    expect(chooseSection('送料', '送料について', [], 'ja')).toBe(0);
  });
});

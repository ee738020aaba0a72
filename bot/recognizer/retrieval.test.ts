import { describe, expect, it } from 'vitest';
import { demoArticles } from '../test-bot.ts';
import { indexArticles, searchTokens } from './retrieval.ts';
import { plainText, sectionsOf } from './sections.ts';

const ja = indexArticles(demoArticles('ja'), 'ja');
const en = indexArticles(demoArticles('en'), 'en');

describe('article search', () => {
  it.each([
    ['和紙の破れを直す', 'ja-cleaning-washi'],
    ['口金 E17', 'ja-bulb-types'],
    ['のしをつけて', 'ja-gift-wrapping'],
    ['関税', 'ja-international-shipping'],
  ])('finds the article for %s', (text, id) => {
    expect(ja.search(text)[0]?.articleId).toBe(id);
  });

  it.each([
    ['washi torn paper', 'en-cleaning-washi'],
    ['customs duties', 'en-international-shipping'],
    ['noshi', 'en-gift-wrapping'],
    ['flickering dimmers', 'en-dimmers'],
  ])('finds the article for %s', (text, id) => {
    expect(en.search(text)[0]?.articleId).toBe(id);
  });

  it('finds the section that holds the answer', () => {
    const hit = ja.search('沖縄への送料', { articleId: 'ja-shipping-fees' })[0];
    expect(ja.section('ja-shipping-fees', hit?.section ?? 0)?.heading).toBe('沖縄・離島');
  });

  it('finds nothing for a text without words', () => {
    expect(ja.search('？！')).toEqual([]);
  });

  it('cuts Japanese to words and pairs, English to stems without empty words', () => {
    expect(searchTokens('返金方法', 'ja')).toContain('返金');
    expect(searchTokens('How do I return the lamps?', 'en')).toEqual(['return', 'lamp']);
  });
});

describe('sections', () => {
  it('are cut at second-level headings, as plain text', () => {
    expect(sectionsOf('# T\nIntro **bold**.\n\n## One\n- a\n- [b](http://x)\n\n## Empty\n')).toEqual([
      { text: 'Intro bold.' },
      { heading: 'One', text: '・a\n・b' },
    ]);
  });

  it('close the gap that Japanese bold leaves', () => {
    expect(plainText('送料は **770円** です')).toBe('送料は770円です');
  });
});

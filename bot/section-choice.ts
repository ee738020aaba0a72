import type { Language } from '#contracts/time.ts';
import { conceptsOf } from './recognizer/concepts.ts';
import { wordsOf } from './recognizer/features.ts';
import { bare, normalise } from './recognizer/normalise.ts';
import { searchTokens } from './recognizer/retrieval.ts';
import type { Section } from './recognizer/sections.ts';

/** Words of asking, not of what is asked about: they say nothing on which part of an article answers. */
const ASKING: Record<Language, ReadonlySet<string>> = {
  ja: new Set(
    'でき できる できま できない ない なる なり なっ ください くださ 教え 知り たい ほしい 欲しい もらえ いただけ ますか です 場合 とき 時 方 方法 しかた 仕方 もの こと 商品 購入 注文 ご注文 場所 ある あり いい 大丈夫 使え 使う 使える 使い 違う 別 変え 変 何 ちょっと だけ いくら いつ どう どの どこ どれ ご お 必要 確認'.split(
      ' ',
    ),
  ),
  en: new Set(
    'get got use using need want know tell thing something one anything item order please cannot can no not will when how much long does my it what work take already another different change'.split(
      ' ',
    ),
  ),
};

/** A way of asking, and the headings under which such a thing is told. */
const CUES: readonly { asked: RegExp; told: RegExp }[] = [
  {
    asked: /発送後|発送された|発送済|した後|あとから|もう|\balready\b|\bafter\b/,
    told: /後|\bafter\b/,
  },
  {
    asked:
      /いつ(?!も)|何日|何週間|何年|どのくらい|どれくらい|までに|期限|\bwhen\b|how (?:long|soon)|by what date/,
    told: /期限|時期|日数|期間|\bwhen\b|how long/,
  },
  {
    asked: /いくら|料金|費用|お金|有料|無料|何円|代は|how much|\b(?:cost|price|fee|pays?)\b/,
    told: /送料|料金|費用|代金|\b(?:costs?|charges?|fees?|price)/,
  },
  {
    asked: /どうやって|やり方|仕方|しかた|送り方|手順|流れ|\bsteps\b/,
    told: /手順|しかた|流れ|\bsteps\b|how it works|\bsending\b/,
  },
];

/** Something does not work; and the headings about that, which a question of how something works does not mean. */
const TROUBLE = {
  asked:
    /できない|できません|できね|使えない|使えません|届かない|届きません|出てこない|反映され|エラー|だめ|うまくいか|がない|つかない|点かない|通らない|doesn'?t|does not|won'?t|cannot|can'?t|\bnot\b|declined|fail|error|never|\bno\b/,
  told: /ないとき|[れき]ないもの|うまくいかない|含まれない|\bnot\b|\bfails?\b|\bno\b|cannot/,
};

/** Weight of a term in a heading beside one in the text. */
const IN_HEADING = 2.2;
const IN_TEXT = 0.7;
const IN_TITLE = 1.9;
/** Weight of a way of asking that fits a heading. */
const CUE = 0.9;
/** Weight of a term of one letter, in Japanese a word of its own or a piece of one. */
const ONE_LETTER = 0.7;
const MAX_QUESTION = 300;
/** A part must be this much better than the opening, and worth this much in itself, to be shown instead of it. */
const BETTER = 1.25;
const WORTH = 0.75;

/** Concepts of asking: nearly every question touches them. */
const ASKING_CONCEPTS = new Set('can how want order item method when what buy create contact'.split(' '));
/** Weight of a concept that question and heading share in different words. */
const CONCEPT = 0.9;

/** Two characters of which one is hiragana join the end of one word to the next. */
const HALF_WORD = /^(?:[\p{Script=Hiragana}ー].|.[\p{Script=Hiragana}])$/u;
/** Inflections and particles; a heading that is such a word alone (のし) is one all the same. */
const INFLECTION = /^[\p{Script=Hiragana}ー]{1,3}$/u;

/** 変え, 変えたい → 変; お急ぎ → 急: what does not change with the ending. */
const root = (word: string): string =>
  /^[おご]?(\p{Script=Han}+)\p{Script=Hiragana}/u.exec(word)?.[1] ?? word;

const terms = (text: string, language: Language): Set<string> => {
  const clean = bare(normalise(text));
  const words = new Set(wordsOf(clean, language));
  const all = searchTokens(text, language)
    .filter(
      (term) =>
        !ASKING[language].has(term) &&
        (language === 'en' || (!INFLECTION.test(term) && (words.has(term) || !HALF_WORD.test(term)))),
    )
    .map((term) => (language === 'ja' ? root(term) : term));
  return new Set(INFLECTION.test(clean) ? [...all, clean] : all);
};

const conceptsIn = (text: string, language: Language): string[] => {
  const clean = bare(normalise(text));
  return conceptsOf(clean, wordsOf(clean, language), language).filter((one) => !ASKING_CONCEPTS.has(one));
};

interface Part {
  heading: string;
  inHeading: ReadonlySet<string>;
  inText: ReadonlySet<string>;
  concepts: ReadonlySet<string>;
}

const partOf = ({ heading = '', text }: Section, language: Language): Part => ({
  heading: normalise(heading),
  inHeading: terms(heading, language),
  inText: terms(text, language),
  concepts: new Set(conceptsIn(heading, language)),
});

/** Where a title names several things. */
const NEXT_THING = /[・、,，]|と|\band\b/;

/** The opening has no heading: the first thing that the title names counts as its own, and of the others what it speaks of. */
const openingOf = (section: Section, title: string, language: Language): Part => {
  const part = partOf({ text: section.text }, language);
  const [first = ''] = title.split(NEXT_THING);
  const said = [...terms(title, language)].filter((term) => part.inText.has(term));
  return { ...part, inHeading: new Set([...terms(first, language), ...said]) };
};

/** Terms of a question; hiragana words are terms where a heading is just that word. */
const aboutOf = (asked: string, parts: readonly Part[], language: Language): string[] => {
  const headings = parts.map(({ heading }) => heading).filter((heading) => INFLECTION.test(heading));
  const held = (term: string): boolean =>
    parts.some((part) => part.inHeading.has(term) || part.inText.has(term));
  const found = [...terms(asked, language)].filter(held);
  // A pair of characters inside a word that is found would count that word twice.
  const whole = found.filter((term) => !found.some((other) => other !== term && other.includes(term)));
  return [
    ...(language === 'ja' ? whole : found),
    ...headings.filter((heading) => heading !== '' && asked.includes(heading)),
  ];
};

interface Article {
  parts: readonly Part[];
  /** Concepts that the title names and the opening speaks of: they tell the parts apart no more. */
  known: ReadonlySet<string>;
}

/** An article's parts are read once for each version of it. */
const kept = new WeakMap<readonly Section[], Article>();

const articleOf = (sections: readonly Section[], title: string, language: Language): Article => {
  const found = kept.get(sections);
  if (found) return found;
  const [first = { text: '' }, ...others] = sections;
  const opening = new Set(conceptsIn(first.text, language));
  const article = {
    parts: [openingOf(first, title, language), ...others.map((section) => partOf(section, language))],
    known: new Set(conceptsIn(title, language).filter((one) => opening.has(one))),
  };
  kept.set(sections, article);
  return article;
};

/** How much each part says of what is asked. A term counts by how few parts have it, more in a heading than in the text. */
const scoresOf = (asked: string, { parts, known }: Article, language: Language): number[] => {
  const about = aboutOf(asked, parts, language);
  const meant = conceptsIn(asked, language).filter((one) => !known.has(one));
  const troubled = TROUBLE.asked.test(asked);
  const rarity = (term: string): number => {
    const holders = parts.filter((part) => part.inHeading.has(term) || part.inText.has(term)).length;
    return (term.length === 1 ? ONE_LETTER : 1) * (1 - (holders - 1) / parts.length) ** 2;
  };
  const sharers = (one: string): number => parts.filter((part) => part.concepts.has(one)).length;
  return parts.map((part, at) => {
    const aboutTrouble = TROUBLE.told.test(part.heading);
    const inHeading = at === 0 ? IN_TITLE : troubled || !aboutTrouble ? IN_HEADING : IN_TEXT;
    let score = troubled && aboutTrouble ? CUE : 0;
    for (const term of about) {
      if (part.inHeading.has(term)) score += inHeading * rarity(term);
      else if (part.inText.has(term)) score += IN_TEXT * rarity(term);
    }
    for (const one of meant) if (part.concepts.has(one)) score += CONCEPT / sharers(one);
    for (const cue of CUES) if (cue.asked.test(asked) && cue.told.test(part.heading)) score += CUE;
    return score;
  });
};

/**
 * Which part of an article answers a question: its opening (0), unless another part says clearly more of what is asked.
 * Measured in section-choice.test.ts.
 */
export const chooseSection = (
  question: string,
  title: string,
  sections: readonly Section[],
  language: Language,
): number => {
  if (sections.length < 2) return 0;
  const asked = normalise(question.slice(0, MAX_QUESTION));
  const scores = scoresOf(asked, articleOf(sections, title, language), language);
  const highest = Math.max(...scores);
  return highest >= WORTH && highest > (scores[0] ?? 0) * BETTER ? scores.indexOf(highest) : 0;
};

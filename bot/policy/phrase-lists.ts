import type { Language } from '#contracts/time.ts';
import { BUILT_IN_INTENTS } from '../recognizer/intents.ts';
import { readable } from './phrase-features.ts';
import type { Kind } from './phrase-rules.ts';
import { phrasesOf } from './phrase-templates.ts';
import type { Lesson } from './phrase-training.ts';
import angerEn from './phrases/anger.en.json' with { type: 'json' };
import angerJa from './phrases/anger.ja.json' with { type: 'json' };
import ordinaryEn from './phrases/ordinary.en.json' with { type: 'json' };
import ordinaryJa from './phrases/ordinary.ja.json' with { type: 'json' };
import angerEnMore from './phrases/templates/anger.en.json' with { type: 'json' };
import angerJaMore from './phrases/templates/anger.ja.json' with { type: 'json' };
import ordinaryEnMore from './phrases/templates/ordinary.en.json' with { type: 'json' };
import ordinaryJaMore from './phrases/templates/ordinary.ja.json' with { type: 'json' };
import wishEnMore from './phrases/templates/wish.en.json' with { type: 'json' };
import wishJaMore from './phrases/templates/wish.ja.json' with { type: 'json' };
import wishEn from './phrases/wish.en.json' with { type: 'json' };
import wishJa from './phrases/wish.ja.json' with { type: 'json' };

/** Phrases that say a thing, and phrases that only look like it. */
export interface Phrases {
  positive: readonly string[];
  negative: readonly string[];
}

const LISTED: Record<Kind, Record<Language, Phrases>> = {
  wish: { en: wishEn, ja: wishJa },
  anger: { en: angerEn, ja: angerJa },
};
const TEMPLATES: Record<Kind, Record<Language, Phrases>> = {
  wish: { en: wishEnMore, ja: wishJaMore },
  anger: { en: angerEnMore, ja: angerJaMore },
};
/** What people say every day to a bot, a shop and a bank: neither a wish for a person nor anger. */
const ORDINARY: Record<Language, { listed: readonly string[]; templates: readonly string[] }> = {
  en: { listed: ordinaryEn, templates: ordinaryEnMore },
  ja: { listed: ordinaryJa, templates: ordinaryJaMore },
};
/** Built-in intents of these kinds are near to a wish or anger by nature. */
const NEAR = new Set(['wish', 'complaint']);
/** Most phrases taken of a template of another list: they show what is ordinary, not where the line runs. */
const FROM_OTHERS = 12;
const FROM_ORDINARY = 24;

/** Every second phrase of a list the rules were written on is learned without their verdict. */
const listed = (texts: readonly string[], says: boolean): Lesson[] =>
  texts.map((text, at) => ({ readable: readable(text), says, ruled: at % 2 === 1 }));

const made = (templates: readonly string[], says: boolean, most = Number.POSITIVE_INFINITY): Lesson[] =>
  templates.flatMap((template) =>
    phrasesOf(template)
      .slice(0, most)
      .map((text) => ({ readable: readable(text), says, ruled: true })),
  );

/** All that a model of one thing in one language learns from, in a fixed order. */
export const lessonsOf = (kind: Kind, language: Language): Lesson[] => {
  const other = kind === 'wish' ? 'anger' : 'wish';
  const smallTalk = BUILT_IN_INTENTS.filter((intent) => !NEAR.has(intent.kind));
  return [
    ...listed(LISTED[kind][language].positive, true),
    ...made(TEMPLATES[kind][language].positive, true),
    ...listed(LISTED[kind][language].negative, false),
    ...made(TEMPLATES[kind][language].negative, false),
    ...listed(LISTED[other][language].negative, false),
    ...made(TEMPLATES[other][language].negative, false, FROM_OTHERS),
    ...listed(ORDINARY[language].listed, false),
    ...made(ORDINARY[language].templates, false, FROM_ORDINARY),
    ...listed(
      smallTalk.flatMap(({ examples }) => examples[language]),
      false,
    ),
  ];
};

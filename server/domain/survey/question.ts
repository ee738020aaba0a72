import type { Language } from '#contracts/time.ts';
import en from './replies.en.json' with { type: 'json' };
import ja from './replies.ja.json' with { type: 'json' };

const WORDS = { ja, en } as const;

/** The question in the customer's language. How to answer it (faces, "reply 1–5") is the channel's to draw or write. */
export const surveyQuestion = (
  kind: 'csat' | 'nps',
  language: Language,
  shopName: Record<Language, string>,
): string => WORDS[language][kind].replace('{shop}', shopName[language]);

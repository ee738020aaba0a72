import type { Language } from '#contracts/time.ts';
import en from './lines.en.json' with { type: 'json' };
import ja from './lines.ja.json' with { type: 'json' };

/** Key of a line that every dialog may need. Both catalogues hold every key. */
export type LineKey = keyof typeof ja & keyof typeof en;

const CATALOGUE: Record<Language, Record<LineKey, string>> = { ja, en };

/** The line, its `{names}` filled in. */
export const line = (
  language: Language,
  key: LineKey,
  values: Record<string, string | number> = {},
): string => CATALOGUE[language][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));

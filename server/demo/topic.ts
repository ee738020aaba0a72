import type { Language } from '#contracts/time.ts';

/** A matter customers write about, as the demo's past month tells it. */
export interface Topic {
  tag: Record<Language, string>;
  intent: string;
  /** Article the bot answers from. */
  slug: string;
  skills: string[];
  /** Share of these the bot settles alone. */
  botShare: number;
  /** How often it comes up beside the others. */
  weight: number;
  asks: Record<Language, string[]>;
  follows: Record<Language, string[]>;
  agent: Record<Language, string[]>;
  summary: Record<Language, string>;
}

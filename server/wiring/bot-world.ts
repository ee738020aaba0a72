import type { BotReads, BotSettings } from '#contracts/bot.ts';
import type { BotWorld } from '#contracts/bot-test.ts';
import type { BotPolicy } from '#contracts/policy.ts';
import type { Language } from '#contracts/time.ts';

/** Reads that ask for the language alone, beyond articles and answers: taken along as they are, where the bot has them. */
const MORE: readonly string[] = ['dialogs'];

const inBoth = async <T>(read: (language: Language) => Promise<T>): Promise<Record<Language, T>> => {
  const [ja, en] = await Promise.all([read('ja'), read('en')]);
  return { ja, en };
};

/** Everything the bot goes by now, as data. */
export const botWorld = async (
  reads: BotReads,
  settings: BotSettings,
  policy: BotPolicy,
): Promise<BotWorld> => {
  const { answers } = reads;
  const [articles, said] = await Promise.all([
    inBoth(async (language) => (await reads.articles(language)).articles),
    answers && inBoth(answers),
  ]);
  const more: NonNullable<BotWorld['more']> = {};
  for (const [name, read] of Object.entries(reads))
    if (MORE.includes(name) && typeof read === 'function')
      more[name] = await inBoth((language) => (read as (language: Language) => Promise<unknown>)(language));
  const { hours: _, ...plain } = settings;
  return {
    articles,
    ...(said ? { answers: said } : {}),
    settings: plain,
    policy,
    ...(Object.keys(more).length > 0 ? { more } : {}),
  };
};

import { z } from 'zod';
import type { BotArticle } from '#contracts/bot.ts';
import { type BotStage, BotTestDraft, type BotWorld, type PlayedTest } from '#contracts/bot-test.ts';
import type { Language } from '#contracts/time.ts';

/** What a suite file holds: a world and the tests that are played in it. */
export interface SuiteFile {
  world: BotWorld;
  stage: BotStage;
  tests: PlayedTest[];
}

const WEEK = {
  ja: [{ days: '月〜金', hours: '10:00〜18:00' }],
  en: [{ days: 'Mon–Fri', hours: '10:00–18:00' }],
};
/** A Tuesday noon within business hours: a suite says the same on any day. */
const stageOf = (language: 'ja' | 'en'): BotStage['hours']['ja'] => ({
  open: true,
  closesAt: '2026-11-24T09:00:00.000Z',
  timeZone: 'Asia/Tokyo',
  lines: WEEK[language],
  linesIn: WEEK,
});

const Raw = z.looseObject({
  slug: z.string(),
  title: z.string(),
  body: z.string(),
  category: z.string(),
  questions: z.array(z.string()),
});
/** The articles themselves, or the file they are in, from the suite's own folder. */
const Articles = z.union([z.string(), z.array(Raw.extend({ id: z.string() }))]);
/** As much of a world as is looked at before it is believed. */
const World = z.looseObject({
  articles: z.object({ ja: Articles, en: Articles }),
  settings: z.looseObject({ bands: z.looseObject({}), name: z.looseObject({}), shopName: z.looseObject({}) }),
});
const Line = z.union([
  z.object({ world: World }),
  z.object({ test: BotTestDraft.extend({ id: z.string() }) }),
]);

const readLine = (line: string, where: string): z.infer<typeof Line> => {
  try {
    return Line.parse(JSON.parse(line));
  } catch {
    throw new Error(`${where} is neither {"world": …} nor {"test": …}`);
  }
};

/** Articles of a file are named by language and slug, as the demo's are. */
const articlesOf = async (
  given: z.infer<typeof Articles>,
  language: Language,
  load: (file: string) => Promise<string>,
): Promise<BotArticle[]> => {
  if (typeof given !== 'string') return given as unknown as BotArticle[];
  const raw = z.array(Raw).parse(JSON.parse(await load(given)));
  return raw.map((article) => ({
    ...article,
    id: `${language}-${article.slug}`,
    language,
    updatedAt: '2026-11-01T00:00:00.000Z',
  }));
};

/**
 * Reads a suite: lines of JSON, one `{"world": …}` and any number of `{"test": …}`. `load` reads a file the world names, from the suite's folder.
 * @throws Error that names the line which is neither, or that there is no world
 */
export const readSuite = async (
  text: string,
  name: string,
  load: (file: string) => Promise<string>,
): Promise<SuiteFile> => {
  let found: z.infer<typeof World> | undefined;
  const tests: PlayedTest[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = readLine(line, `${name}:${at + 1}`);
    if ('world' in read) found = read.world;
    else tests.push(read.test);
  }
  if (!found) throw new Error(`${name} has no line {"world": …}: there is nothing the bot could know`);
  const articles = {
    ja: await articlesOf(found.articles.ja, 'ja', load),
    en: await articlesOf(found.articles.en, 'en', load),
  };
  return {
    world: { ...(found as unknown as BotWorld), articles },
    stage: { now: '2026-11-24T03:00:00.000Z', hours: { ja: stageOf('ja'), en: stageOf('en') } },
    tests,
  };
};

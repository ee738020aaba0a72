import { writeFile } from 'node:fs/promises';
import { KINDS, LANGUAGES, RULES } from './phrase-kinds.ts';
import { lessonsOf } from './phrase-lists.ts';
import { trainPhraseModel } from './phrase-training.ts';

/** Trains the models of `models/` anew from the phrases; to be run after phrases, rules or features were changed. */
const main = async (): Promise<void> => {
  for (const kind of KINDS)
    for (const language of LANGUAGES) {
      const lessons = lessonsOf(kind, language);
      const model = trainPhraseModel(RULES[kind][language], lessons);
      const file = new URL(`./models/${kind}.${language}.json`, import.meta.url);
      await writeFile(file, `${JSON.stringify(model, null, 2)}\n`);
      process.stdout.write(`${kind}.${language}: ${lessons.length} phrases\n`);
    }
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

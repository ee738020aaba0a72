import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Bot, createBot } from '#bot/bot.ts';
import { trainLexical } from '#bot/recognizer/classifier.ts';
import { type EncoderFiles, startEncoder, type VectorRecognizers } from '#bot/recognizer/encoder.ts';
import type { Example, Recognizer, TrainRecognizer } from '#bot/recognizer/recognizer.ts';
import type { BotReads, BotSettings } from '#contracts/bot.ts';
import type { Language } from '#contracts/time.ts';
import type { Log } from '../ports.ts';

/** What chooses the bot's recognizer: lexical at once, the sentence encoder when it is there. */
interface BotEncoder {
  train: TrainRecognizer;
  /** The reads with a version that changes when the recognizer does, so that the bot learns anew. */
  reads(reads: BotReads): BotReads;
  /** Finds and starts the encoder, trains it on what the bot knows, then puts it in the lexical one's place. Never rejects. */
  start(): Promise<void>;
  /** The encoder's recognizers, once they are there. */
  current(): TrainRecognizer | undefined;
}

/** How long a process has served before it takes the encoder up, which costs seconds of a core: who just started has other work. */
const START_AFTER_MS = 30_000;

const keyOf = (examples: readonly Example[]): string => JSON.stringify(examples);

/** `files` finds or fetches the encoder's files and may take minutes; `script` is the program of its worker. */
const createBotEncoder = ({
  files,
  script,
  log,
}: {
  files: () => Promise<EncoderFiles>;
  script: string;
  log: Log;
}): BotEncoder => {
  let encoder: VectorRecognizers | undefined;
  const learned = new Map<Language, readonly Example[]>();
  const lexical = new Map<Language, { key: string; recognizer: Promise<Recognizer> }>();
  /** The encoder's recognizer falls back on the lexical one of the same examples, which is mostly there already. */
  const trainOnce: TrainRecognizer = (language, examples) => {
    const key = keyOf(examples);
    const known = lexical.get(language);
    if (known?.key === key) return known.recognizer;
    const recognizer = trainLexical(language, examples);
    lexical.set(language, { key, recognizer });
    return recognizer;
  };
  const ready = new Map<Language, { key: string; recognizer: Recognizer }>();
  const trainAhead = async (started: VectorRecognizers): Promise<void> => {
    for (const [language, examples] of learned)
      ready.set(language, { key: keyOf(examples), recognizer: await started.train(language, examples) });
  };
  return {
    train: async (language, examples) => {
      learned.set(language, examples);
      if (!encoder) return trainOnce(language, examples);
      const ahead = ready.get(language);
      ready.delete(language);
      if (ahead?.key === keyOf(examples)) return ahead.recognizer;
      return encoder.train(language, examples).catch((error: unknown) => {
        log.warn({ err: error }, 'the sentence encoder failed: the bot answers in lexical mode');
        return trainOnce(language, examples);
      });
    },
    reads: (reads) => ({
      ...reads,
      articles: async (language) => {
        const { version, articles } = await reads.articles(language);
        return { version: encoder ? `${version}+encoder` : version, articles };
      },
    }),
    current: () => encoder?.train,
    start: async () => {
      try {
        const started = await startEncoder(await files(), { script, fallback: trainOnce });
        await trainAhead(started);
        encoder = started;
        log.info({}, 'the bot understands by its sentence encoder now');
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        log.info({ reason }, 'no sentence encoder: the bot answers in lexical mode');
      }
    },
  };
};

/** The bot, and what it learns by; undefined while that is the lexical recognizer. */
interface LearningBot extends Bot {
  train(): TrainRecognizer | undefined;
}

/**
 * The bot, lexical from the first turn. `warm` trains it, and then looks for the sentence encoder and goes over to it: that
 * may take minutes and never fails.
 */
export const createLearningBot = (deps: {
  reads: BotReads;
  settings: () => BotSettings;
  log: Log;
  /** Absent: lexical for good. */
  files: (() => Promise<EncoderFiles>) | undefined;
}): LearningBot => {
  const { reads, settings, log, files } = deps;
  if (!files) return { ...createBot({ reads, settings, log }), train: () => undefined };
  // Beside this file once it is built: dist/server is flat.
  const encoder = createBotEncoder({
    files,
    script: path.join(import.meta.dirname, 'encoder-worker.js'),
    log,
  });
  const bot = createBot({ reads: encoder.reads(reads), settings, log, train: encoder.train });
  return {
    ...bot,
    train: encoder.current,
    warm: async () => {
      await bot.warm();
      await delay(START_AFTER_MS, undefined, { ref: false });
      await encoder.start();
      await bot.warm();
    },
  };
};

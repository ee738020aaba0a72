import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Bot, createBot } from '#bot/bot.ts';
import { suggestBands } from '#bot/policy/bands.ts';
import { trainLexical } from '#bot/recognizer/classifier.ts';
import {
  type EmbedTexts,
  type EncoderFiles,
  startEncoder,
  startEndpoint,
  type VectorRecognizers,
} from '#bot/recognizer/encoder.ts';
import type { Example, Recognizer, TrainRecognizer } from '#bot/recognizer/recognizer.ts';
import type { BotReads, BotSettings } from '#contracts/bot.ts';
import type { ModelFault } from '#contracts/model.ts';
import type { BandsExpected } from '#contracts/policy.ts';
import type { RecognizerKind, RecognizerState } from '#contracts/recognizer.ts';
import type { Language } from '#contracts/time.ts';
import type { StoredRecognizer } from '../ports/content-stores.ts';
import type { Log } from '../ports.ts';
import { type Embeddings, EmbeddingsError } from './embeddings.ts';

/** How long a process has served before it takes the encoder up, which costs seconds of a core: who just started has other work. */
const START_AFTER_MS = 30_000;
/** After a call that failed the endpoint is left alone for so long, and the bot understands by words. Milliseconds. */
const REST_MS = 30_000;
/** What could not be started is tried again after this. Milliseconds. */
const RETRY_MS = 60_000;
/** A recognizer that was replaced still serves the turns that began with it. Milliseconds. */
const LINGER_MS = 30_000;

const keyOf = (examples: readonly Example[]): string => JSON.stringify(examples);
const faultOf = (error: unknown): ModelFault => (error instanceof EmbeddingsError ? error.fault : 'failed');

interface RecognizerDeps {
  /** Finds or fetches the encoder's files, which may take minutes; absent: there is no encoder. */
  files: (() => Promise<EncoderFiles>) | undefined;
  /** The program of the worker. */
  script: string;
  log: Log;
  /** What the operator chose; undefined: the encoder where there is one. */
  chosen: () => StoredRecognizer | undefined;
  embeddings: Embeddings | undefined;
  now: () => Date;
  startAfterMs: number;
  /** Told when another recognizer is in use. */
  changed: () => void;
}

/** What the bot learns by: by words at once, by vectors when they are there. */
interface BotRecognizers {
  train: TrainRecognizer;
  /** The reads with a version that changes when the recognizer does, so that the bot learns anew. */
  reads(reads: BotReads): BotReads;
  /** Takes up what is chosen, in the background; costs nothing while that stays the same. Never throws. */
  follow(): void;
  /** Follows from now on, once a process has served a while where the encoder is what is chosen. Never rejects. */
  start(): Promise<void>;
  state(): RecognizerState;
  /** The recognizers over vectors; undefined while the bot understands by words. */
  current(): TrainRecognizer | undefined;
  /** What the bot learned last in a language. */
  learned(language: Language): readonly Example[];
}

/** By words: what was learned last in each language is not learned twice. */
const createLexicalOnce = (): TrainRecognizer => {
  const kept = new Map<Language, { key: string; recognizer: Promise<Recognizer> }>();
  return (language, examples) => {
    const key = keyOf(examples);
    const known = kept.get(language);
    if (known?.key === key) return known.recognizer;
    const recognizer = trainLexical(language, examples);
    kept.set(language, { key, recognizer });
    return recognizer;
  };
};

/** Calls an endpoint, and leaves it alone for a while after a call that failed. */
const resting = (
  embed: EmbedTexts,
  { now, failed, works }: { now: () => Date; failed(fault: ModelFault): void; works(): void },
): EmbedTexts => {
  let restsUntil = 0;
  let lastFault: ModelFault = 'failed';
  return async (texts) => {
    if (now().getTime() < restsUntil) throw new EmbeddingsError(lastFault);
    try {
      const vectors = await embed(texts);
      works();
      return vectors;
    } catch (error) {
      lastFault = faultOf(error);
      restsUntil = now().getTime() + REST_MS;
      failed(lastFault);
      throw error;
    }
  };
};

/** What stands: which recognizer is in use, and what went wrong with the one that is chosen. */
const createStanding = ({ log, now, chosen, files }: RecognizerDeps) => {
  let inUse: RecognizerKind = 'lexical';
  let fault: ModelFault | undefined;
  let at = now();
  const kind = (): RecognizerKind => chosen()?.kind ?? (files ? 'encoder' : 'lexical');
  return {
    kind,
    state: (): RecognizerState => ({
      chosen: kind(),
      // An endpoint that fails is not used: each text falls back on words.
      inUse: fault && inUse === 'endpoint' ? 'lexical' : inUse,
      ...(fault ? { fault } : {}),
      at: at.toISOString(),
    }),
    took: (next: RecognizerKind): void => {
      inUse = next;
      fault = undefined;
      at = now();
      log.info({ recognizer: next }, 'the recognizer of the bot is in use');
    },
    failed: (reason: ModelFault): void => {
      if (fault !== reason) at = now();
      fault = reason;
      log.warn(
        { fault: reason, recognizer: kind() },
        'the recognizer failed: the bot answers in lexical mode',
      );
    },
    works: (): void => {
      if (fault) at = now();
      fault = undefined;
    },
  };
};

const createBotRecognizers = (deps: RecognizerDeps): BotRecognizers => {
  const { files, script, log, chosen, embeddings, now } = deps;
  const standing = createStanding(deps);
  const trainOnce = createLexicalOnce();
  const learned = new Map<Language, readonly Example[]>();
  const ready = new Map<Language, { key: string; recognizer: Recognizer }>();
  let vectors: VectorRecognizers | undefined;
  /** Counts the changes of the recognizer. */
  let mark = 0;
  let following = false;
  let changing = false;
  let taken = '';
  let retryAt = Number.POSITIVE_INFINITY;

  const open = async (): Promise<VectorRecognizers | undefined> => {
    const kind = standing.kind();
    const options = { script, fallback: trainOnce };
    const choice = chosen();
    if (kind === 'encoder' && files) return startEncoder(await files(), options);
    if (kind === 'endpoint' && choice && embeddings)
      return startEndpoint(resting(embeddings.of(choice), { now, ...standing }), options);
    return undefined;
  };
  const replace = (next: VectorRecognizers | undefined): void => {
    const former = vectors;
    vectors = next;
    mark += 1;
    if (former)
      delay(LINGER_MS, undefined, { ref: false }).then(
        () => former.close(),
        () => undefined,
      );
  };
  const take = async (): Promise<void> => {
    const kind = standing.kind();
    let started: VectorRecognizers | undefined;
    try {
      started = await open();
      ready.clear();
      for (const [language, examples] of started ? learned : [])
        ready.set(language, {
          key: keyOf(examples),
          recognizer: await (started as VectorRecognizers).train(language, examples),
        });
      replace(started);
      standing.took(started ? kind : 'lexical');
      if (started) deps.changed();
    } catch (error) {
      await started?.close();
      if (vectors) replace(undefined);
      standing.took('lexical');
      retryAt = now().getTime() + RETRY_MS;
      log.info({ reason: error instanceof Error ? error.message : String(error) }, 'no vectors');
      standing.failed(faultOf(error));
    }
  };
  const follow = (): void => {
    const key = JSON.stringify([standing.kind(), chosen() ?? null]);
    if (!following || changing || (key === taken && now().getTime() < retryAt)) return;
    taken = key;
    retryAt = Number.POSITIVE_INFINITY;
    changing = true;
    void take().finally(() => {
      changing = false;
    });
  };
  return {
    train: async (language, examples) => {
      learned.set(language, examples);
      if (!vectors) return trainOnce(language, examples);
      const ahead = ready.get(language);
      ready.delete(language);
      if (ahead?.key === keyOf(examples)) return ahead.recognizer;
      return vectors.train(language, examples).catch((error: unknown) => {
        standing.failed(faultOf(error));
        return trainOnce(language, examples);
      });
    },
    reads: (reads) => ({
      ...reads,
      articles: async (language) => {
        const { version, articles } = await reads.articles(language);
        return { version: mark > 0 ? `${version}+${mark}` : version, articles };
      },
    }),
    follow,
    start: async () => {
      if (standing.kind() === 'encoder') await delay(deps.startAfterMs, undefined, { ref: false });
      following = true;
      follow();
    },
    state: standing.state,
    current: () => vectors?.train,
    learned: (language) => learned.get(language) ?? [],
  };
};

/** A bot whose recognizer is chosen by settings. */
export interface LearningBot extends Bot {
  /** What it learns by; undefined while that is the lexical recognizer. */
  train(): TrainRecognizer | undefined;
  recognizer(): RecognizerState;
  /** What moving its bands would do, measured on its own examples; undefined before it has learned. Seconds of work at first, then kept. */
  bands(language: Language): Promise<BandsExpected | undefined>;
}

/** Measured once for the same examples and recognizer. */
const createBands = (recognizers: BotRecognizers): LearningBot['bands'] => {
  const kept = new Map<Language, { key: string; expected: Promise<BandsExpected | undefined> }>();
  return (language) => {
    const examples = recognizers.learned(language);
    const { inUse } = recognizers.state();
    const key = `${inUse}|${keyOf(examples)}`;
    const known = kept.get(language);
    if (known?.key === key) return known.expected;
    const expected = suggestBands(language, examples, recognizers.current() ?? trainLexical);
    kept.set(language, { key, expected });
    expected.catch(() => kept.delete(language));
    return expected;
  };
};

/**
 * The bot, lexical from the first turn. `warm` trains it, and then takes up the recognizer that is chosen: that may take
 * minutes, and what fails leaves the bot lexical, says so in the log and the state, and is tried again.
 */
export const createLearningBot = (deps: {
  reads: BotReads;
  settings: () => BotSettings;
  log: Log;
  /** Absent: there is no encoder. */
  files: (() => Promise<EncoderFiles>) | undefined;
  chosen?: () => StoredRecognizer | undefined;
  embeddings?: Embeddings;
  clock?: { now(): Date };
  script?: string;
  startAfterMs?: number;
}): LearningBot => {
  const { reads, settings, log, files, clock } = deps;
  const recognizers = createBotRecognizers({
    files,
    // Beside this file once it is built: dist/server is flat.
    script: deps.script ?? path.join(import.meta.dirname, 'encoder-worker.js'),
    log,
    chosen: deps.chosen ?? (() => undefined),
    embeddings: deps.embeddings,
    now: clock ? () => clock.now() : () => new Date(),
    startAfterMs: deps.startAfterMs ?? START_AFTER_MS,
    changed: () => {
      bot
        .warm()
        .catch((error: unknown) => log.warn({ err: error }, 'the bot could not learn by its recognizer'));
    },
  });
  const bot: Bot = createBot({
    reads: recognizers.reads(reads),
    settings: () => {
      recognizers.follow();
      return settings();
    },
    log,
    train: recognizers.train,
  });
  return {
    ...bot,
    train: recognizers.current,
    recognizer: recognizers.state,
    bands: createBands(recognizers),
    warm: async () => {
      await bot.warm();
      await recognizers.start();
    },
  };
};

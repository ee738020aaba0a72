import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Candidate, Example, Recognizer, TrainRecognizer } from '#bot/recognizer/recognizer.ts';
import { PLAY_MS, playWorlds } from '#bot/suite.ts';
import type { PlayAsk, TestResult } from '#contracts/bot-test.ts';
import { AppError } from '#contracts/errors.ts';
import type { Language } from '#contracts/time.ts';

/** What the worker asks of the process: to learn and recognize by its sentence encoder, which only the process has. */
export type StageRequest =
  | { kind: 'train'; language: Language; examples: readonly Example[] }
  | { kind: 'recognize'; model: number; text: string; limit: number };
export type StageAnswer = number | Candidate[];

/** What the worker is given. `vectors`: it learns by asking. */
export interface StageData {
  ask: PlayAsk;
  vectors: boolean;
}
/** What it posts: questions with a number, and in the end the results or why there are none. */
export type StagePosted =
  | { id: number; request: StageRequest }
  | { results: TestResult[][] }
  | { failed: string };

/** So many wait for their turn; more are told to come again. */
const MAX_WAITING = 4;
/** Beyond the play's own limit: a worker that does not even end itself. */
const KILL_AFTER_MS = PLAY_MS + 10_000;
const MEMORY_MB = 400;

/** Answers the worker's requests by the process' own recognizers; what it trained goes with the play. */
const createDesk = (train: TrainRecognizer): ((request: StageRequest) => Promise<StageAnswer>) => {
  const models: Recognizer[] = [];
  return async (request) => {
    if (request.kind === 'train') return models.push(await train(request.language, request.examples)) - 1;
    return (await models[request.model]?.recognize(request.text, request.limit)) ?? [];
  };
};

const playInWorker = (script: string, ask: PlayAsk, train: TrainRecognizer | undefined) =>
  new Promise<TestResult[][]>((resolve, reject) => {
    const workerData: StageData = { ask, vectors: train !== undefined };
    const worker = new Worker(script, { workerData, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
    const desk = train && createDesk(train);
    const end = (act: () => void): void => {
      clearTimeout(timer);
      act();
      void worker.terminate();
    };
    const timer = setTimeout(() => end(() => reject(new AppError('busy'))), KILL_AFTER_MS);
    worker.on('message', (posted: StagePosted) => {
      if ('results' in posted) return end(() => resolve(posted.results));
      if ('failed' in posted) return end(() => reject(new Error(posted.failed)));
      const { id, request } = posted;
      const answered = desk ? desk(request) : Promise.reject(new Error('there is no encoder'));
      answered.then(
        (answer) => worker.postMessage({ id, answer }),
        (error: unknown) => worker.postMessage({ id, error: String(error) }),
      );
    });
    worker.on('error', (error) => end(() => reject(error)));
    worker.on('exit', () => end(() => reject(new Error('the stage has ended'))));
  });

/**
 * Plays tests off the event loop, one play at a time. `script`: the worker's program; where it is not built (tests), the play runs here. `train`: the
 * recognizers the bot uses now, where they are not the lexical ones.
 * Rejects with `busy` when too many wait.
 */
export const createBotStage = (deps: {
  script: string;
  train: () => TrainRecognizer | undefined;
}): ((ask: PlayAsk) => Promise<TestResult[][]>) => {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return (ask) => {
    if (waiting >= MAX_WAITING) return Promise.reject(new AppError('busy'));
    waiting += 1;
    const play = (): Promise<TestResult[][]> => {
      const train = deps.train();
      return existsSync(deps.script) ? playInWorker(deps.script, ask, train) : playWorlds(ask, train);
    };
    const played = last.then(play, play).finally(() => {
      waiting -= 1;
    });
    last = played.catch(() => undefined);
    return played;
  };
};

import { parentPort, workerData } from 'node:worker_threads';
import type { Candidate, TrainRecognizer } from '#bot/recognizer/recognizer.ts';
import { playWorlds } from '#bot/suite.ts';
import type { StageAnswer, StageData, StagePosted, StageRequest } from './bot-stage.ts';

const { ask, vectors } = workerData as StageData;
const post = (posted: StagePosted): void => parentPort?.postMessage(posted);

const waiting = new Map<number, { resolve(answer: StageAnswer): void; reject(error: Error): void }>();
let lastId = 0;
parentPort?.on('message', ({ id, answer, error }: { id: number; answer?: StageAnswer; error?: string }) => {
  const one = waiting.get(id);
  waiting.delete(id);
  if (error === undefined && answer !== undefined) one?.resolve(answer);
  else one?.reject(new Error(error));
});

const request = (what: StageRequest): Promise<StageAnswer> =>
  new Promise((resolve, reject) => {
    lastId += 1;
    waiting.set(lastId, { resolve, reject });
    post({ id: lastId, request: what });
  });

/** Learns and recognizes by asking the process, which has the sentence encoder. */
const train: TrainRecognizer = async (language, examples) => {
  const model = (await request({ kind: 'train', language, examples })) as number;
  return {
    kind: 'encoder',
    recognize: async (text, limit = 5) =>
      (await request({ kind: 'recognize', model, text, limit })) as Candidate[],
  };
};

playWorlds(ask, vectors ? train : undefined).then(
  (results) => post({ results }),
  (error: unknown) => post({ failed: error instanceof Error ? error.message : String(error) }),
);

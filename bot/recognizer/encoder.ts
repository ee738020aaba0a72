import { Worker } from 'node:worker_threads';
import type { Language } from '#contracts/time.ts';
import type { Candidate, Example, Recognizer, TrainRecognizer } from './recognizer.ts';

/** Where the encoder's two files lie. */
export interface EncoderFiles {
  /** `weights.npz` */
  weights: string;
  /** `sp.model` */
  pieces: string;
}

/** What the worker is asked. Vectors are given where they come from elsewhere. */
export type DeskRequest =
  | { kind: 'train'; language: Language; examples: readonly Example[]; vectors?: readonly Float32Array[] }
  | { kind: 'recognize'; model: number; text: string; limit: number; vector?: Float32Array }
  | { kind: 'forget'; model: number };

/** What it answers: a model's number, or candidates. */
export type DeskReply = number | Candidate[];

/** Makes the vectors of texts, in their order. */
export type EmbedTexts = (texts: readonly string[]) => Promise<Float32Array[]>;

/** How to start a recognizer over sentence vectors. */
export interface VectorOptions {
  /** The worker's program: `encoder-worker.js`. */
  script: string | URL;
  /** Recognizes while the worker or the vectors cannot be had. */
  fallback: TrainRecognizer;
}

/** A running recognizer over sentence vectors. What it trained works until `close`, and by the fallback afterwards. */
export interface VectorRecognizers {
  train: TrainRecognizer;
  close(): Promise<void>;
}

interface Waiting {
  resolve(reply: DeskReply): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

/** Longest time the worker may take to read its files or to train, milliseconds. */
const TRAIN_TIMEOUT_MS = 180_000;
/** Longest time for one text, milliseconds. A training that runs meanwhile holds it up; then the fallback answers. */
const RECOGNIZE_TIMEOUT_MS = 1_000;

interface Line {
  ready(): Promise<DeskReply>;
  ask(request: DeskRequest, timeoutMs: number): Promise<DeskReply>;
}

/** Asks a worker and matches its answers; when it dies, all that wait are told. */
const createLine = (worker: Worker): Line => {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let dead: Error | undefined;
  const settle = (id: number, act: (one: Waiting) => void): void => {
    const one = waiting.get(id);
    if (!one) return;
    waiting.delete(id);
    clearTimeout(one.timer);
    act(one);
  };
  const die = (error: Error): void => {
    dead ??= error;
    for (const id of [...waiting.keys()]) settle(id, ({ reject }) => reject(error));
  };
  worker.on('message', ({ id, result, error }: { id: number; result?: DeskReply; error?: string }) =>
    settle(id, ({ resolve, reject }) =>
      error === undefined ? resolve(result ?? 0) : reject(new Error(error)),
    ),
  );
  worker.on('error', die);
  worker.on('exit', () => die(new Error('the encoder has ended')));
  const wait = (id: number, timeoutMs: number): Promise<DeskReply> =>
    new Promise((resolve, reject) => {
      if (dead) return reject(dead);
      const late = (): void => settle(id, (one) => one.reject(new Error('the encoder took too long')));
      waiting.set(id, { resolve, reject, timer: setTimeout(late, timeoutMs) });
    });
  return {
    ready: () => wait(0, TRAIN_TIMEOUT_MS),
    ask: (request, timeoutMs) => {
      lastId += 1;
      const answered = wait(lastId, timeoutMs);
      if (!dead) worker.postMessage({ id: lastId, request });
      return answered;
    },
  };
};

/** A model is dropped in the worker once nobody holds its recognizer. */
const forgetting = new FinalizationRegistry<() => void>((forget) => forget());

const start = async (
  files: EncoderFiles | undefined,
  embed: EmbedTexts | undefined,
  { script, fallback }: VectorOptions,
): Promise<VectorRecognizers> => {
  const kind = embed ? 'endpoint' : 'encoder';
  const worker = new Worker(script, {
    workerData: files ? { files } : {},
  });
  worker.unref();
  const line = createLine(worker);
  try {
    await line.ready();
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  const trainModel = async (language: Language, examples: readonly Example[]): Promise<number> => {
    const vectors = await embed?.(examples.map(({ text }) => text));
    const request: DeskRequest = { kind: 'train', language, examples, ...(vectors ? { vectors } : {}) };
    return (await line.ask(request, TRAIN_TIMEOUT_MS)) as number;
  };
  const ask = async (model: number, text: string, limit: number): Promise<Candidate[]> => {
    const [vector] = (await embed?.([text])) ?? [];
    const request: DeskRequest = { kind: 'recognize', model, text, limit, ...(vector ? { vector } : {}) };
    return (await line.ask(request, RECOGNIZE_TIMEOUT_MS)) as Candidate[];
  };
  return {
    train: async (language, examples) => {
      const lexical = await fallback(language, examples);
      if (examples.length === 0) return lexical;
      const model = await trainModel(language, examples);
      const recognizer: Recognizer = {
        kind,
        recognize: async (text, limit = 5) => {
          if (!/[\p{L}\p{N}]/u.test(text)) return [];
          return ask(model, text, limit).catch(() => lexical.recognize(text, limit));
        },
      };
      forgetting.register(recognizer, () => {
        line.ask({ kind: 'forget', model }, RECOGNIZE_TIMEOUT_MS).catch(() => undefined);
      });
      return recognizer;
    },
    close: async () => {
      await worker.terminate();
    },
  };
};

/** Starts the built-in sentence encoder in a worker thread. Rejects when its files cannot be read: the caller stays lexical. */
export const startEncoder = (files: EncoderFiles, options: VectorOptions): Promise<VectorRecognizers> =>
  start(files, undefined, options);

/** Starts a recognizer whose vectors come from elsewhere; training runs in a worker thread all the same. */
export const startEndpoint = (embed: EmbedTexts, options: VectorOptions): Promise<VectorRecognizers> =>
  start(undefined, embed, options);

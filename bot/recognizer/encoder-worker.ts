import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { readSentenceEncoder } from './encoder/sentence-encoder.ts';
import { readSentencePieces } from './encoder/sentence-pieces.ts';
import type { DeskReply, DeskRequest, EncoderFiles } from './encoder.ts';
import { type Hybrid, trainHybrid } from './hybrid.ts';
import { normalise } from './normalise.ts';

/** Longest text that is encoded, UTF-16 units: a longer one says what it wants in its beginning. */
const MAX_TEXT = 600;
/** Vectors kept, 2 KB each: a new training encodes only what is new. */
const MAX_KEPT = 12_000;

type Embed = (text: string) => Float32Array;

/** Makes vectors of texts from the two files; without files there are none to make, and every request brings its own. */
const embedWith = (files: EncoderFiles | undefined): Embed => {
  if (!files)
    return () => {
      throw new Error('there is no encoder here: the vectors must be given');
    };
  const encoder = readSentenceEncoder(
    readFileSync(files.weights),
    readSentencePieces(readFileSync(files.pieces)),
  );
  return (text) => encoder.encode(normalise(text.slice(0, MAX_TEXT)));
};

const keeping = (embed: Embed): Embed => {
  const kept = new Map<string, Float32Array>();
  return (text) => {
    const known = kept.get(text);
    if (known) return known;
    const vector = embed(text);
    if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value ?? '');
    kept.set(text, vector);
    return vector;
  };
};

/** Answers requests: the encoder and the models in use are its state. */
const createDesk = (files: EncoderFiles | undefined): ((request: DeskRequest) => DeskReply) => {
  const embed = embedWith(files);
  const embedAndKeep = keeping(embed);
  const models = new Map<number, Hybrid>();
  let lastModel = 0;
  return (request) => {
    switch (request.kind) {
      case 'train': {
        const { language, examples, vectors } = request;
        const placed = vectors ?? examples.map(({ text }) => embedAndKeep(text));
        lastModel += 1;
        models.set(lastModel, trainHybrid(language, examples, placed, vectors !== undefined));
        return lastModel;
      }
      case 'recognize':
        return (
          models
            .get(request.model)
            ?.rank(request.text, request.vector ?? embed(request.text), request.limit) ?? []
        );
      case 'forget':
        models.delete(request.model);
        return 0;
    }
  };
};

const answer = createDesk((workerData as { files?: EncoderFiles }).files);
parentPort?.on('message', ({ id, request }: { id: number; request: DeskRequest }) => {
  try {
    parentPort?.postMessage({ id, result: answer(request) });
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
parentPort?.postMessage({ id: 0, result: 0 });

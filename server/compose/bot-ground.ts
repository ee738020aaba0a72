import path from 'node:path';
import { previewDialog } from '#bot/dialogs/preview.ts';
import type { EncoderFiles } from '#bot/recognizer/encoder.ts';
import { policyOf } from '../domain/bot-policy/cite.ts';
import type { createGuardedHttp } from '../outbound/guarded-http.ts';
import { system } from '../ports/scope.ts';
import type { Log, Ports } from '../ports.ts';
import type { createSecretBox } from '../store/secret-box.ts';
import { botReads, botSettings } from '../wiring/bot.ts';
import { botWorld } from '../wiring/bot-world.ts';
import { createLearningBot } from './bot-encoder.ts';
import { createBotStage } from './bot-stage.ts';
import { createEmbeddings } from './embeddings.ts';

const scope = system('bot-world');

/** The bot with what it stands on. `port` is what commands and queries see; settings are read before each turn. */
export const createBotGround = (deps: {
  log: Log;
  clock: Ports['clock'];
  stores: Ports['stores'];
  outbound: ReturnType<typeof createGuardedHttp>;
  box: ReturnType<typeof createSecretBox>;
  /** Finds the sentence encoder's files; absent: lexical for good. */
  files: (() => Promise<EncoderFiles>) | undefined;
}): { port: Ports['bot']; warm(): Promise<void> } => {
  const { log, clock, stores, outbound, box, files } = deps;
  const settings = botSettings(stores.settings);
  const reads = botReads(stores);
  const embeddings = createEmbeddings({ http: outbound, box });
  const bot = createLearningBot({
    reads,
    settings: settings.current,
    log,
    files,
    chosen: settings.recognizer,
    embeddings,
    clock,
  });
  const fresh = async <T>(work: () => Promise<T>): Promise<T> => {
    await settings.refresh();
    return work();
  };
  return {
    warm: () => fresh(() => bot.warm()),
    port: {
      turn: (turn) => fresh(() => bot.turn(turn)),
      ask: (text, language) => fresh(() => bot.ask(text, language)),
      preview: async (asked) => previewDialog(asked),
      fits: (text, language) => fresh(() => bot.fits(text, language)),
      world: () =>
        fresh(async () =>
          botWorld(reads, settings.current(), policyOf(await stores.settings.current(scope))),
        ),
      // Beside this file once it is built: dist/server is flat.
      play: createBotStage({
        script: path.join(import.meta.dirname, 'bot-stage-worker.js'),
        train: bot.train,
      }),
      bands: bot.bands,
      recognizer: { state: bot.recognizer, seal: embeddings.seal },
    },
  };
};

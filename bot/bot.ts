import type {
  BotAction,
  BotAskResult,
  BotFit,
  BotReads,
  BotSettings,
  BotTurn,
  BotTurnResult,
} from '#contracts/bot.ts';
import type { Language } from '#contracts/time.ts';
import { tellFromPerson } from './after-person.ts';
import { dryRun } from './ask.ts';
import { fitsOf } from './fits.ts';
import { chooseGreeting } from './greetings.ts';
import { createLibrary } from './knowledge.ts';
import { openerOf } from './openers.ts';
import { createDetectors, type Signals } from './policy/detect.ts';
import { gatherFacts, moodOf } from './policy/facts.ts';
import { trainLexical } from './recognizer/classifier.ts';
import { confidentLanguage, languageOf } from './recognizer/language.ts';
import type { TrainRecognizer } from './recognizer/recognizer.ts';
import { type Scene, textOf } from './scene.ts';
import { fitState, readState } from './state.ts';
import { playTurn } from './turn.ts';

/** What the bot tells of its work. Never given a customer's text. */
export interface BotLog {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
}

/** Everything the bot needs from outside. `settings` is read at each turn, so a change counts from the next turn on. */
export interface BotDeps {
  reads: BotReads;
  settings: () => BotSettings;
  /** Trains the recognizers; default the lexical one, which needs no model file. */
  train?: TrainRecognizer;
  log?: BotLog;
}

/** The bot. `turn` and `ask` are pure but for `deps.reads`. */
export interface Bot {
  /** One turn of a conversation. Rejects only when a read rejects; on any text and state it answers, asks or escalates. */
  turn(turn: BotTurn): Promise<BotTurnResult>;
  /** A dry run of the policy over one text, as an unknown customer's question. */
  ask(text: string, lang: Language): Promise<BotAskResult>;
  /** Answers that fit a text, best first, at most five: for an agent to choose from. */
  fits(text: string, lang: Language): Promise<BotFit[]>;
  /** Loads articles and trains the recognizers of both languages now rather than in the first turn. */
  warm(): Promise<void>;
}

/** Asked once at the start, so that the rules are compiled before a customer waits for them. */
const WARM_UP: Record<Language, string[]> = {
  ja: ['返品の送料はいくらですか', '注文を確認したい'],
  en: ['how much is return shipping', 'where is my order'],
};

const CALM: Signals = { wantsPerson: false, angry: false };

/** Makes a bot. Costs nothing until `warm` or the first turn. */
export const createBot = (deps: BotDeps): Bot => {
  const train: TrainRecognizer = async (language, examples) => {
    const startedAt = performance.now();
    const recognizer = await (deps.train ?? trainLexical)(language, examples);
    deps.log?.info(
      {
        language,
        kind: recognizer.kind,
        examples: examples.length,
        ms: Math.round(performance.now() - startedAt),
      },
      'the bot has learned its articles',
    );
    return recognizer;
  };
  const library = createLibrary(deps.reads, train);
  const detectors = createDetectors();

  const sceneOf = async (turn: BotTurn): Promise<Scene> => {
    const state = readState(turn.state);
    const text = textOf(turn);
    const language = languageOf(text, state.language, turn.language);
    const sure = confidentLanguage(text);
    if (sure) state.language = sure;
    const payload = turn.messages.at(-1)?.payload;
    gatherFacts(state, text, language);
    // Set phrases that hold no matter hold no anger either, whatever they resemble.
    const signals = openerOf(text) ? CALM : await detectors.hear(text);
    state.mood = signals.angry ? 'angry' : (moodOf(text) ?? state.mood);
    return {
      turn,
      language,
      text,
      payload,
      state,
      signals,
      attachments: turn.messages.filter(({ hasAttachment }) => hasAttachment).length,
      settings: deps.settings(),
      knowledge: await library(language),
      reads: deps.reads,
      greet: !state.greeted,
    };
  };

  return {
    turn: async (turn) => {
      const scene = await sceneOf(turn);
      if (scene.greet) await chooseGreeting(scene);
      const played = tellFromPerson(scene, await playTurn(scene));
      const switched: BotAction[] =
        scene.language === turn.language ? [] : [{ type: 'set-language', language: scene.language }];
      return {
        actions: [...switched, ...played],
        state: fitState({ ...scene.state, greeted: true, turns: scene.state.turns + 1 }),
      };
    },
    ask: async (text, lang) => dryRun(await library(lang, true), deps.settings(), detectors, text),
    fits: async (text, lang) => fitsOf(await library(lang), text),
    warm: async () => {
      for (const language of ['ja', 'en'] as const) {
        const knowledge = await library(language);
        for (const text of WARM_UP[language]) await dryRun(knowledge, deps.settings(), detectors, text);
      }
    },
  };
};

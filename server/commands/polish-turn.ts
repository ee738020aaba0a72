import type { BotAction, BotTurn, BotTurnResult } from '#contracts/bot.ts';
import type { ModelMay } from '#contracts/model.ts';
import { maskPersonal } from '../domain/learning/mask-personal.ts';
import { checkAnswer, type Ground, type Source, shownSoFar, splitChoice } from '../domain/model/guard.ts';
import { choosePrompt, rephrasePrompt } from '../domain/model/prompts.ts';
import type { ModelSettings } from '../ports/assist-stores.ts';
import type { Ports } from '../ports.ts';
import { askModel } from './ask-model.ts';

type Reply = Extract<BotAction, { type: 'reply' }>;

/** Less time than this is not worth a call. Milliseconds. */
const MIN_CALL_MS = 800;
const MAX_QUESTION = 1_000;
const MAX_SOURCE = 1_200;

const repliesOf = ({ actions }: BotTurnResult): Reply[] =>
  actions.filter((action) => action.type === 'reply');

/** The one retrieved answer of a turn. */
const answerOf = (result: BotTurnResult): (Reply & { core: string }) | undefined => {
  const [reply, second] = repliesOf(result);
  if (!reply?.core || second || reply.extra.bot?.decision !== 'answer' || reply.citations.length !== 1)
    return undefined;
  return { ...reply, core: reply.core };
};

/** The candidates the bot asks about, by label. */
const asksOf = (result: BotTurnResult): readonly string[] => {
  const [reply] = repliesOf(result);
  return reply?.extra.bot?.decision === 'clarify' ? (result.state.clarifying ?? []) : [];
};

/** Whether the model may have a say in what the bot decided. A tapped button is answered at once. */
export const isPolishable = (may: ModelMay, turn: BotTurn, result: BotTurnResult): boolean => {
  if (turn.messages.at(-1)?.payload !== undefined) return false;
  return (may.rephrase && answerOf(result) !== undefined) || (may.choose && asksOf(result).length > 1);
};

interface Polish {
  ports: Ports;
  settings: ModelSettings;
  /** `performance.now()` by which all calls must have ended. */
  deadline: number;
  onPartial?: ((text: string) => void) | undefined;
}

/** The customer's words as the provider gets them: without what names them. */
const questionOf = (turn: BotTurn): string =>
  maskPersonal(
    turn.messages
      .map(({ text }) => text)
      .join('\n')
      .slice(-MAX_QUESTION),
    turn.customer.name ? [turn.customer.name] : [],
    turn.language,
  );

const languageOf = (turn: BotTurn, { actions }: BotTurnResult): 'ja' | 'en' =>
  actions.find((action) => action.type === 'set-language')?.language ?? turn.language;

/** The retrieved answer in other words, or as it is. */
const rephrase = async (
  { ports, settings, deadline, onPartial }: Polish,
  turn: BotTurn,
  result: BotTurnResult,
): Promise<BotTurnResult> => {
  const answer = answerOf(result);
  const timeoutMs = deadline - performance.now();
  if (!answer || !settings.may.rephrase || timeoutMs < MIN_CALL_MS) return result;
  const language = languageOf(turn, result);
  const title = answer.citations[0]?.title ?? '';
  const sources: Source[] = [{ mark: 'S1', title, text: answer.core }];
  const prompt = rephrasePrompt({ fence: ports.newId(), language, question: questionOf(turn), sources });
  const ground: Ground = { sources, instructions: prompt.system, language };
  let shown = '';
  const onText = (text: string): void => {
    const next = shownSoFar(text, ground);
    if (next.length <= shown.length) return;
    shown = next;
    onPartial?.(next);
  };
  const written = await askModel(ports, settings, {
    use: 'rephrase',
    prompt,
    timeoutMs,
    ...(onPartial ? { onText } : {}),
  });
  if (written.text === undefined) return result;
  const checked = checkAnswer(written.text, ground);
  if (!checked.ok) {
    ports.log.warn(
      { objection: checked.objection },
      'an answer of the language model did not pass the guard',
    );
    return result;
  }
  const text = answer.text.replace(answer.core, () => checked.text);
  if (text.length > turn.capabilities.maxText) return result;
  const plain = result.actions.find((action) => action.type === 'reply');
  const said: Reply = { ...answer, text, core: checked.text };
  return { ...result, actions: result.actions.map((action) => (action === plain ? said : action)) };
};

/** The turn as if the customer had tapped the candidate the model names; unchanged when it names none. */
const choose = async (polish: Polish, turn: BotTurn, result: BotTurnResult): Promise<BotTurnResult> => {
  const { ports, settings, deadline } = polish;
  const labels = asksOf(result);
  const timeoutMs = deadline - performance.now();
  if (!settings.may.choose || labels.length < 2 || timeoutMs < MIN_CALL_MS) return result;
  const question = questionOf(turn);
  const fits = await ports.bot.fits(
    turn.messages.map(({ text }) => text).join('\n'),
    languageOf(turn, result),
  );
  const candidates = labels.flatMap((label) => {
    const fit = fits.find(({ kind, id }) => `${kind}:${id}` === label);
    return fit ? [{ label, fit }] : [];
  });
  if (candidates.length < 2) return result;
  const sources = candidates.map(({ fit }, at) => ({
    mark: `S${at + 1}`,
    title: fit.title,
    text: fit.text.slice(0, MAX_SOURCE),
  }));
  const prompt = choosePrompt({ fence: ports.newId(), question, sources });
  const written = await askModel(ports, settings, { use: 'choose', prompt, timeoutMs });
  const mark = written.text === undefined ? undefined : splitChoice(written.text)?.mark;
  const chosen = candidates[sources.findIndex((source) => source.mark === mark)];
  const last = turn.messages.at(-1);
  if (!chosen || !last) return result;
  const { greeted, turns, failedClarifications } = turn.state;
  const next = await ports.bot.turn({
    ...turn,
    messages: [{ ...last, payload: `intent:${chosen.label}` }],
    state: { ...result.state, greeted, turns, failedClarifications },
  });
  return answerOf(next) ? next : result;
};

/**
 * What the language model makes of a turn: it may name one of the candidates the bot would have asked about, and put the retrieved answer into other words.
 * It decides nothing else, and in every failure the turn stays as it was. Never rejects for the model's sake.
 */
export const polishTurn = async (
  polish: Polish,
  turn: BotTurn,
  result: BotTurnResult,
): Promise<BotTurnResult> => {
  if (!isPolishable(polish.settings.may, turn, result)) return result;
  return rephrase(polish, turn, await choose(polish, turn, result));
};

import type { BotAction, BotState } from '#contracts/bot.ts';
import { followUps } from './answers.ts';
import { normalise } from './recognizer/normalise.ts';
import { compose, cut } from './replies/compose.ts';
import { say, sayWhen } from './replies/say.ts';
import type { Scene } from './scene.ts';

type Promised = NonNullable<BotState['person']>['promises'][number];

/** What a person promised, in words: what, and by when in the customer's zone where it is known. */
const promiseLine = ({ turn, language }: Scene, { kind, what, dueAt }: Promised): string => {
  const zone = turn.customer.timeZone ?? turn.hours.timeZone;
  return say(language, 'person.promise', {
    what: what ?? say(language, kind === 'reply' ? 'person.reply' : 'person.matter'),
    when: sayWhen(language, dueAt, turn.now, zone),
  });
};

/** Promises whose time is still to come: a broken one is a person's to explain. */
const pending = ({ state, turn }: Scene): Promised[] =>
  (state.person?.promises ?? []).filter(({ dueAt }) => Date.parse(dueAt) > Date.parse(turn.now));

const ABOUT =
  /連絡|電話|返事|返信|折り?返|約束|対応|手続|返金|call|phone|repl(?:y|ies)|answer|hear (?:from|back)|contact|promise|get back|refund/;
/** Asks after the time: a plain wish for a call is a wish for a person. */
const ASKS = /いつ|何時|何日|まだ|どうな|\bwhen\b|\bstill\b|\byet\b|what time|how long/;
/** More than this is a matter of its own. UTF-16 units. */
const MAX_ASK = 80;

/** "When will you call?" is answered with what the person promised, not asked again and not looked up elsewhere. */
export const promisedStep = async (scene: Scene): Promise<BotAction[] | undefined> => {
  const { state, language, payload } = scene;
  const promises = pending(scene);
  const text = normalise(scene.text);
  if (promises.length === 0 || payload !== undefined || text.length > MAX_ASK) return undefined;
  if (!ABOUT.test(text) || !ASKS.test(text)) return undefined;
  if (state.person) state.person.told = true;
  if (state.lastAnswerKey === 'promised') return undefined;
  state.lastAnswerKey = 'promised';
  return [
    compose(scene, {
      text: promises.map((one) => promiseLine(scene, one)).join('\n'),
      shortcuts: followUps(language),
      bot: { decision: 'answer', intent: 'promised', confidence: 1 },
    }),
  ];
};

/** The first answer after a person says what they left to be said: their sentence and what they promised. Not when it goes to a person again. */
export const tellFromPerson = (scene: Scene, actions: BotAction[]): BotAction[] => {
  const { person } = scene.state;
  if (!person || person.told || actions.some(({ type }) => type === 'escalate')) return actions;
  const at = actions.findIndex(({ type }) => type === 'reply');
  const reply = actions[at];
  if (reply?.type !== 'reply') return actions;
  person.told = true;
  const lines = [
    person.note ? say(scene.language, 'person.note', { note: person.note }) : '',
    ...pending(scene).map((one) => promiseLine(scene, one)),
  ].filter(Boolean);
  if (lines.length === 0) return actions;
  const text = cut(`${lines.join('\n')}\n\n${reply.text}`, scene.turn.capabilities.maxText);
  return actions.with(at, { ...reply, text });
};

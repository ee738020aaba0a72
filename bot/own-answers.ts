import type { AudienceFacts } from '#contracts/audience.ts';
import type { BotAction, BotAnswer, BotAnswerContent } from '#contracts/bot.ts';
import { fillWords, type WordFacts } from '#contracts/fill-words.ts';
import { pickFor } from '#contracts/pick-audience.ts';
import { followUps } from './answers.ts';
import { compose } from './replies/compose.ts';
import { say, sayDay } from './replies/say.ts';
import type { Scene } from './scene.ts';
import { noteTried } from './state.ts';

/** What of the turn's customer decides which text they get. */
export const audienceOf = ({ turn: { customer } }: Pick<Scene, 'turn'>): AudienceFacts => ({
  tier: customer.tier,
  ...(customer.stage ? { stage: customer.stage } : {}),
  ...(customer.tags ? { tags: customer.tags } : {}),
  ...(customer.persona ? { persona: customer.persona } : {}),
});

/** What an answer says to this customer; undefined when the variant meant for them cannot be said in this language. */
export const contentFor = (scene: Scene, { variants }: BotAnswer): BotAnswerContent | undefined =>
  pickFor(variants, audienceOf(scene))?.content;

const ORDER = /\{\{\s*order\./;

/** What the record knows; orders are read only where a text speaks of one, and only of a verified customer. */
const factsOf = async ({ turn, settings, reads, language }: Scene, text: string): Promise<WordFacts> => {
  const { customer } = turn;
  const known: WordFacts = { 'shop.name': settings.shopName[language], 'bot.name': settings.name[language] };
  if (!customer.verified) return known;
  const orders = ORDER.test(text) ? await reads.orders(customer.id) : [];
  const newest = orders.toSorted((a, b) => b.placedAt.localeCompare(a.placedAt))[0];
  return {
    ...known,
    'customer.name': customer.name,
    'customer.email': customer.email,
    'customer.phone': customer.phone,
    'order.number': newest?.number,
    'order.expectedOn': newest?.expectedOn && sayDay(language, newest.expectedOn),
  };
};

/** A text of the operator with its variables filled in: never a blank, never a raw variable. */
export const fillFor = async (scene: Scene, text: string): Promise<string> =>
  fillWords(text, await factsOf(scene, text), scene.language, '').trim();

/** Says the operator's own words. `undefined` when it would say the same again. */
export const tellOwn = async (
  scene: Scene,
  answer: BotAnswer,
  text: string,
  confidence: number,
): Promise<BotAction | undefined> => {
  const key = `answer:${answer.id}`;
  if (scene.state.lastAnswerKey === key) return undefined;
  scene.state.lastAnswerKey = key;
  noteTried(scene.state, say(scene.language, 'card.tried.article', { title: answer.title }));
  return compose(scene, {
    text: await fillFor(scene, text),
    shortcuts: followUps(scene.language),
    bot: { decision: 'answer', intent: key, confidence: Math.min(1, Math.max(0, confidence)) },
  });
};

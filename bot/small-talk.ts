import type { BotAction, BotState } from '#contracts/bot.ts';
import type { QuickReply } from '#contracts/message.ts';
import { handOver } from './dialogs/hand-over.ts';
import { compose } from './replies/compose.ts';
import { say } from './replies/say.ts';
import type { Scene } from './scene.ts';

/** What most come for, one tap away; an article that is not there is not offered. */
const starters = ({ language, knowledge }: Scene): QuickReply[] => {
  const article = (intent: string, label: string): QuickReply[] => {
    const owner = knowledge.articleFor(intent);
    return owner && owner.length <= MAX_LABEL ? [{ label, payload: `intent:${owner}` }] : [];
  };
  return [
    { label: say(language, 'quick.order-status'), payload: 'intent:order-status' },
    ...article('delivery-time', say(language, 'quick.delivery')),
    ...article('returns', say(language, 'quick.returns')),
    { label: say(language, 'quick.person'), payload: 'person' },
  ];
};

/** Asks what it is about, once; the second text without a matter goes to a person. */
export const askMatter = async (
  scene: Scene,
  words: 'clarify.matter' | 'clarify.unreadable' = 'clarify.matter',
): Promise<BotAction[]> => {
  const { state, language } = scene;
  if (state.failedClarifications > 0) return handOver(scene, { reason: 'clarify-failed' });
  state.failedClarifications = 1;
  state.clarifying = [];
  const text = say(language, words);
  return [compose(scene, { text, shortcuts: starters(scene), bot: { decision: 'clarify' } })];
};

/** The offers of a greeting that are there, then a person. */
const offersOf = ({ knowledge, language }: Scene, offers: readonly string[]): QuickReply[] => [
  ...offers.flatMap((id) => {
    const meaning = knowledge.meaningOf(`answer:${id}`);
    return meaning ? [{ label: meaning.title, payload: `intent:answer:${id}` }] : [];
  }),
  { label: say(language, 'quick.person'), payload: 'person' },
];

const greet = async (scene: Scene): Promise<BotAction[]> => {
  const { language, settings } = scene;
  const own = scene.greet ? scene.greeting : undefined;
  const first = scene.greet;
  scene.greet = false;
  if (own) {
    const shortcuts = own.offers.length > 0 ? offersOf(scene, own.offers) : starters(scene);
    return [
      compose(scene, { text: own.text, shortcuts, bot: { decision: 'smalltalk', intent: 'greeting' } }),
    ];
  }
  const text = first
    ? say(language, 'greeting.full', { bot: settings.name[language], shop: settings.shopName[language] })
    : say(language, 'greeting.again');
  return [
    compose(scene, { text, shortcuts: starters(scene), bot: { decision: 'smalltalk', intent: 'greeting' } }),
  ];
};

/** Remembered as the last answer where a person was offered: "yes, please" means them. */
export const PERSON_OFFERED = 'offer:person';

/** Payloads hold 200 characters at most. */
const MAX_LABEL = 190;

/** What the customer says of the last answer; nothing was answered = nothing is judged. */
const voteOf = ({ lastAnswerKey }: BotState, helpful: boolean): BotAction[] =>
  lastAnswerKey !== undefined && /^(?:article|answer):/.test(lastAnswerKey)
    ? [{ type: 'vote', helpful }]
    : [];

/** Answers small talk: a greeting, thanks, a farewell, "are you a bot", and whether it is solved. */
export const smallTalk = async (scene: Scene, intent: string): Promise<BotAction[]> => {
  const { language, settings, state } = scene;
  const line = (text: string, shortcuts: QuickReply[] = []): BotAction =>
    compose(scene, { text, shortcuts, bot: { decision: 'smalltalk', intent } });
  switch (intent) {
    case 'solved': {
      const vote = voteOf(state, true);
      delete state.lastAnswerKey;
      delete state.matter;
      state.mood = 'glad';
      return [line(say(language, 'resolved')), ...vote, { type: 'resolve', confirmed: true }];
    }
    case 'not-solved': {
      const vote = voteOf(state, false);
      const reason = state.lastAnswerKey === undefined ? 'out-of-scope' : 'clarify-failed';
      return [...(await handOver(scene, { reason })), ...vote];
    }
    case 'thanks':
      return [line(say(language, 'thanks'))];
    case 'goodbye':
      return [line(say(language, 'goodbye'))];
    case 'bot-question':
      scene.greet = false;
      state.lastAnswerKey = PERSON_OFFERED;
      return [
        line(say(language, 'bot-question', { bot: settings.name[language] }), [
          { label: say(language, 'quick.person'), payload: 'person' },
        ]),
      ];
    case 'how-are-you':
      return [line(say(language, 'how-are-you'))];
    default:
      return greet(scene);
  }
};

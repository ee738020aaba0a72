import type { BotAction } from '#contracts/bot.ts';
import type { QuickReply } from '#contracts/message.ts';
import { handOver } from './dialogs/hand-over.ts';
import { compose } from './replies/compose.ts';
import { say } from './replies/say.ts';
import type { Scene } from './scene.ts';

const starters = ({ language }: Scene): QuickReply[] => [
  { label: say(language, 'quick.order-status'), payload: 'intent:order-status' },
  { label: say(language, 'quick.delivery') },
  { label: say(language, 'quick.returns') },
  { label: say(language, 'quick.person'), payload: 'person' },
];

const greet = (scene: Scene): BotAction[] => {
  const { language, settings } = scene;
  const first = scene.greet;
  scene.greet = false;
  const text = first
    ? say(language, 'greeting.full', { bot: settings.name[language], shop: settings.shopName[language] })
    : say(language, 'greeting.again');
  return [
    compose(scene, { text, shortcuts: starters(scene), bot: { decision: 'smalltalk', intent: 'greeting' } }),
  ];
};

/** Answers small talk: a greeting, thanks, a farewell, "are you a bot", and whether it is solved. */
export const smallTalk = async (scene: Scene, intent: string): Promise<BotAction[]> => {
  const { language, settings, state } = scene;
  const line = (text: string, shortcuts: QuickReply[] = []): BotAction =>
    compose(scene, { text, shortcuts, bot: { decision: 'smalltalk', intent } });
  switch (intent) {
    case 'solved':
      delete state.lastAnswerKey;
      state.mood = 'glad';
      return [line(say(language, 'resolved')), { type: 'resolve', confirmed: true }];
    case 'not-solved':
      return handOver(scene, {
        reason: state.lastAnswerKey === undefined ? 'out-of-scope' : 'clarify-failed',
      });
    case 'thanks':
      return [line(say(language, 'thanks'))];
    case 'goodbye':
      return [line(say(language, 'goodbye'))];
    case 'bot-question':
      scene.greet = false;
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

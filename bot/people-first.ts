import type { BotAction } from '#contracts/bot.ts';
import { handOver } from './dialogs/hand-over.ts';
import { regulatedWordIn } from './policy/regulated.ts';
import { say } from './replies/say.ts';
import type { Scene } from './scene.ts';
import { noteFact } from './state.ts';

/** Words the operator keeps for people. */
export const regulatedWords = async (scene: Scene): Promise<BotAction[] | undefined> => {
  const word = regulatedWordIn(scene.text, scene.settings.regulated);
  if (word === undefined) return undefined;
  noteFact(scene.state, say(scene.language, 'card.fact.word'), word);
  return handOver(scene, {
    reason: 'regulated',
    words: 'escalate.regulated-word',
    cardReason: 'card.reason.regulated-word',
  });
};

/** A customer who always has a person; and one whom the policy gives to people first, unless people have had the word already. */
export const peopleFirst = async (scene: Scene): Promise<BotAction[] | undefined> => {
  const { customer, policy } = scene.turn;
  const first = policy?.start === 'human' && scene.state.afterPeople !== true;
  return customer.highTouch || first ? handOver(scene, { reason: 'policy' }) : undefined;
};

/** The bot has had its turns in this engagement: people go on. One who says that it is solved may go. */
export const turnCap = async (scene: Scene): Promise<BotAction[] | undefined> => {
  const cap = scene.turn.policy?.turnCap;
  if (cap === undefined || scene.state.turns < cap || scene.payload === 'solved') return undefined;
  return handOver(scene, { reason: 'turn-cap' });
};

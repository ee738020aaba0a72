import type { BotAction } from '#contracts/bot.ts';
import { followUps } from '../answers.ts';
import { compose } from '../replies/compose.ts';
import { say, sayTime, sayWhen } from '../replies/say.ts';
import type { Scene } from '../scene.ts';
import { noteTried } from '../state.ts';

const nowLine = ({ turn, language }: Scene): string => {
  const { open, opensAt, closesAt, timeZone } = turn.hours;
  if (open)
    return closesAt === undefined
      ? say(language, 'hours.open-unknown')
      : say(language, 'hours.open', { closes: sayTime(language, closesAt, timeZone) });
  return opensAt === undefined
    ? say(language, 'hours.closed-unknown')
    : say(language, 'hours.closed', { opens: sayWhen(language, opensAt, turn.now, timeZone) });
};

/** Tells whether the shop is open, until or from when, and the week's hours. `undefined` when that was the last answer. */
export const tellHours = (scene: Scene, confidence: number): BotAction | undefined => {
  const { turn, language, state } = scene;
  if (state.lastAnswerKey === 'hours') return undefined;
  state.lastAnswerKey = 'hours';
  noteTried(state, say(language, 'card.tried.hours'));
  const lines = turn.hours.lines
    .slice(0, 10)
    .map(({ days, hours }) => say(language, 'hours.line', { days, hours }));
  const text = lines.length > 0 ? `${nowLine(scene)}\n\n${lines.join('\n')}` : nowLine(scene);
  return compose(scene, {
    text,
    shortcuts: followUps(language),
    bot: { decision: 'answer', intent: 'opening-hours', confidence },
  });
};

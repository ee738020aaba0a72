import type { BotAction, BotTurn } from '#contracts/bot.ts';
import type { Language } from '#contracts/time.ts';
import { followUps } from '../answers.ts';
import { compose } from '../replies/compose.ts';
import { say, sayTime, sayWhen } from '../replies/say.ts';
import type { Scene } from '../scene.ts';
import { noteTried } from '../state.ts';

type Clock = Pick<BotTurn, 'now' | 'hours'>;

const nowLine = (language: Language, { now, hours }: Clock): string => {
  const { open, opensAt, closesAt, timeZone } = hours;
  if (open)
    return closesAt === undefined
      ? say(language, 'hours.open-unknown')
      : say(language, 'hours.open', { closes: sayTime(language, closesAt, timeZone) });
  return opensAt === undefined
    ? say(language, 'hours.closed-unknown')
    : say(language, 'hours.closed', { opens: sayWhen(language, opensAt, now, timeZone) });
};

/** A day other than today is asked about: whether it is open now is not what was asked. */
const OTHER_DAY =
  /明日|明後日|あした|あさって|[月火水木金土日]曜|土日|週末|平日|祝日|年末|年始|お盆|連休|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|weekdays?|holidays?|christmas|new year/i;

/** The opening hours in words: whether it is open now, until or from when, and the week. The week first when another day is asked about. */
export const hoursText = (language: Language, clock: Clock, asked: string): string => {
  const { lines: own, linesIn } = clock.hours;
  const lines = (linesIn?.[language] ?? own)
    .slice(0, 10)
    .map(({ days, hours }) => say(language, 'hours.line', { days, hours }));
  const week = lines.join('\n');
  if (week === '') return nowLine(language, clock);
  return OTHER_DAY.test(asked)
    ? `${say(language, 'hours.week')}\n${week}\n\n${nowLine(language, clock)}`
    : `${nowLine(language, clock)}\n\n${week}`;
};

/** Tells the opening hours. `undefined` when that was the last answer. */
export const tellHours = (scene: Scene, confidence: number): BotAction | undefined => {
  const { turn, language, state, text } = scene;
  if (state.lastAnswerKey === 'hours') return undefined;
  state.lastAnswerKey = 'hours';
  noteTried(state, say(language, 'card.tried.hours'));
  return compose(scene, {
    text: hoursText(language, turn, text),
    shortcuts: followUps(language),
    bot: { decision: 'answer', intent: 'opening-hours', confidence },
  });
};

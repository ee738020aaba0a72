import type { BotTurn } from '#contracts/bot.ts';
import type { BusinessHours } from '#contracts/queue.ts';
import type { Language } from '#contracts/time.ts';
import { isOpen, nextClosing, nextOpening } from '../domain/sla/business-hours.ts';
import { describeHours } from '../domain/sla/describe-hours.ts';

/** Business hours as the bot tells them: open or not, until or from when, and the week in words of both languages. */
export const botHours = (hours: BusinessHours, now: Date, language: Language): BotTurn['hours'] => {
  const [opensAt, closesAt] = [nextOpening(hours, now), nextClosing(hours, now)];
  return {
    open: isOpen(hours, now),
    timeZone: hours.timeZone,
    lines: describeHours(hours, language),
    linesIn: { ja: describeHours(hours, 'ja'), en: describeHours(hours, 'en') },
    ...(opensAt ? { opensAt: opensAt.toISOString() } : {}),
    ...(closesAt ? { closesAt: closesAt.toISOString() } : {}),
  };
};

import type { BotStage } from '#contracts/bot-test.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { botHours } from './bot-hours.ts';

/** Now and the business hours, as tests are played under. */
export const botStage = async (ports: Pick<Ports, 'stores' | 'clock'>, scope: Scope): Promise<BotStage> => {
  const { hours } = await ports.stores.settings.current(scope);
  const now = ports.clock.now();
  return {
    now: now.toISOString(),
    hours: { ja: botHours(hours, now, 'ja'), en: botHours(hours, now, 'en') },
  };
};

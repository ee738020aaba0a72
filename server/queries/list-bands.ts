import type { BandsExpected } from '#contracts/policy.ts';
import { authorize } from '../domain/access/can.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

/** What moving the bands would do, by language; a language that cannot be measured is left out. */
export const listBands = async (
  ports: Pick<Ports, 'bot'>,
  scope: Scope,
): Promise<{ items: BandsExpected[] }> => {
  authorize(scope, 'read-settings');
  const items: BandsExpected[] = [];
  for (const language of ['ja', 'en'] as const) {
    const expected = await ports.bot.bands?.(language);
    if (expected) items.push(expected);
  }
  return { items };
};

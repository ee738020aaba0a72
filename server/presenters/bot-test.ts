import type { BotTestView, OverrideView } from '#contracts/bot-test.ts';
import type { BotTest, GateOverrideRow } from '../ports/bot-test-store.ts';
import { given, iso, isoOf } from './given.ts';

/** A test as it is shown; whose words it has is not told. */
export const presentBotTest = ({ customerId: _, ...test }: BotTest): BotTestView =>
  given({
    ...test,
    createdAt: iso(test.createdAt),
    updatedAt: iso(test.updatedAt),
    lastRunAt: isoOf(test.lastRunAt),
  });

export const presentOverride = (row: GateOverrideRow): OverrideView => ({ ...row, at: iso(row.at) });

import type { Channel } from './message.ts';
import type { BotPolicy, PolicyCell, PolicyTier } from './policy.ts';

/** What holds until somebody saves a policy: the bot first for all, ever later targets from VIP to C. */
export const DEFAULT_POLICY: BotPolicy = {
  rows: {
    vip: { start: 'bot', firstReplyMinutes: 15 },
    A: { start: 'bot', firstReplyMinutes: 30 },
    B: { start: 'bot', firstReplyMinutes: 60 },
    C: { start: 'bot', firstReplyMinutes: 120 },
  },
  cells: {},
  turnCap: 20,
  waitOfferMinutes: 5,
  regulated: { ja: [], en: [] },
};

/** The cell of a tier and channel: its own, else its row. */
export const cellOf = (
  policy: BotPolicy,
  customer: { tier: 'A' | 'B' | 'C'; vip: boolean },
  channel: Channel,
): { name: string; cell: PolicyCell } => {
  const tier: PolicyTier = customer.vip ? 'vip' : customer.tier;
  const own = policy.cells[`${tier}/${channel}`];
  return { name: `${tier}/${channel}`, cell: own ?? policy.rows[tier] };
};

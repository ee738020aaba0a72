import type { Channel } from '#contracts/message.ts';
import type { BotPolicy, PolicyCited } from '#contracts/policy.ts';
import { cellOf, DEFAULT_POLICY } from '#contracts/policy-default.ts';
import type { BusinessHours } from '#contracts/queue.ts';
import { MINUTE } from '#contracts/time.ts';
import { afterOpenMs } from '../sla/after-open.ts';

/** As much of the settings as the policy is read from. */
export interface PolicySettings {
  policy?: BotPolicy | undefined;
  hours: BusinessHours;
  version: number;
}

/** As much of a customer as the policy looks at. */
export interface PolicyCustomer {
  tier: 'A' | 'B' | 'C';
  vip: boolean;
}

/** The policy in force. */
export const policyOf = (settings: Pick<PolicySettings, 'policy'>): BotPolicy =>
  settings.policy ?? DEFAULT_POLICY;

/**
 * What the matrix says of a customer on a channel, as decisions cite it. `hours` and `now`: also when the first reply by a person is due, counted in open
 * time from there.
 */
export const citePolicy = (
  settings: PolicySettings,
  customer: PolicyCustomer,
  channel: Channel,
  clock?: { hours?: BusinessHours | undefined; now: Date },
): PolicyCited => {
  const { name, cell } = cellOf(policyOf(settings), customer, channel);
  const due = clock && afterOpenMs(clock.hours ?? settings.hours, clock.now, cell.firstReplyMinutes * MINUTE);
  return {
    cell: name,
    start: cell.start,
    firstReplyMinutes: cell.firstReplyMinutes,
    ...(cell.language ? { language: cell.language } : {}),
    version: settings.version,
    ...(due ? { dueAt: due.toISOString() } : {}),
  };
};

import type { ErrorCode } from '#contracts/errors.ts';
import { HOUR } from '#contracts/time.ts';

/** What decides whether anything can be sent on a thread now. `account` undefined: it is not connected. */
export interface SendFacts {
  account: { paused: boolean } | undefined;
  /** Hours after the customer's last message in which we may answer; absent = always. */
  replyWindowHours?: number | undefined;
  lastInboundAt?: Date | undefined;
  optedOut: boolean;
  /** Hours in which only a human may answer; absent = as the reply window. */
  humanWindowHours?: number | undefined;
  byHuman?: boolean;
  /** An approved template needs no open window. */
  usesTemplate?: boolean;
  now: Date;
}

/** Why nothing can be sent on this thread now, as a code of the error catalogue; undefined = it can. The composer shows it, the command refuses with it. */
export const closedReason = (facts: SendFacts): ErrorCode | undefined => {
  if (!facts.account || facts.account.paused) return 'channel-not-available';
  if (facts.optedOut) return 'opted-out';
  if (facts.replyWindowHours === undefined || facts.usesTemplate) return undefined;
  if (!facts.lastInboundAt) return 'reply-window-closed';
  const hours = facts.byHuman
    ? Math.max(facts.replyWindowHours, facts.humanWindowHours ?? 0)
    : facts.replyWindowHours;
  const closesAt = facts.lastInboundAt.getTime() + hours * HOUR;
  return facts.now.getTime() < closesAt ? undefined : 'reply-window-closed';
};

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
  /** Everybody can read it: an answer to a comment or a mention needs no open window. */
  isPublic?: boolean | undefined;
  now: Date;
}

/** When the reply window closes, or closed; undefined where there is none or nothing ever came in. */
export const closesAt = (
  facts: Partial<
    Pick<SendFacts, 'replyWindowHours' | 'humanWindowHours' | 'lastInboundAt' | 'byHuman' | 'isPublic'>
  >,
): Date | undefined => {
  if (facts.replyWindowHours === undefined || !facts.lastInboundAt || facts.isPublic) return undefined;
  const hours = facts.byHuman
    ? Math.max(facts.replyWindowHours, facts.humanWindowHours ?? 0)
    : facts.replyWindowHours;
  return new Date(facts.lastInboundAt.getTime() + hours * HOUR);
};

/** Why nothing can be sent on this thread now, as a code of the error catalogue; undefined = it can. The composer shows it, the command refuses with it. */
export const closedReason = (facts: SendFacts): ErrorCode | undefined => {
  if (!facts.account || facts.account.paused) return 'channel-not-available';
  if (facts.optedOut) return 'opted-out';
  if (facts.replyWindowHours === undefined || facts.usesTemplate || facts.isPublic) return undefined;
  const end = closesAt(facts);
  return end && facts.now < end ? undefined : 'reply-window-closed';
};

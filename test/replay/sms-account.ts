import { createHash } from 'node:crypto';
import type { Desk } from './desk.ts';

type Account = Awaited<ReturnType<Desk['accounts']>>[number];

/** What the demo shop's number has before it is connected to anything: `AC` and zeros. */
const UNCONNECTED = `AC${'0'.repeat(32)}`;
/** Whose the simulated Twilio is. */
export const SIMULATED_SID = `AC${createHash('md5').update('madoguchi simulator').digest('hex')}`;
const NUMBER = '+815055550100';

/**
 * The SMS account the simulator plays on: the one it had before, else the demo's, which is connected to nothing; a shop's own number is left alone.
 * Absent: a new one must be connected.
 */
export const simulatedAccount = (accounts: readonly Account[]): Account | undefined => {
  const sms = accounts.filter(({ channel }) => channel === 'sms');
  const having = (sid: string): Account | undefined =>
    sms.find(({ settings }) => settings.accountSid === sid);
  return having(SIMULATED_SID) ?? having(UNCONNECTED);
};

/** The number customers write to. */
export const numberOf = (account: Account | undefined): string =>
  typeof account?.settings.from === 'string' ? account.settings.from : NUMBER;

import type { DeliveryFailure } from '#channels/delivery-error.ts';

interface Failure {
  code: DeliveryFailure;
  /** Certainly not sent, and worth another try. */
  retryable: boolean;
}

const groups: readonly [DeliveryFailure, readonly number[]][] = [
  // To: not a number, not a mobile, unknown, unreachable, a landline.
  [
    'delivery-invalid-recipient',
    [21211, 21214, 21217, 21265, 21401, 21407, 21421, 21614, 30003, 30005, 30006],
  ],
  ['opted-out', [21610]],
  ['text-too-long', [21605, 21617]],
  ['file-not-accepted', [11751, 12300, 21620, 21623, 21656, 30019, 30011]],
  // Ours to mend: credentials, suspended account, a sender that is not ours or not registered.
  [
    'delivery-auth',
    [
      20003, 20005, 20006, 20008, 20010, 20404, 21212, 21219, 21603, 21606, 21608, 21659, 21660, 21661, 21701,
      21703, 21704, 30002, 30034, 30035,
    ],
  ],
  ['delivery-throttled', [14107, 20429, 21611, 30001, 30022, 30023]],
  // Regions not allowed, unroutable pairs, blocked, filtered, carriers' own reasons.
  ['delivery-rejected', [21408, 21602, 21612, 30004, 30007, 30008]],
];
const TABLE = new Map(groups.flatMap(([code, numbers]) => numbers.map((number) => [number, code] as const)));

/** Twilio's error code in our words. Codes we do not know are refusals: Twilio has answered, so nothing is uncertain. */
export const failureOf = (twilioCode: number): Failure => {
  const code = TABLE.get(twilioCode) ?? 'delivery-rejected';
  return { code, retryable: code === 'delivery-throttled' };
};

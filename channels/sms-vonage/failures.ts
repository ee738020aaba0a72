import type { DeliveryFailure } from '#channels/delivery-error.ts';
import { Problem } from './payload.ts';

/** Codes of the Messages API (https://developer.vonage.com/en/api-errors/messages) and generic ones (https://developer.vonage.com/en/api-errors). */
const CODES: readonly [DeliveryFailure, string][] = [
  // Not a number, unrecognised prefix, barred, no longer active, not in the network, no suitable device.
  ['delivery-invalid-recipient', '1040 1050 1170 1190 1260 1300 1310'],
  ['opted-out', '1240'],
  ['text-too-long', '1090'],
  ['file-not-accepted', '1380 1381 1382'],
  ['reply-window-closed', '1340'],
  ['delivery-throttled', '1000 1241 rate-limit'],
  ['delivery-unreachable', '1100'],
  // Ours to mend: account barred or without credit or product, a sender that may not be used, a number not on the trial's list, credentials.
  [
    'delivery-auth',
    '1060 1070 1080 1120 1140 1160 low-balance unauthorized forbidden unprovisioned account-suspended jwt-expired jwt-revoked invalid-api-key invalid-signature',
  ],
];
const TABLE = new Map(CODES.flatMap(([code, own]) => own.split(' ').map((one) => [one, code] as const)));

interface Failure {
  code: DeliveryFailure;
  providerCode: string;
  /** Certainly not sent, and worth another try. */
  retryable: boolean;
}

/** What a problem of Vonage's means; undefined when it is none. Codes we do not know are refusals: Vonage has answered. */
export const failureOf = (problem: unknown): Failure | undefined => {
  const read = Problem.safeParse(problem);
  if (!read.success) return undefined;
  const { type, title } = read.data;
  const own = /#([\w-]{1,40})$/.exec(type)?.[1] ?? String(title ?? 'problem').slice(0, 40);
  const code = TABLE.get(own) ?? 'delivery-rejected';
  const retryable = code === 'delivery-throttled' || code === 'delivery-unreachable';
  return { code, providerCode: own, retryable };
};

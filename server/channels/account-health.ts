import type { ContentStores } from '#server/ports/content-stores.ts';
import { system } from '#server/ports/scope.ts';
import type { Log } from '#server/ports.ts';

/** Notes when an account last received, sent or failed. Never waits, never throws, and writes at most once per interval: it is shown, not relied on. */
export interface AccountHealth {
  received(accountId: string): void;
  /** `isConnection`: a way in stands again, nothing was sent. */
  sent(accountId: string, what?: { isConnection: boolean }): void;
  /** `code` of the error catalogue; a success afterwards clears it. */
  failed(accountId: string, code: string): void;
}

/** Least time between two writes of the same kind for one account, in milliseconds. */
const INTERVAL_MS = 30_000;

export const createAccountHealth = (deps: {
  accounts: Pick<ContentStores['accounts'], 'touch'>;
  clock: { now(): Date };
  log: Log;
}): AccountHealth => {
  const written = new Map<string, number>();
  const failing = new Set<string>();

  const note = (
    accountId: string,
    kind: string,
    always: boolean,
    seen: (now: Date) => Parameters<ContentStores['accounts']['touch']>[2],
  ): void => {
    const now = deps.clock.now();
    const key = `${kind}|${accountId}`;
    const last = written.get(key);
    if (!always && last !== undefined && Math.abs(now.getTime() - last) < INTERVAL_MS) return;
    written.set(key, now.getTime());
    deps.accounts.touch(system('channel account health'), accountId, seen(now)).catch((error: unknown) => {
      written.delete(key);
      deps.log.warn({ err: error, accountId }, 'channel account health was not noted');
    });
  };

  return {
    received: (accountId) => note(accountId, 'received', false, (now) => ({ receivedAt: now })),
    sent: (accountId, what) => {
      const recovered = failing.delete(accountId);
      note(accountId, 'sent', recovered, (now) => ({
        ...(what?.isConnection ? {} : { sentAt: now }),
        error: null,
      }));
    },
    failed: (accountId, code) => {
      failing.add(accountId);
      note(accountId, `failed ${code}`, false, () => ({ error: code }));
    },
  };
};

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { partitionOf } from '#server/intake/lanes.ts';
import type { ChannelAccountDoc } from '#server/ports/content-stores.ts';
import type { LedgerItem } from '#server/ports/ledger-store.ts';
import { system } from '#server/ports/scope.ts';
import type { Stores } from '#server/ports.ts';
import { createContentStores } from '#server/store/content-stores.ts';
import type { SpanAccount, SpanItem } from '#server/store/export-ledger.ts';
import { createLedgerStore } from '#server/store/ledger-store.ts';
import { withDatabase } from '#server/store/tool-database.ts';

const scope = system('replay');
const BATCH = 200;

/** A fresh account for a span: it takes in and sends nothing, so that what is answered in the replay reaches nobody. */
const accountOf = (head: SpanAccount, id: string): ChannelAccountDoc => ({
  id,
  name: `Replay ${id}`,
  channel: head.channel,
  adapter: head.adapter,
  paused: true,
  settings: head.settings as Record<string, unknown>,
  secrets: {},
  version: 1,
});

/**
 * Puts a span into the intake ledger of a fresh account, in its order; the server's drain applies it as it does whatever was taken in. The same file again
 * under the same id changes nothing. Answers how many items were new.
 */
export const replaySpan = async (
  stores: Pick<Stores, 'accounts' | 'ledger'>,
  lines: readonly string[],
  accountId: string,
): Promise<number> => {
  const [first, ...rest] = lines.filter((line) => line.trim() !== '');
  if (first === undefined) throw new Error('The span is empty.');
  if (!(await stores.accounts.get(scope, accountId)))
    await stores.accounts.save(scope, accountOf(JSON.parse(first) as SpanAccount, accountId), undefined);
  const begun = Date.now() * 1_000;
  const items = rest.map((line, n): LedgerItem => {
    const { key, lane, counter, receivedAt, body } = JSON.parse(line) as SpanItem;
    const whole = `${accountId}|${lane}`;
    return {
      id: `${accountId}|${key}`.slice(0, 900),
      accountId,
      key,
      lane: whole,
      partition: partitionOf(whole),
      ord: begun + n,
      ...(counter === undefined ? {} : { counter }),
      state: 0,
      body,
      receivedAt: new Date(receivedAt),
      attempts: 0,
    };
  });
  let fresh = 0;
  for (let at = 0; at < items.length; at += BATCH)
    fresh += (await stores.ledger.insert(scope, items.slice(at, at + BATCH))).size;
  return fresh;
};

/** `npm run simulate -- --replay FILE`: into the store the server uses (MONGODB_URI or DATA_DIR), under an account of its own. */
export const replayFile = async (file: string): Promise<string> => {
  const lines = (await readFile(file, 'utf8')).split('\n');
  const accountId = `replay-${createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 12)}`;
  return withDatabase(async (connection) => {
    const stores = {
      accounts: createContentStores(connection).accounts,
      ledger: createLedgerStore(connection),
    };
    const fresh = await replaySpan(stores, lines, accountId);
    return `${fresh} items are in the ledger under the account ${accountId}; the server applies them.`;
  });
};

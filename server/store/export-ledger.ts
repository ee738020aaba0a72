import type { Connection } from 'mongoose';
import type { LedgerItem } from '../ports/ledger-store.ts';
import type { Doc } from './connection.ts';
import { createMask } from './mask-ledger.ts';

/** First line of a span: the account it is of, without secrets. */
export interface SpanAccount {
  channel: string;
  adapter: string;
  settings: unknown;
}
/** One further line: an item in arrival order. `lane` without the account. */
export interface SpanItem {
  key: string;
  lane: string;
  counter?: number;
  receivedAt: string;
  body: unknown;
}

/** Why an item is not in the span. */
export type LeftOut = 'no-body' | 'large' | 'mail';

export interface SpanAsk {
  accountId: string;
  from: Date;
  to: Date;
  /** Key of the mask. */
  key: string;
}

type LedgerDoc = Doc<LedgerItem> & { hasBody?: boolean };
interface AccountDoc {
  _id: string;
  channel: string;
  adapter: string;
  settings: unknown;
}

const reasonOf = (doc: LedgerDoc): LeftOut | undefined => {
  if (doc.body === undefined || doc.body === null || doc.hasBody === false) return 'no-body';
  const body = doc.body as { $large?: unknown; raw?: unknown };
  if (body.$large !== undefined) return 'large';
  // A mail's bytes are one string that only its parser can read.
  return typeof body.raw === 'string' ? 'mail' : undefined;
};

/**
 * Writes what one account took in between two instants, masked, one JSON document a line: the account first, then its items in arrival order.
 * Answers how many were written and how many were left out why. Throws Error for an account that is not there.
 */
export const exportSpan = async (
  connection: Connection,
  ask: SpanAsk,
  write: (line: string) => void,
): Promise<{ written: number; leftOut: Partial<Record<LeftOut, number>> }> => {
  const account = await connection.collection<AccountDoc>('channelAccounts').findOne({ _id: ask.accountId });
  if (!account) throw new Error(`There is no channel account ${ask.accountId}.`);
  const mask = createMask(ask.key);
  const { channel, adapter } = account;
  const head: SpanAccount = { channel, adapter, settings: mask.settings(account.settings) };
  write(JSON.stringify(head));
  const leftOut: Partial<Record<LeftOut, number>> = {};
  let written = 0;
  const rows = connection
    .collection<LedgerDoc>('ledger')
    .find({ accountId: ask.accountId, receivedAt: { $gte: ask.from, $lt: ask.to } } as never)
    .sort({ ord: 1, _id: 1 });
  for await (const doc of rows) {
    const why = reasonOf(doc);
    if (why) {
      leftOut[why] = (leftOut[why] ?? 0) + 1;
      continue;
    }
    const [kind = '', ...rest] = doc.key.split(':');
    const item: SpanItem = {
      key: [kind, ...rest.map(mask.text)].join(':'),
      lane: mask.text(doc.lane.slice(ask.accountId.length + 1)),
      ...(doc.counter === undefined ? {} : { counter: doc.counter }),
      receivedAt: doc.receivedAt.toISOString(),
      body: mask.body(doc.body),
    };
    write(JSON.stringify(item));
    written += 1;
  }
  return { written, leftOut };
};

import type { Told } from './load.ts';
import type { World } from './world.ts';

/** What a trial found. All lists empty = every promise held. */
export interface Findings {
  lost: string[];
  doubled: string[];
  outOfOrder: string[];
  seqGaps: string[];
  conversationsTwice: string[];
  sentTwice: string[];
  silentlyUnsent: string[];
  pendingLeft: string[];
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface MessageDoc {
  _id: string;
  conversationId: string;
  seq: number;
  direction: string;
  externalId?: string;
  text: string;
  at: Date;
  counter: number;
  delivery?: { state: string };
}

/** Work that is still under way: ledger items, deliveries, reactions. */
const open = async (world: World): Promise<number> => {
  const db = world.db();
  const [ledger, deliveries, interactions] = await Promise.all([
    db.collection('ledger').countDocuments({ state: 0 }),
    db.collection('deliveries').countDocuments({ state: { $in: ['queued', 'sending'] } }),
    db.collection('interactions').countDocuments({ pending: true }),
  ]);
  return ledger + deliveries + interactions;
};

/** Waits until nothing is under way, twice in a row. Answers what is left after `limitMs`. */
export const waitQuiet = async (world: World, limitMs: number): Promise<number> => {
  const giveUpAt = Date.now() + limitMs;
  for (let quiet = 0; ; ) {
    const n = await open(world).catch(() => 1);
    quiet = n === 0 ? quiet + 1 : 0;
    if (quiet >= 2) return 0;
    if (Date.now() > giveUpAt) return n;
    await pause(200);
  }
};

const inboundOf = (messages: readonly MessageDoc[]): Map<string, MessageDoc[]> => {
  const bySid = new Map<string, MessageDoc[]>();
  for (const m of messages)
    if (m.externalId) bySid.set(m.externalId, [...(bySid.get(m.externalId) ?? []), m]);
  return bySid;
};

const checkOrder = (told: Told, bySid: ReadonlyMap<string, MessageDoc[]>, findings: Findings): void => {
  for (const [from, sids] of told.byCustomer) {
    const rows = sids.flatMap((sid) => bySid.get(sid)?.[0] ?? []);
    if (new Set(rows.map((m) => m.conversationId)).size > 1) findings.conversationsTwice.push(from);
    const shown = [...rows].sort(
      (a, b) => a.at.getTime() - b.at.getTime() || a.counter - b.counter || a.seq - b.seq,
    );
    if (shown.some((m, i) => m !== rows[i])) findings.outOfOrder.push(from);
  }
};

const checkSeqs = (messages: readonly MessageDoc[], findings: Findings): void => {
  const byConversation = new Map<string, number[]>();
  for (const m of messages)
    byConversation.set(m.conversationId, [...(byConversation.get(m.conversationId) ?? []), m.seq]);
  for (const [id, seqs] of byConversation) {
    seqs.sort((a, b) => a - b);
    if (seqs.some((seq, i) => seq !== i + 1)) findings.seqGaps.push(id);
  }
};

/** Compares Twilio's own books with what the product says it sent. */
const checkSends = async (world: World, findings: Findings): Promise<void> => {
  const deliveries = await world
    .db()
    .collection<{
      _id: string;
      messageId: string;
      state: string;
      to: string;
      part: number;
      attempt: number;
      providerId?: string;
    }>('deliveries')
    .find({})
    .toArray();
  const books = world.twilio.messages.filter((m) => m.direction === 'outbound-api');
  const known = new Map<string, number>();
  for (const d of deliveries) if (d.providerId) known.set(d.providerId, (known.get(d.providerId) ?? 0) + 1);
  // A send on the books that no delivery knows must be accounted for by one that says so: `uncertain`.
  const uncertain = new Map<string, number>();
  for (const d of deliveries)
    if (d.state === 'uncertain') uncertain.set(d.to, (uncertain.get(d.to) ?? 0) + 1);
  for (const m of books) {
    if (known.has(m.sid)) continue;
    const left = uncertain.get(m.to) ?? 0;
    if (left === 0) findings.sentTwice.push(m.sid);
    else uncertain.set(m.to, left - 1);
  }
  for (const d of deliveries) {
    const settled = ['sent', 'delivered', 'read', 'uncertain', 'failed'].includes(d.state);
    const onBooks = d.providerId === undefined || books.some((m) => m.sid === d.providerId);
    if (!settled || !onBooks) findings.silentlyUnsent.push(`${d._id} ${d.state}`);
  }
};

/** Checks everything that was ever told against everything that is stored. */
export const verify = async (world: World, told: Told): Promise<Findings> => {
  const findings: Findings = {
    lost: [],
    doubled: [],
    outOfOrder: [],
    seqGaps: [],
    conversationsTwice: [],
    sentTwice: [],
    silentlyUnsent: [],
    pendingLeft: [],
  };
  const messages = await world.db().collection<MessageDoc>('messages').find({}).toArray();
  const bySid = inboundOf(messages);
  for (const sid of told.acknowledged) if (!bySid.has(sid)) findings.lost.push(sid);
  for (const [sid, rows] of bySid) if (rows.length > 1) findings.doubled.push(sid);
  checkOrder(told, bySid, findings);
  checkSeqs(messages, findings);
  await checkSends(world, findings);
  const pending = await world
    .db()
    .collection<{ _id: string }>('interactions')
    .find({ pending: true })
    .limit(20)
    .toArray();
  findings.pendingLeft.push(...pending.map((p) => p._id));
  return findings;
};

export const clean = (findings: Findings): boolean =>
  Object.values(findings).every((list) => list.length === 0);

import { setTimeout as sleep } from 'node:timers/promises';
import type { ImapFlow } from 'imapflow';
import { z } from 'zod';
import type { ReceiveContext, SplitItem } from '#channels/channel.ts';
import { connectImap, ImapSetupError, isAuthFailure } from './imap.ts';
import { isRefusal } from './oauth.ts';
import { type EmailSettings, MAX_MAIL_BYTES } from './payload.ts';
import { itemOf } from './split.ts';

type Context = ReceiveContext<EmailSettings>;

/** Where the mailbox was read to, and its sent folder. `at`: the youngest mail seen, for a mailbox whose UIDs are given anew. */
const Place = z.object({ v: z.string(), uid: z.number().int().nonnegative() });
const Cursor = Place.extend({ at: z.iso.datetime(), sent: Place.optional() });
type Cursor = z.infer<typeof Cursor>;

const DAY_MS = 86_400_000;
/** When UIDs are given anew, mails this much older than the youngest seen are looked at again; what is known is known by its Message-ID. */
const LOOK_BACK_MS = 2 * DAY_MS;
/** UIDs asked for at once, and mails and bytes held at once. */
const WINDOW = 500;
const MAX_BATCH = 50;
const MAX_BATCH_BYTES = 8 * 1_024 * 1_024;
/** The mailbox is looked at this often whatever the server tells. */
const ROUND_MS = 60_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A login that was refused is tried again after this: sooner locks accounts. */
const REFUSED_PAUSE_MS = 60_000;

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

const readCursor = async (context: Context): Promise<Cursor | undefined> => {
  const kept = await context.cursor();
  if (kept === undefined) return undefined;
  try {
    return Cursor.safeParse(JSON.parse(kept)).data;
  } catch {
    return undefined;
  }
};

/** Keeps them however long the store takes: a mail is behind us only once it is kept. */
const keepAll = async (context: Context, items: readonly SplitItem[], cursor?: Cursor): Promise<void> => {
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(LONGEST_PAUSE_MS, wait * 2)) {
    try {
      return await context.keep(items, ...(cursor ? [JSON.stringify(cursor)] : []));
    } catch (error) {
      if (context.signal.aborted) throw error;
      await pause(wait, context.signal);
      if (context.signal.aborted) throw error;
    }
  }
};

interface Listed {
  uid: number;
  size: number;
  at: Date;
}

const instantOf = (value: Date | string | undefined, now: Date): Date => {
  const at = value ? new Date(value) : now;
  return Number.isNaN(at.getTime()) || at > now ? now : at;
};

/** The mails of a range, by UID. A server that stumbles over one of them is asked for the bare UIDs. */
const listWindow = async (client: ImapFlow, range: string, now: Date): Promise<Listed[]> => {
  const found: Listed[] = [];
  try {
    const query = { uid: true, size: true, internalDate: true };
    for await (const mail of client.fetch(range, query, { uid: true }))
      found.push({ uid: mail.uid, size: mail.size ?? 0, at: instantOf(mail.internalDate, now) });
  } catch (error) {
    if (!client.usable) throw error;
    const uids = await client.search({ uid: range }, { uid: true });
    return (uids || []).sort((a, b) => a - b).map((uid) => ({ uid, size: MAX_MAIL_BYTES, at: now }));
  }
  return found.sort((a, b) => a.uid - b.uid);
};

/** As many as may be held at once; at least one. */
const batchesOf = (listed: readonly Listed[]): Listed[][] => {
  const batches: Listed[][] = [];
  let bytes = 0;
  for (const mail of listed) {
    const size = Math.min(mail.size, MAX_MAIL_BYTES);
    const last = batches.at(-1);
    if (last && last.length < MAX_BATCH && bytes + size <= MAX_BATCH_BYTES) {
      last.push(mail);
      bytes += size;
    } else {
      batches.push([mail]);
      bytes = size;
    }
  }
  return batches;
};

const fetchBatch = async (client: ImapFlow, batch: readonly Listed[], v: string): Promise<SplitItem[]> => {
  const byUid = new Map(batch.map((mail) => [mail.uid, mail]));
  const items: SplitItem[] = [];
  const range = batch.map(({ uid }) => uid).join(',');
  // Asked for in part only where it must be: servers are seen that lose count of parts when several mails are asked for at once.
  const isLarge = batch.some(({ size }) => size >= MAX_MAIL_BYTES);
  const part = isLarge ? { start: 0, maxLength: MAX_MAIL_BYTES } : true;
  const query = { uid: true, size: true, internalDate: true, source: part };
  for await (const mail of client.fetch(range, query, { uid: true })) {
    const { uid, source, size = 0, internalDate } = mail;
    const listed = byUid.get(uid);
    // Expunged since it was listed: somebody took it away.
    if (!listed || !source) continue;
    if (source.length === 0 && size > 0) throw new Error('the server gave nothing of a mail');
    items.push(
      itemOf(source, instantOf(internalDate, listed.at), { uidValidity: v, uid }, size > source.length),
    );
  }
  return items.sort((a, b) => Number(a.key.split(':')[2]) - Number(b.key.split(':')[2]));
};

/** A batch the server will not give is asked for one by one; a single mail it will not give is passed, and named in the ledger. */
const fetchAnyway = async (client: ImapFlow, batch: readonly Listed[], v: string): Promise<SplitItem[]> => {
  try {
    return await fetchBatch(client, batch, v);
  } catch (error) {
    if (!client.usable) throw error;
    const [only, ...more] = batch;
    if (only && more.length === 0) {
      const body = { unfetched: true, uid: only.uid, at: only.at.toISOString() };
      return [{ accountRef: '', key: `imap:${v}:${only.uid}`, lane: 'unfetched', body }];
    }
    const items: SplitItem[] = [];
    for (const mail of batch) items.push(...(await fetchAnyway(client, [mail], v)));
    return items;
  }
};

/** UIDs to look at: behind the cursor; of the last days on the first connection, or when the mailbox has given its UIDs anew. */
const begin = async (
  client: ImapFlow,
  context: Context,
): Promise<{ cursor: Cursor; older: number[]; isNew: boolean }> => {
  const { mailbox } = client;
  if (mailbox === false) throw new Error('no mailbox is open');
  const known = await readCursor(context);
  const v = mailbox.uidValidity.toString();
  if (known?.v === v) return { cursor: known, older: [], isNew: false };
  const now = context.now();
  const since = known
    ? new Date(Date.parse(known.at) - LOOK_BACK_MS)
    : new Date(now.getTime() - context.account.settings.importDays * DAY_MS);
  const newest = Math.max(0, mailbox.uidNext - 1);
  const nothing = !known && context.account.settings.importDays === 0;
  const found = nothing ? [] : await client.search({ since }, { uid: true });
  const older = (found || []).filter((uid) => uid <= newest).sort((a, b) => a - b);
  const sent = known?.sent ? { sent: known.sent } : {};
  return { cursor: { v, uid: newest, at: known?.at ?? since.toISOString(), ...sent }, older, isNew: true };
};

const takeListed = async (
  client: ImapFlow,
  context: Context,
  listed: readonly Listed[],
  cursor: Cursor,
): Promise<Cursor> => {
  let next = cursor;
  for (const batch of batchesOf(listed)) {
    if (context.signal.aborted) return next;
    const items = await fetchAnyway(client, batch, cursor.v);
    const youngest = batch.reduce(
      (at, mail) => (mail.at.toISOString() > at ? mail.at.toISOString() : at),
      next.at,
    );
    next = { ...next, uid: Math.max(next.uid, batch.at(-1)?.uid ?? 0), at: youngest };
    await keepAll(context, items, next);
  }
  return next;
};

/** Everything behind the cursor, window by window. */
const drain = async (client: ImapFlow, context: Context, from: Cursor): Promise<Cursor> => {
  let cursor = from;
  for (;;) {
    const listed = await listWindow(client, `${cursor.uid + 1}:*`, context.now());
    // `n:*` also means the last mail when nothing is behind n (RFC 3501 §6.4.8).
    const fresh = listed.filter(({ uid }) => uid > cursor.uid).slice(0, WINDOW);
    if (fresh.length === 0 || context.signal.aborted) return cursor;
    cursor = await takeListed(client, context, fresh, cursor);
  }
};

/** The mails before the cursor on a first connection; the cursor is kept behind them only when all are kept. */
const takeOlder = async (
  client: ImapFlow,
  context: Context,
  older: readonly number[],
  cursor: Cursor,
): Promise<Cursor> => {
  let { at } = cursor;
  for (let from = 0; from < older.length; from += WINDOW) {
    const listed = await listWindow(client, older.slice(from, from + WINDOW).join(','), context.now());
    for (const batch of batchesOf(listed)) {
      if (context.signal.aborted) throw new Error('aborted');
      const items = await fetchAnyway(client, batch, cursor.v);
      for (const mail of batch) if (mail.at.toISOString() > at) at = mail.at.toISOString();
      // A stop in between begins anew: what is kept is known by its key.
      await keepAll(context, items);
    }
  }
  const done = { ...cursor, at };
  await keepAll(context, [], done);
  return done;
};

/** Waits in IDLE until the server tells of mail, a round is over, or the connection or the work ends. The next command ends IDLE by itself. */
const createWaiting = (client: ImapFlow, signal: AbortSignal): (() => Promise<void>) => {
  let arrived = false;
  let wake = (): void => undefined;
  client.on('exists', () => {
    arrived = true;
    wake();
  });
  client.on('close', () => wake());
  signal.addEventListener('abort', () => wake());
  return async () => {
    if (!arrived && !signal.aborted && client.usable) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      void client.idle().catch(() => undefined);
      const timer = setTimeout(() => wake(), ROUND_MS);
      await woken;
      clearTimeout(timer);
    }
    arrived = false;
  };
};

const OURS = 'x-madoguchi-message';

/** Which of them somebody wrote in a mail program, as an answer: ours say so, and what answers nothing is no part of a conversation. */
const writtenElsewhere = async (client: ImapFlow, uids: readonly number[]): Promise<number[]> => {
  const found: number[] = [];
  if (uids.length === 0) return found;
  const query = { uid: true, headers: [OURS, 'in-reply-to'] };
  for await (const { uid, headers } of client.fetch(uids.join(','), query, { uid: true })) {
    const text = headers?.toString('latin1').toLowerCase() ?? '';
    if (!text.includes(`${OURS}:`) && /^in-reply-to:\s*\S/m.test(text)) found.push(uid);
  }
  return found;
};

/** Answers written in a mail program lie in the sent folder: they are taken from there, from the first look on. Ends in that folder. */
const readSent = async (
  client: ImapFlow,
  context: Context,
  path: string,
  cursor: Cursor,
): Promise<Cursor> => {
  const { uidValidity, uidNext } = await client.mailboxOpen(path, { readOnly: true });
  const v = uidValidity.toString();
  if (cursor.sent?.v !== v) {
    const begun = { ...cursor, sent: { v, uid: Math.max(0, uidNext - 1) } };
    await keepAll(context, [], begun);
    return begun;
  }
  const { uid: last } = cursor.sent;
  const listed = await listWindow(client, `${last + 1}:*`, context.now());
  const fresh = listed.filter(({ uid }) => uid > last).slice(0, WINDOW);
  if (fresh.length === 0) return cursor;
  const wanted = new Set(
    await writtenElsewhere(
      client,
      fresh.map(({ uid }) => uid),
    ),
  );
  const items: SplitItem[] = [];
  for (const batch of batchesOf(fresh.filter(({ uid }) => wanted.has(uid))))
    items.push(...(await fetchAnyway(client, batch, `sent-${v}`)));
  const next = { ...cursor, sent: { v, uid: fresh.at(-1)?.uid ?? last } };
  await keepAll(context, items, next);
  return next;
};

/** Opens the mailbox; one that has given its UIDs anew since is begun again, from a new connection. */
const openMailbox = async (client: ImapFlow, context: Context, cursor: Cursor): Promise<void> => {
  const { uidValidity } = await client.mailboxOpen(context.account.settings.folder, { readOnly: true });
  if (uidValidity.toString() !== cursor.v) throw new Error('the mailbox has given its UIDs anew');
};

const sentFolder = async (client: ImapFlow, { account }: Context): Promise<string | undefined> => {
  if (!account.settings.readSent) return undefined;
  const folders = await client.list();
  return folders.find(({ specialUse }) => specialUse === '\\Sent')?.path;
};

const read = async (client: ImapFlow, context: Context): Promise<void> => {
  const waitForMail = createWaiting(client, context.signal);
  await client.mailboxOpen(context.account.settings.folder, { readOnly: true });
  context.report({ ok: true });
  const start = await begin(client, context);
  let cursor = start.isNew ? await takeOlder(client, context, start.older, start.cursor) : start.cursor;
  const sent = await sentFolder(client, context);
  for (let lookedAt = 0; !context.signal.aborted; ) {
    if (sent !== undefined && Date.now() - lookedAt >= ROUND_MS) {
      cursor = await readSent(client, context, sent, cursor);
      await openMailbox(client, context, cursor);
      lookedAt = Date.now();
    }
    cursor = await drain(client, context, cursor);
    context.report({ ok: true });
    await waitForMail();
    if (!client.usable && !context.signal.aborted) throw new Error('the mailbox closed the connection');
  }
};

/**
 * Reads a mailbox: everything behind the cursor, then waits (IDLE) for more. The mailbox is opened read-only and left as it is. The cursor moves only after
 * the mails before it are kept, so a mailbox or a product that was away for a week loses nothing; what is read twice is known by its key.
 */
export const receiveImap = async (context: Context): Promise<void> => {
  let client: ImapFlow | undefined;
  const stop = (): void => client?.close();
  context.signal.addEventListener('abort', stop);
  try {
    client = await connectImap(context);
    if (context.signal.aborted) return;
    await read(client, context);
  } catch (error) {
    if (context.signal.aborted) return;
    if (!(isAuthFailure(error) || isRefusal(error) || error instanceof ImapSetupError)) throw error;
    context.report({ ok: false, code: 'auth' });
    await pause(REFUSED_PAUSE_MS, context.signal);
  } finally {
    context.signal.removeEventListener('abort', stop);
    client?.close();
  }
};

import { createHash } from 'node:crypto';
import type { RawRequest, SplitItem } from '#channels/channel.ts';
import { canonical } from './addresses.ts';
import { headerEnd } from './charset.ts';
import { MAX_MAIL_BYTES, type MailItem } from './payload.ts';

const MAX_HEADER = 256 * 1_024;
const MAX_UNPARSED = 100_000;

const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

/** Who wrote, read roughly: what one sender writes stays in order. */
export const laneOf = (raw: Buffer): string => {
  const head = raw.subarray(0, Math.min(headerEnd(raw), MAX_HEADER)).toString('latin1');
  const from = /^from:((?:[^\n]|\n[ \t])*)/im.exec(head)?.[1] ?? '';
  const bracketed = /<([^<>\s]{3,320})>/.exec(from)?.[1];
  return (
    canonical(bracketed ?? /[^\s<>"(),;:]{1,64}@[^\s<>"(),;:]{1,253}/.exec(from)?.[0] ?? '') || 'unknown'
  );
};

/** Where a mail came from, for its key: the mailbox's place, or the receiver. */
export type MailSource = { uidValidity: string; uid: number } | { envelope: { from: string; to: string[] } };

/** One mail as a fact of the ledger. A mail larger than we take is kept up to there. */
export const itemOf = (raw: Buffer, at: Date, source: MailSource, isCut = false): SplitItem => {
  const kept = raw.subarray(0, MAX_MAIL_BYTES);
  const cut = isCut || kept.length < raw.length;
  const body: MailItem = {
    via: 'uid' in source ? 'imap' : 'smtp',
    at: at.toISOString(),
    raw: kept.toString('base64'),
    ...(cut ? { cut } : {}),
    ...('envelope' in source ? { envelope: source.envelope } : {}),
  };
  const key = 'uid' in source ? `imap:${source.uidValidity}:${source.uid}` : `smtp:${sha256(raw)}`;
  return { accountRef: '', key, lane: laneOf(raw), body };
};

/** Mail does not come by webhook; what is sent there all the same is one item nobody can read. */
export const split = (request: RawRequest): SplitItem[] => [
  {
    accountRef: '',
    key: `hash:${sha256(request.body)}`,
    lane: 'other',
    body: { unparsed: request.body.toString('utf8').slice(0, MAX_UNPARSED) },
  },
];

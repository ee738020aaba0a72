import { createHash } from 'node:crypto';
import type { Account, RawRequest, SplitItem } from '#channels/channel.ts';
import type { Language } from '#contracts/time.ts';
import {
  ENVELOPE_VERSION,
  Envelope,
  threadKeyOf,
  type VerifiedUser,
  type VisitorFact,
  type WebChatSettings,
} from './payload.ts';

/** The part of a checked session that goes into a ledger item. */
export interface Visitor {
  accountId: string;
  visitor: string;
  user?: VerifiedUser | undefined;
  language?: Language | undefined;
  timeZone?: string | undefined;
}

/**
 * Pure. Makes the ledger items of one fact: key `widget:<thread key>:<clientId>`, lane account + thread key. For an
 * anonymous visitor the thread key is the visitor id. Throws ZodError when the fact does not fit its schema.
 */
export function itemsOf(from: Visitor, fact: VisitorFact, at: Date): SplitItem[] {
  const { visitor, user, language, timeZone } = from;
  const where = timeZone ? { timeZone } : {};
  const session = { v: ENVELOPE_VERSION, visitor, user, language, ...where, at: at.toISOString() };
  return [envelopeItem(from.accountId, Envelope.parse({ ...session, ...fact }))];
}

function envelopeItem(accountId: string, envelope: Envelope): SplitItem {
  const threadKey = threadKeyOf(envelope);
  return {
    accountRef: accountId,
    key: `widget:${threadKey}:${envelope.data.clientId}`,
    lane: `${accountId}|${threadKey}`,
    body: envelope,
  };
}

/** Pure. A request whose body is an envelope is one item; any other body is kept under its hash, for the poison lane. */
export function split(request: RawRequest, account: Account<WebChatSettings>): SplitItem[] {
  const read = Envelope.safeParse(jsonOf(request.body));
  if (read.success) return [envelopeItem(account.id, read.data)];
  const hash = createHash('sha256').update(request.body).digest('hex');
  const body = { unparsed: request.body.toString('utf8') };
  return [{ accountRef: account.id, key: `widget:hash:${hash}`, lane: `${account.id}|${hash}`, body }];
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

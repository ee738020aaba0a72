import { createHash } from 'node:crypto';
import type { Account, RawRequest, SplitItem } from '#channels/channel.ts';
import {
  ENVELOPE_VERSION,
  Envelope,
  threadKeyOf,
  type VerifiedUser,
  type VisitorFact,
  type WebChatSettings,
} from './payload.ts';

/** A visitor whose tokens were checked. */
export interface Visitor {
  accountId: string;
  visitorId: string;
  user?: VerifiedUser;
  language?: 'ja' | 'en';
}

/** Pure. Makes the ledger item of one fact: key `widget:<thread key>:<clientId>`, lane account + thread key. */
export function itemOf(visitor: Visitor, fact: VisitorFact, at: Date): SplitItem {
  const { accountId, visitorId, user, language } = visitor;
  return envelopeItem(accountId, {
    v: ENVELOPE_VERSION,
    visitorId,
    ...(user ? { user } : {}),
    ...(language ? { language } : {}),
    at: at.toISOString(),
    fact,
  });
}

function envelopeItem(accountId: string, envelope: Envelope): SplitItem {
  const threadKey = threadKeyOf(envelope);
  return {
    accountRef: accountId,
    key: `widget:${threadKey}:${envelope.fact.clientId}`,
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

import type { Account, InboundEvent, Sender } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import {
  Envelope,
  threadKeyOf,
  type VerifiedUser,
  type VisitorFact,
  type WebChatSettings,
} from './payload.ts';

/** Pure. One ledger item → one event. Throws AppError `unparseable`. */
export function parse(body: unknown, _account: Account<WebChatSettings>): InboundEvent[] {
  const read = Envelope.safeParse(body);
  if (!read.success) {
    throw new AppError('unparseable', { issues: read.error.issues.map((issue) => issue.path.join('.')) });
  }
  const { fact, at } = read.data;
  const threadKey = threadKeyOf(read.data);
  const base = { threadKey, from: senderOf(read.data), at: new Date(at) };
  switch (fact.type) {
    case 'message':
      return [{ ...base, type: 'message', ...messageOf(threadKey, fact) }];
    case 'person-wish':
      return [{ ...base, type: 'person-wish' }];
    case 'survey-answer': {
      const { surveyId, score, comment } = fact;
      return [{ ...base, type: 'survey-answer', surveyId, score, ...(comment ? { comment } : {}) }];
    }
    case 'end':
      return [{ ...base, type: 'end' }];
  }
}

/** The provider's message id is thread key + client id: one per account, known to both sides. */
function messageOf(threadKey: string, fact: Extract<VisitorFact, { type: 'message' }>) {
  return {
    externalId: `${threadKey}:${fact.clientId}`,
    text: fact.text,
    attachments: fact.attachments,
    clientId: fact.clientId,
    ...(fact.payload ? { payload: fact.payload } : {}),
    ...(fact.topic ? { topic: fact.topic } : {}),
    ...(fact.fields ? { fields: fact.fields } : {}),
  };
}

function senderOf({ visitorId, user, language }: Envelope): Sender {
  if (!user) {
    const spoken = language ? { language } : {};
    return { kind: 'visitor', value: visitorId, verified: false, scoped: true, ...spoken };
  }
  const spoken = user.language ?? language;
  return {
    kind: 'external',
    value: user.externalId,
    verified: true,
    scoped: true,
    also: addressesOf(user),
    ...(user.name ? { name: user.name } : {}),
    ...(spoken ? { language: spoken } : {}),
    ...(user.attributes ? { attributes: user.attributes } : {}),
  };
}

const addressesOf = ({ email, phone }: VerifiedUser): NonNullable<Sender['also']> => [
  ...(email ? [{ kind: 'email' as const, value: email.toLowerCase(), verified: true }] : []),
  ...(phone ? [{ kind: 'phone' as const, value: phone, verified: true }] : []),
];

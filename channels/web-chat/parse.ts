import type { Account, InboundEvent, Sender } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { Envelope, threadKeyOf, type VerifiedUser, type WebChatSettings } from './payload.ts';

/** Pure. One ledger item → one event. Throws AppError `unparseable`. */
export function parse(body: unknown, _account: Account<WebChatSettings>): InboundEvent[] {
  const read = Envelope.safeParse(body);
  if (!read.success) {
    throw new AppError('unparseable', { issues: read.error.issues.map((issue) => issue.path.join('.')) });
  }
  const envelope = read.data;
  const threadKey = threadKeyOf(envelope);
  const base = { threadKey, from: senderOf(envelope), at: new Date(envelope.at) };
  switch (envelope.event) {
    case 'message.send':
      return [{ ...base, type: 'message', ...messageOf(threadKey, envelope) }];
    case 'person.ask':
      return [{ ...base, type: 'person-wish' }];
    case 'survey.answer': {
      const { surveyId, score, comment } = envelope.data;
      return [{ ...base, type: 'survey-answer', surveyId, score, ...(comment ? { comment } : {}) }];
    }
    case 'conversation.end':
      return [{ ...base, type: 'end' }];
  }
}

type Said = Extract<Envelope, { event: 'message.send' }>;

/** The provider's message id is thread key + client id: one per account, known to both sides. */
function messageOf(threadKey: string, { data, files }: Said) {
  return {
    externalId: `${threadKey}:${data.clientId}`,
    text: data.text,
    attachments: files ?? [],
    clientId: data.clientId,
    ...(data.payload ? { payload: data.payload } : {}),
    ...(data.topic ? { topic: data.topic } : {}),
    ...(data.fields ? { fields: data.fields } : {}),
  };
}

function senderOf({ visitor, user, language, timeZone }: Envelope): Sender {
  const where = timeZone ? { timeZone } : {};
  if (!user) {
    const spoken = language ? { language } : {};
    return { kind: 'visitor', value: visitor, verified: false, scoped: true, ...spoken, ...where };
  }
  const spoken = user.language ?? language;
  return {
    kind: 'external',
    value: user.sub,
    verified: true,
    scoped: true,
    also: addressesOf(user),
    ...(user.name ? { name: user.name } : {}),
    ...(spoken ? { language: spoken } : {}),
    ...where,
    ...(user.attributes ? { attributes: user.attributes } : {}),
  };
}

const addressesOf = ({ email, phone }: VerifiedUser): NonNullable<Sender['also']> => [
  ...(email ? [{ kind: 'email' as const, value: email.toLowerCase(), verified: true }] : []),
  ...(phone ? [{ kind: 'phone' as const, value: phone, verified: true }] : []),
];

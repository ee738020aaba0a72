import { AppError } from '#contracts/errors.ts';
import type { AnyInteraction } from '#contracts/events.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import { interaction } from '../domain/conversation/interaction.ts';
import { attributionOf } from '../domain/survey/attribution.ts';
import { mayAskCsat } from '../domain/survey/eligible.ts';
import { surveyQuestion } from '../domain/survey/question.ts';
import type { Settings } from '../ports/content-stores.ts';
import type { Survey } from '../ports/figure-stores.ts';
import { system, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { csatId } from './schedule-csat.ts';
import { afterSend, appendOutbound, type Sent } from './send-message.ts';

const scope = system('send-survey');
/** Refusals of the channel: the question cannot be asked there, now or later. */
export const CLOSED: readonly string[] = [
  'no-channel',
  'channel-not-available',
  'opted-out',
  'reply-window-closed',
  'not-found',
];

/** The record's entry that a survey was asked, with who had served. */
const askedRow = (
  ports: Ports,
  survey: Survey,
  conversationId: string,
  messageId: string,
  served: ReturnType<typeof attributionOf>,
): AnyInteraction => {
  const { agentId, teamId, botInvolved } = served;
  return interaction('survey.sent', {
    id: ports.newId(),
    now: survey.sentAt,
    actor: { kind: 'system' },
    refs: {
      customer: survey.customerId,
      conversation: conversationId,
      survey: survey.id,
      message: messageId,
      ...(agentId ? { agent: agentId } : {}),
    },
    after: {
      kind: survey.kind,
      surveyId: survey.id,
      channel: survey.channel,
      ...(survey.cycle === undefined ? {} : { cycle: survey.cycle }),
      ...(agentId ? { agentId } : {}),
      ...(teamId ? { teamId } : {}),
      botInvolved,
    },
  });
};

/**
 * Asks inside a running transaction: survey, system message with `extra.survey` on the channel last used, `openSurvey` and the interaction. Drawn in
 * line where the channel can, written out ("reply 1–5") where it cannot: its `render` knows. @throws AppError when the channel is closed
 */
export const askSurvey = async (
  ports: Ports,
  tx: Tx,
  conversation: Conversation,
  survey: { id: string; kind: 'csat' | 'nps'; cycle?: number },
  settings: Settings,
): Promise<Sent> => {
  const now = ports.clock.now();
  const [escalation] = await ports.stores.escalations.ofConversation(scope, conversation.id, 1);
  const attribution = attributionOf(conversation, escalation);
  const sent = await appendOutbound(
    ports,
    scope,
    tx,
    conversation,
    {
      conversationId: conversation.id,
      text: surveyQuestion(survey.kind, conversation.language, settings.shopName),
      by: 'system',
      purpose: survey.kind,
      extra: { survey: { surveyId: survey.id, kind: survey.kind } },
    },
    {
      set: {
        openSurvey: { id: survey.id, kind: survey.kind, messageSeq: conversation.seq + 1, askedAt: now },
      },
    },
  );
  const doc: Survey = {
    ...survey,
    customerId: conversation.customerId,
    conversationId: conversation.id,
    channel: sent.message.channel ?? conversation.channel,
    sentAt: now,
    state: 'sent',
    messageId: sent.message.id,
    attribution,
  };
  await ports.stores.surveys.insert(scope, doc, tx);
  const asked = askedRow(ports, doc, conversation.id, sent.message.id, attribution);
  await ports.stores.interactions.insert(scope, [asked], tx);
  return { ...sent, interactions: [...sent.interactions, asked] };
};

/** Notes on the record why a customer was not asked. */
const recordCancelled = async (ports: Ports, conversation: Conversation, cause: string): Promise<void> => {
  const row: AnyInteraction = interaction('survey.cancelled', {
    id: ports.newId(),
    now: ports.clock.now(),
    actor: { kind: 'system' },
    refs: { customer: conversation.customerId, conversation: conversation.id },
    after: { kind: 'csat', cause },
  });
  await ports.stores.transaction(scope, (tx) => ports.stores.interactions.insert(scope, [row], tx));
  ports.dispatch([row]);
};

/** The wait after a resolve is over: asks for the score, unless the conversation was reopened, became spam, or was asked in this cycle before. */
export const sendCsat = async (
  ports: Ports,
  input: { conversationId: string; cycle: number; leftWaiting: boolean },
): Promise<void> => {
  const settings = await ports.stores.settings.current(scope);
  if (!settings.csat.enabled) return;
  let seen: Conversation | undefined;
  try {
    const sent = await ports.stores.transaction(scope, async (tx) => {
      const conversation = await ports.stores.conversations.get(scope, input.conversationId, tx);
      if (!conversation) return undefined;
      seen = conversation;
      const customer = await ports.stores.customers.get(scope, conversation.customerId, tx);
      if (!mayAskCsat(conversation, customer, input)) return undefined;
      const id = csatId(conversation.id, input.cycle);
      if (await ports.stores.surveys.get(scope, id, tx)) return undefined;
      return await askSurvey(ports, tx, conversation, { id, kind: 'csat', cycle: input.cycle }, settings);
    });
    if (sent) afterSend(ports, sent);
  } catch (error) {
    if (!(error instanceof AppError) || !CLOSED.includes(error.code)) throw error;
    if (seen) await recordCancelled(ports, seen, error.code);
  }
};

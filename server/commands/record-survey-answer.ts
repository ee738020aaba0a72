import type { AnyInteraction } from '#contracts/events.ts';
import type { Ports } from '#server/ports.ts';
import { interaction } from '../domain/conversation/interaction.ts';
import type { Survey } from '../ports/figure-stores.ts';
import { type Scope, system, type Tx } from '../ports/scope.ts';

const scope: Scope = system('record-survey-answer');

export interface SurveyAnswer {
  surveyId: string;
  /** Absent: a comment on a score given before. */
  score?: number;
  comment?: string;
  at: Date;
  customerId: string;
  conversationId?: string;
}

const RANGE = { csat: [1, 5], nps: [0, 10], ces: [1, 7] } as const;
const inRange = (survey: Survey, score: number): boolean => {
  const [min, max] = RANGE[survey.kind];
  return Number.isInteger(score) && score >= min && score <= max;
};

/** The message that asked shows the answer in widget and inbox. */
const showOnMessage = async (
  ports: Ports,
  tx: Tx,
  survey: Survey,
  said: { score: number; comment?: string },
): Promise<void> => {
  if (!survey.messageId || !survey.conversationId) return;
  const message = await ports.stores.messages.get(scope, survey.messageId, tx);
  if (!message) return;
  const extra = {
    ...message.extra,
    survey: {
      surveyId: survey.id,
      kind: survey.kind,
      answered: said.score,
      ...(said.comment ? { comment: said.comment } : {}),
    },
  };
  await ports.stores.messages.update(
    scope,
    message.id,
    survey.conversationId,
    { extra, version: message.version + 1 },
    tx,
  );
};

const addComment = async (
  ports: Ports,
  tx: Tx,
  survey: Survey,
  comment: string | undefined,
): Promise<AnyInteraction[]> => {
  if (!comment || survey.comment || survey.score === undefined) return [];
  await ports.stores.surveys.update(scope, survey.id, ['answered'], { comment }, tx);
  await showOnMessage(ports, tx, survey, { score: survey.score, comment });
  return [];
};

/**
 * Fixes a survey's answer inside the transaction that received it, with the attribution taken when it was sent. The first score stays; a later
 * comment is added. Answers the interactions to store (none when the survey is unknown, another customer's, or answered already).
 */
export const applySurveyAnswer = async (
  ports: Ports,
  tx: Tx,
  answer: SurveyAnswer,
): Promise<AnyInteraction[]> => {
  const survey = await ports.stores.surveys.get(scope, answer.surveyId, tx);
  if (!survey || survey.customerId !== answer.customerId) return [];
  if (survey.state === 'answered') return await addComment(ports, tx, survey, answer.comment);
  const { score, comment } = answer;
  if (survey.state !== 'sent' || score === undefined || !inRange(survey, score)) return [];
  const set = { state: 'answered' as const, score, answeredAt: answer.at, ...(comment ? { comment } : {}) };
  await ports.stores.surveys.update(scope, survey.id, ['sent'], set, tx);
  await showOnMessage(ports, tx, survey, { score, ...(comment ? { comment } : {}) });
  const { agentId, teamId, botInvolved } = survey.attribution ?? {};
  return [
    interaction('survey.answered', {
      id: ports.newId(),
      now: ports.clock.now(),
      at: answer.at,
      actor: { kind: 'customer', id: answer.customerId },
      refs: {
        customer: answer.customerId,
        survey: survey.id,
        ...(survey.conversationId ? { conversation: survey.conversationId } : {}),
        ...(survey.messageId ? { message: survey.messageId } : {}),
        ...(agentId ? { agent: agentId } : {}),
      },
      after: {
        kind: survey.kind,
        surveyId: survey.id,
        channel: survey.channel,
        score,
        ...(agentId ? { agentId } : {}),
        ...(teamId ? { teamId } : {}),
        ...(botInvolved === undefined ? {} : { botInvolved }),
      },
    }),
  ];
};

import type { AnyInteraction } from '#contracts/events.ts';
import type { Ports } from '#server/ports.ts';
import { interaction } from '../domain/conversation/interaction.ts';
import { type Scope, system, type Tx } from '../ports/scope.ts';

const scope: Scope = system('record-survey-answer');

/**
 * Fixes a survey's answer inside the transaction that received it. The first score stays; a later comment is added. Answers the interactions to store
 * (none when the survey is unknown, another customer's, or answered already).
 */
export const applySurveyAnswer = async (
  ports: Ports,
  tx: Tx,
  answer: {
    surveyId: string;
    score: number;
    comment?: string;
    at: Date;
    customerId: string;
    conversationId?: string;
  },
): Promise<AnyInteraction[]> => {
  const survey = await ports.stores.surveys.get(scope, answer.surveyId, tx);
  if (!survey || survey.customerId !== answer.customerId) return [];
  if (survey.state === 'answered') {
    if (answer.comment && !survey.comment)
      await ports.stores.surveys.update(scope, survey.id, ['answered'], { comment: answer.comment }, tx);
    return [];
  }
  await ports.stores.surveys.update(
    scope,
    survey.id,
    ['sent'],
    {
      state: 'answered',
      score: answer.score,
      answeredAt: answer.at,
      ...(answer.comment ? { comment: answer.comment } : {}),
    },
    tx,
  );
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
      },
      after: { kind: survey.kind, surveyId: survey.id, score: answer.score },
    }),
  ];
};

import type { QuestionCause } from '#contracts/answer.ts';
import type { AnyInteraction } from '#contracts/events.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import { askedBefore } from '../domain/learning/asked-before.ts';
import type { OpenQuestion } from '../ports/learning-stores.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import type { Reaction } from './reaction.ts';

const scope = system('keep-questions');
const MAX_TEXT = 500;
const LOOK_BACK = 20;
/** Less than this says nothing to learn from. UTF-16 units. */
const MIN_TEXT = { ja: 3, en: 6 } as const;

/** What the customer had asked before a message. */
const askedIn = async (ports: Ports, conversationId: string, seq: number): Promise<string> => {
  const ask = { beforeSeq: seq, limit: LOOK_BACK, visible: 'public' } as const;
  return askedBefore(await ports.stores.messages.page(scope, conversationId, ask), MAX_TEXT);
};

const keep = async (
  ports: Ports,
  conversation: Conversation,
  question: Pick<OpenQuestion, 'id' | 'seq' | 'text' | 'cause' | 'at'>,
): Promise<void> => {
  if (question.text.length < MIN_TEXT[conversation.language]) return;
  const { customerId, id: conversationId, language } = conversation;
  await ports.stores.learning.questions.keep(scope, [{ ...question, customerId, conversationId, language }]);
};

const CAUSES: Partial<Record<string, QuestionCause>> = {
  'out-of-scope': 'out-of-scope',
  'clarify-failed': 'clarify-failed',
};

/** A turn that went to a person because nothing was found, or asking back failed. Which message was the turn's, its own reply tells. */
const ofTurn = async (ports: Ports, i: Extract<AnyInteraction, { type: 'bot.turned' }>): Promise<void> => {
  const conversation = await ports.stores.conversations.get(scope, i.refs.conversation ?? '');
  const decision = conversation?.bot.decision;
  if (!conversation || conversation.bot.turn !== i.after.turn || decision?.kind !== 'escalate') return;
  const cause = CAUSES[decision.reason];
  if (!cause || conversation.spam) return;
  const text = await askedIn(ports, conversation.id, conversation.bot.seenSeq + 1);
  await keep(ports, conversation, { id: i.id, seq: conversation.bot.seenSeq, text, cause, at: i.at });
};

/** An answer the customer called unhelpful: what they had asked. */
const ofVote = async (ports: Ports, i: Extract<AnyInteraction, { type: 'bot.voted' }>): Promise<void> => {
  if (i.after.helpful) return;
  const conversation = await ports.stores.conversations.get(scope, i.refs.conversation ?? '');
  if (!conversation) return;
  const text = await askedIn(ports, conversation.id, i.after.seq);
  const cause = i.after.by === 'thumb' ? 'not-helpful' : 'not-solved';
  // One answer is one question, however often it is judged.
  await keep(ports, conversation, { id: `vote-${i.refs.message}`, seq: i.after.seq, text, cause, at: i.at });
};

/** Keeps what the bot could not answer, or not well, for people to make answers of. */
export const keepQuestions: Reaction = {
  name: 'keep-questions',
  types: ['bot.turned', 'bot.voted'],
  run: async (ports, interactions) => {
    for (const i of interactions)
      if (i.type === 'bot.turned' && i.after.decision === 'escalate') await ofTurn(ports, i);
      else if (i.type === 'bot.voted') await ofVote(ports, i);
  },
};

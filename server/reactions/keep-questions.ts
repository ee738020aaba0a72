import type { QuestionCause } from '#contracts/answer.ts';
import type { AnyInteraction } from '#contracts/events.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Message } from '../domain/conversation/message.ts';
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

const before = (ports: Ports, conversationId: string, seq: number): Promise<Message[]> =>
  ports.stores.messages.page(scope, conversationId, {
    beforeSeq: seq,
    limit: LOOK_BACK,
    visible: 'public',
  });

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
  const messages = await before(ports, conversation.id, conversation.bot.seenSeq + 1);
  const replied = messages.findLast(({ direction }) => direction === 'outbound')?.extra.bot?.decision;
  // "That did not help" is no question: the vote it casts keeps what had been asked.
  if (cause === 'clarify-failed' && replied !== 'clarify') return;
  const text = askedBefore(messages, MAX_TEXT);
  await keep(ports, conversation, { id: i.id, seq: conversation.bot.seenSeq, text, cause, at: i.at });
};

/** An answer the customer called unhelpful: what they had asked. */
const ofVote = async (ports: Ports, i: Extract<AnyInteraction, { type: 'bot.voted' }>): Promise<void> => {
  if (i.after.helpful) return;
  const conversation = await ports.stores.conversations.get(scope, i.refs.conversation ?? '');
  if (!conversation) return;
  const text = askedBefore(await before(ports, conversation.id, i.after.seq), MAX_TEXT);
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

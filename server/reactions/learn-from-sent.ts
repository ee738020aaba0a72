import type { AnyInteraction } from '#contracts/events.ts';
import { sourceOf, wordsOf } from '../domain/assist/rank.ts';
import { askedBefore } from '../domain/learning/asked-before.ts';
import { maskPersonal } from '../domain/learning/mask-personal.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { knownToAgents } from '../queries/suggest-answers.ts';
import type { Reaction } from './reaction.ts';

const scope = system('learn-from-sent');
const LOOK_BACK = 20;
const MAX_TEXT = 300;
/** A question of fewer words says too little to be compared by. */
const FEWEST_WORDS = 2;

/** What the agent sent is looked for among the answers that fit the question, those that fit the reply, and the canned responses. */
const learn = async (ports: Ports, row: AnyInteraction): Promise<void> => {
  const [message, conversation] = await Promise.all([
    ports.stores.messages.get(scope, row.refs.message ?? ''),
    ports.stores.conversations.get(scope, row.refs.conversation ?? ''),
  ]);
  if (!message || !conversation || conversation.spam || message.author.kind !== 'agent') return;
  const { language } = conversation;
  const before = await ports.stores.messages.page(scope, conversation.id, {
    beforeSeq: message.seq,
    limit: LOOK_BACK,
    visible: 'public',
  });
  const asked = askedBefore(before, MAX_TEXT * 2);
  if (asked === '' || before.at(-1)?.direction !== 'inbound') return;
  const [byQuestion, byReply, { canned }] = await Promise.all([
    ports.bot.fits(asked, language),
    ports.bot.fits(message.text, language),
    knownToAgents(ports, language),
  ]);
  const prepared = canned.map(({ id, text }) => ({ kind: 'canned' as const, id, text }));
  const source = sourceOf(message.text, [...prepared, ...byQuestion, ...byReply]);
  const customer = source && (await ports.stores.customers.get(scope, conversation.customerId));
  if (!source || !customer) return;
  const text = maskPersonal(asked, [customer.name], language).slice(0, MAX_TEXT);
  const tokens = wordsOf(text);
  if (tokens.length < FEWEST_WORDS) return;
  await ports.stores.assist.examples.keep(scope, {
    id: message.id,
    customerId: conversation.customerId,
    conversationId: conversation.id,
    language,
    text,
    tokens,
    source,
    at: message.acceptedAt,
  });
};

/** What an agent sends after a question raises that article, answer or canned response for similar questions. */
export const learnFromSent: Reaction = {
  name: 'learn-from-sent',
  types: ['message.queued'],
  run: async (ports, interactions) => {
    for (const row of interactions)
      if (row.type === 'message.queued' && row.after.by === 'agent' && row.refs.message)
        await learn(ports, row);
  },
};

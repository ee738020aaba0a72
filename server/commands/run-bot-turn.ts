import type { BotAction, BotTurn, BotTurnResult } from '#contracts/bot.ts';
import type { AnyInteraction } from '#contracts/events.ts';
import type { Ports } from '#server/ports.ts';
import { citePolicy, policyOf } from '../domain/bot-policy/cite.ts';
import type { BotDecision, Conversation } from '../domain/conversation/conversation.ts';
import { interaction } from '../domain/conversation/interaction.ts';
import type { Message } from '../domain/conversation/message.ts';
import type { Customer } from '../domain/customer/customer.ts';
import { audienceFactsOf } from '../domain/customer/lifecycle.ts';
import { owedOf } from '../domain/routing/hand-over-card.ts';
import type { BotCall } from '../ports/dialog-stores.ts';
import { lostRace, type Scope, system, type Tx } from '../ports/scope.ts';
import { botHours } from '../queries/bot-hours.ts';
import { recordedContact } from '../queries/contact-of.ts';
import { keepCalls, startCalls } from './bot-calls.ts';
import { keepRecords } from './keep-records.ts';
import { afterSend, appendOutbound, type Sent } from './send-message.ts';
import { createPolisher, deferTurn } from './slow-turn.ts';
import { lastAnswerBefore, voteInWords } from './vote-answer.ts';

/** As much of one message is read by the bot, in UTF-16 units. Some characters grow eighteenfold when they are normalised. */
const READ_BY_BOT = 4_000;

const scope: Scope = system('run-bot-turn');
/** A message that comes while the bot thinks makes it think again, this often; then what it has is dropped and the next message tries. */
const MAX_RERUNS = 6;
const MAX_MESSAGES = 20;

interface Loaded {
  conversation: Conversation;
  customer: Customer;
  messages: Message[];
  /** The call whose answer is the input; then the messages wait. */
  answered?: BotCall;
}

const speaks = (c: Conversation | undefined): c is Conversation =>
  c !== undefined && c.status === 'bot' && c.speaker === 'bot' && !c.spam;

/** What is to be answered; undefined when the bot has nothing to say or may not speak. */
const load = async (ports: Ports, conversationId: string): Promise<Loaded | undefined> => {
  const conversation = await ports.stores.conversations.get(scope, conversationId);
  if (!speaks(conversation)) return undefined;
  const [customer, page] = await Promise.all([
    ports.stores.customers.get(scope, conversation.customerId),
    ports.stores.messages.page(scope, conversation.id, {
      afterSeq: conversation.bot.seenSeq,
      limit: MAX_MESSAGES,
      visible: 'public',
    }),
  ]);
  const messages = page.filter((m) => m.direction === 'inbound' && !m.late);
  if (!customer || customer.blocked) return undefined;
  const { dialog } = conversation.bot.state;
  const calls = dialog ? await ports.stores.botCalls.open(scope, conversation.id) : [];
  const answered = calls.find(({ state }) => state === 'answered');
  if (answered) return { conversation, customer, messages: [], answered };
  return messages.length === 0 ? undefined : { conversation, customer, messages };
};

/** Somebody the channel knows by an address alone is called by it until they are named; nobody is greeted by it. */
const isAddress = (name: string, { threads }: Conversation): boolean =>
  threads.some((t) => t.address === name);

/** The state a turn begins with: a reopened conversation is a new engagement; of promises the bot knows those still owed. */
const stateOf = (conversation: Conversation): BotTurn['state'] => {
  const { bot, cycle } = conversation;
  const { person } = bot.state;
  if ((bot.cycle ?? cycle) === cycle)
    return person
      ? { ...bot.state, person: { ...person, promises: owedOf(conversation).slice(0, 5) } }
      : bot.state;
  const { afterPeople: _people, person: _person, ...rest } = bot.state;
  return { ...rest, turns: 0 };
};

const turnOf = async (
  ports: Ports,
  { conversation, customer, messages, answered }: Loaded,
  now: Date,
): Promise<BotTurn> => {
  const account = await ports.channels.account(conversation.accountId);
  const { quickReplies, cards, maxText } = account
    ? ports.channels.capabilities(account)
    : { quickReplies: false, cards: false, maxText: 1_000 };
  const settings = await ports.stores.settings.current(scope);
  const { hours } = settings;
  const { cell, start } = citePolicy(settings, customer, conversation.channel);
  const aliases = await ports.stores.customers.aliases(scope, customer.id);
  const audience = audienceFactsOf(customer, await ports.stores.customers.orders(scope, aliases), now);
  const contact = customer.verified ? await recordedContact(ports, scope, customer.id) : {};
  return {
    conversationId: conversation.id,
    now: now.toISOString(),
    language: conversation.language,
    channel: conversation.channel,
    capabilities: { quickReplies, cards, maxText },
    customer: {
      id: customer.id,
      verified: customer.verified,
      ...audience,
      tags: [...(audience.tags ?? [])],
      vip: customer.vip,
      highTouch: customer.highTouch,
      ...(customer.verified && !isAddress(customer.name, conversation) ? { name: customer.name } : {}),
      ...contact,
      ...(customer.timeZone ? { timeZone: customer.timeZone } : {}),
    },
    policy: { cell, start, turnCap: policyOf(settings).turnCap },
    messages: messages.map((m) => ({
      seq: m.seq,
      text: m.text.slice(0, READ_BY_BOT),
      hasAttachment: m.attachments.length > 0,
      ...(m.payload ? { payload: m.payload } : {}),
    })),
    ...(answered
      ? {
          answered: {
            key: answered.id,
            ok: answered.outcome?.ok ?? false,
            dryRun: answered.outcome?.dryRun ?? false,
            answer: answered.outcome?.answer ?? {},
          },
        }
      : {}),
    state: stateOf(conversation),
    hours: botHours(hours, now, conversation.language),
  };
};

const decisionOf = (actions: readonly BotAction[]): BotDecision | undefined => {
  for (const a of actions) {
    if (a.type === 'escalate')
      return { kind: 'escalate', reason: a.reason, skills: a.skills, priority: a.priority, card: a.card };
    if (a.type === 'resolve') return { kind: 'resolve', confirmed: a.confirmed };
  }
  return undefined;
};

const think = async (ports: Ports, turn: BotTurn): Promise<BotTurnResult> => {
  try {
    return await ports.bot.turn(turn);
  } catch (error) {
    ports.log.error(
      { err: error, conversationId: turn.conversationId },
      'the bot failed; a person takes over',
    );
    const card = {
      summary: '',
      facts: turn.state.facts,
      tried: turn.state.tried,
      missing: [],
      mood: turn.state.mood,
    };
    return {
      actions: [{ type: 'escalate', reason: 'bot-failed', skills: [], priority: 'normal', card }],
      state: turn.state,
    };
  }
};

type Reply = Extract<BotAction, { type: 'reply' }>;

const summaryOf = (
  replies: readonly Reply[],
  decision: BotDecision | undefined,
): { decision: string; intent?: string; confidence?: number; articleIds: string[] } => {
  const facts = replies.map((r) => r.extra.bot).find((b) => b !== undefined);
  return {
    decision: decision?.kind ?? facts?.decision ?? 'answer',
    articleIds: [...new Set(replies.flatMap((r) => r.citations.map((c) => c.articleId)))],
    ...(facts?.intent ? { intent: facts.intent } : {}),
    ...(facts?.confidence === undefined ? {} : { confidence: facts.confidence }),
  };
};

interface Outcome {
  sents: Sent[];
  conversation: Conversation;
  rows: AnyInteraction[];
  calls: string[];
}

interface Judged {
  message: Message;
  helpful: boolean;
}

/** The answer that the customer judged with what they wrote. */
const judgedBy = async (
  ports: Ports,
  { conversation, messages }: Loaded,
  actions: readonly BotAction[],
): Promise<Judged | undefined> => {
  const vote = actions.find((a) => a.type === 'vote');
  const message = vote && (await lastAnswerBefore(ports, conversation.id, messages[0]?.seq ?? 0));
  return vote && message ? { message, helpful: vote.helpful } : undefined;
};

/** Saves state, actions and turn number under the conversation's version, or nothing. `undefined`: something changed meanwhile. */
const save = async (
  ports: Ports,
  tx: Tx,
  loaded: Loaded,
  result: BotTurnResult,
  ms: number,
  judged: Judged | undefined,
): Promise<Outcome | undefined> => {
  const now = ports.clock.now();
  let current = await ports.stores.conversations.get(scope, loaded.conversation.id, tx);
  if (current?.version !== loaded.conversation.version) return undefined;
  const decision = decisionOf(result.actions);
  const replies = result.actions.filter((a): a is Reply => a.type === 'reply');
  const facts = summaryOf(replies, decision);
  const language = result.actions.find((a) => a.type === 'set-language')?.language ?? current.language;
  const seenSeq = Math.max(current.bot.seenSeq, ...loaded.messages.map((m) => m.seq));
  const turn = current.bot.turn + 1;
  const set: Partial<Conversation> = {
    bot: { state: result.state, seenSeq, turn, cycle: current.cycle, ...(decision ? { decision } : {}) },
    language,
    botInvolved: true,
    updatedAt: now,
    articleIds: [...new Set([...current.articleIds, ...facts.articleIds])].slice(-20),
    ...(facts.intent ? { intent: facts.intent } : {}),
  };
  current =
    (await ports.stores.conversations.update(scope, current.id, current.version, { set }, tx)) ?? lostRace();
  const sents: Sent[] = [];
  for (const reply of replies) {
    const extra = {
      ...reply.extra,
      ...(reply.quickReplies.length ? { quickReplies: reply.quickReplies } : {}),
      ...(reply.citations.length ? { citations: reply.citations } : {}),
    };
    const sent = await appendOutbound(ports, scope, tx, current, {
      conversationId: current.id,
      text: reply.text,
      by: 'bot',
      extra,
    });
    current = sent.conversation;
    sents.push(sent);
  }
  if (loaded.answered)
    await ports.stores.botCalls.update(scope, loaded.answered.id, ['answered'], { state: 'told' }, tx);
  const calls = await keepCalls(ports, tx, current, result.actions);
  const records = await keepRecords(ports, tx, current, result.actions);
  const vote = judged && (await voteInWords(ports, tx, judged.message, judged.helpful));
  const row = interaction('bot.turned', {
    id: ports.newId(),
    now,
    actor: { kind: 'bot' },
    refs: { customer: current.customerId, conversation: current.id },
    after: { turn, ms, ...facts },
  });
  await ports.stores.interactions.insert(scope, [row], tx);
  return { sents, conversation: current, rows: [row, ...(vote ? [vote] : []), ...records], calls };
};

/** A reply that was being made when a person took over: kept as a fact, never sent. */
const drop = async (ports: Ports, loaded: Loaded, cause: string): Promise<void> => {
  const row = interaction('bot.dropped', {
    id: ports.newId(),
    now: ports.clock.now(),
    actor: { kind: 'bot' },
    refs: { customer: loaded.conversation.customerId, conversation: loaded.conversation.id },
    after: { turn: loaded.conversation.bot.turn + 1, cause },
  });
  await ports.stores.transaction(scope, (tx) => ports.stores.interactions.insert(scope, [row], tx));
  ports.dispatch([row]);
};

/**
 * How a turn is run: `quick` leaves it to a job when the language model may have a say in it, `slow` asks the model, `plain` does without.
 */
export type TurnMode = 'quick' | 'slow' | 'plain';

/**
 * One turn of the bot over everything the customer wrote since its last. Idempotent: with nothing new it does nothing. Callers run the turns of one
 * conversation one at a time; should two overlap, the version lets one through.
 */
export const runBotTurn = async (
  ports: Ports,
  conversationId: string,
  mode: TurnMode = 'quick',
): Promise<void> => {
  const polisher = mode === 'slow' ? createPolisher(ports) : undefined;
  try {
    await takeTurns(ports, conversationId, mode, polisher);
  } finally {
    polisher?.end();
  }
};

const takeTurns = async (
  ports: Ports,
  conversationId: string,
  mode: TurnMode,
  polisher: ReturnType<typeof createPolisher> | undefined,
): Promise<void> => {
  for (let run = 0; run < MAX_RERUNS; run++) {
    const loaded = await load(ports, conversationId);
    if (!loaded) return;
    const startedAt = performance.now();
    const turn = await turnOf(ports, loaded, ports.clock.now());
    const plain = await think(ports, turn);
    if (mode === 'quick' && (await deferTurn(ports, turn, plain))) return;
    const result = polisher ? await polisher.polish(turn, plain, loaded.messages.at(-1)) : plain;
    // A call is being made: its answer comes first, then these messages.
    if (result.actions.some((a) => a.type === 'hold')) return;
    const ms = Math.round(performance.now() - startedAt);
    const judged = await judgedBy(ports, loaded, result.actions);
    const outcome = await ports.stores.transaction(scope, (tx) =>
      save(ports, tx, loaded, result, ms, judged),
    );
    if (outcome) {
      for (const sent of outcome.sents) afterSend(ports, sent);
      ports.dispatch(outcome.rows, { conversations: [outcome.conversation] });
      startCalls(ports, outcome.calls);
      // What was written while the call was made comes after its answer.
      if (loaded.answered) continue;
      return;
    }
    if (!speaks(await ports.stores.conversations.get(scope, conversationId)))
      return drop(ports, loaded, 'human-took-over');
  }
};

import { makeBot } from '#bot/test-bot.ts';
import { itemsOf } from '#channels/web-chat/split.ts';
import type { BotTurn, BotTurnResult } from '#contracts/bot.ts';
import { MODEL_DEFAULTS, type ModelLimits, type ModelMay } from '#contracts/model.ts';
import { runBotTurn } from '#server/commands/run-bot-turn.ts';
import { updateModel } from '#server/commands/save-model.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
import type { Message } from '#server/domain/conversation/message.ts';
import { type Scope, system } from '#server/ports/scope.ts';
import { type AgentScope, addAgent, createFloor, type Floor } from '#test/kit/floor.ts';
import { createTestPorts, type TestPorts, testAccount } from '#test/kit/ports.ts';
import { type ScriptedModel, startScriptedModel } from '#test/kit/scripted-model.ts';

const scope = system('test');
export const ADMIN: Scope = { kind: 'agent', agentId: 'admin', role: 'administrator', teamIds: [] };
const HANA = { sub: 'hana-7', name: 'Hana Sato', email: 'hana@customer.example' };

const ALL: ModelMay = {
  rephrase: true,
  choose: true,
  summaries: true,
  handOverSummaries: true,
  suggestions: true,
  translation: true,
};
/** What the customer orders the model to do is nothing to the recognizer: the model gets it all the same. */
const ORDER = /<<OBEY>>[\s\S]*?<<END>>/g;

/** A chat with the demo shop's bot on real stores, and a model that obeys everybody. */
export interface Desk {
  test: TestPorts;
  floor: Floor;
  agent: AgentScope;
  api: ScriptedModel;
  /** Takes the place of the bot's own turn where it answers something. */
  instead(turn: ((turn: BotTurn) => BotTurnResult | undefined) | undefined): void;
  allow(may?: Partial<ModelMay>, limits?: Partial<ModelLimits>): Promise<void>;
  /** The customer writes; reactions run, jobs do not. */
  writes(text: string): Promise<Conversation>;
  conversation(): Promise<Conversation>;
  /** Runs the slow turns that were asked for; answers how many. */
  work(): Promise<number>;
  said(by?: 'bot' | 'agent'): Promise<Message[]>;
  /** Partial texts that a visitor saw, in order; undefined = taken away. */
  partials(): (string | undefined)[];
  close(): Promise<void>;
}

const bot = makeBot([]);
let count = 0;

export const openDesk = async (mongoUri: string): Promise<Desk> => {
  const api = await startScriptedModel();
  let other: ((turn: BotTurn) => BotTurnResult | undefined) | undefined;
  const test = await createTestPorts({
    mongoUri,
    now: new Date('2026-11-24T03:00:00Z'),
    bot: async (turn) =>
      other?.(turn) ??
      bot.turn({
        ...turn,
        messages: turn.messages.map((one) => ({ ...one, text: one.text.replace(ORDER, '').trim() })),
      }),
    fits: (text, language) => bot.fits(text.replace(ORDER, ''), language),
  });
  const floor = await createFloor(test);
  const agent = await addAgent(floor, 'ana', { name: 'Ana Aoi' });
  const account = testAccount({ id: 'chat', channel: 'web-chat', adapter: 'web-chat' });
  await test.ports.stores.accounts.save(scope, account, undefined);
  const conversation = async (): Promise<Conversation> => {
    const ask = { sort: 'newest' as const, includeSpam: true };
    const [one] = (await test.ports.stores.conversations.list(scope, ask, { limit: 1 })).items;
    if (!one) throw new Error('no conversation');
    return one;
  };
  return {
    test,
    floor,
    agent,
    api,
    conversation,
    instead: (turn) => {
      other = turn;
    },
    allow: async (may = ALL, limits = {}) => {
      const off = { ...MODEL_DEFAULTS.may, ...may };
      const set = { ...MODEL_DEFAULTS.limits, timeoutMs: 2_000, ...limits };
      const input = {
        enabled: true,
        url: api.url,
        model: 'small',
        key: 'sk-secret-key',
        may: off,
        limits: set,
      };
      await updateModel(test.ports, ADMIN, input);
    },
    writes: async (text) => {
      count += 1;
      const data = { clientId: `client-${count}`, text };
      const from = { accountId: 'chat', visitor: 'visitor-0001', user: HANA };
      const items = itemsOf(from, { event: 'message.send', data } as never, test.clock.now());
      await test.intake.accept({ accountId: 'chat', items, receivedAt: test.clock.now() });
      await test.settled();
      return conversation();
    },
    work: async () => {
      const jobs = test.jobs.splice(0).filter(({ name }) => name === 'slow-bot-turn');
      for (const { data } of jobs)
        await runBotTurn(test.ports, (data as { conversationId: string }).conversationId, 'slow');
      await test.settled();
      return jobs.length;
    },
    said: async (by = 'bot') => {
      const { id } = await conversation();
      const page = await test.ports.stores.messages.page(scope, id, { limit: 100, visible: 'public' });
      return page.filter(({ author }) => author.kind === by);
    },
    partials: () =>
      test.pushed.flatMap(({ name, data }) => {
        const { state } = data as { state?: { partial?: string } };
        return name === 'visitor' && state ? [state.partial] : [];
      }),
    close: async () => {
      await test.close();
      await api.close();
    },
  };
};

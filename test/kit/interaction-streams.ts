import fc from 'fast-check';
import type { AnyInteraction, EventActor, EventAfter, EventType } from '#contracts/events.ts';
import type { Channel } from '#contracts/message.ts';
import { interaction } from '#server/domain/conversation/interaction.ts';

/** One random step in the life of a shop; numbers are drawn freely and brought into range when it is told. */
export interface Step {
  kind: number;
  /** Which of the conversations. */
  which: number;
  minutes: number;
  agent: number;
  score: number;
}

export const steps = (max: number): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      kind: fc.nat(18),
      which: fc.nat(5),
      // Steps of hours as well as minutes, so that returns lie on both sides of 72 h, and none at all, so that instants coincide.
      minutes: fc.oneof(fc.constant(0), fc.nat(30), fc.nat(60 * 40)),
      agent: fc.nat(2),
      score: fc.nat(10),
    }),
    { minLength: 1, maxLength: max, size: 'max' },
  );

const AGENTS = ['ana', 'ben', 'cleo'];
const TEAMS = ['east', 'west'];
const CHANNELS: Channel[] = ['web-chat', 'sms'];
const SYSTEM: EventActor = { kind: 'system' };

interface Life {
  conversation: string;
  customer: string;
  channel: Channel;
  state: 'none' | 'open' | 'resolved';
  cycle: number;
  escalation: number;
  waiting: boolean;
  surveys: number;
  answered: number;
}

/** Tells the steps as interactions a server could have written: six conversations of three customers, on two channels. */
export const tellStream = (input: readonly Step[], from: Date): AnyInteraction[] => {
  const rows: AnyInteraction[] = [];
  let at = from.getTime();
  const lives = Array.from(
    { length: 6 },
    (_, i): Life => ({
      conversation: `k${i}`,
      customer: `c${i % 3}`,
      channel: CHANNELS[i % 2] ?? 'sms',
      state: 'none',
      cycle: 1,
      escalation: 0,
      waiting: false,
      surveys: 0,
      answered: 0,
    }),
  );
  const tell = <T extends EventType>(
    life: Life,
    type: T,
    actor: EventActor,
    after: EventAfter<T>,
    before?: Record<string, unknown>,
  ): void => {
    rows.push(
      interaction(type, {
        id: `i${String((rows.length * 7_919) % 100_003).padStart(6, '0')}`,
        now: new Date(at),
        actor,
        refs: {
          customer: life.customer,
          conversation: life.conversation,
          ...(type.startsWith('escalation.')
            ? { escalation: `${life.conversation}-e${life.escalation}` }
            : {}),
        },
        ...(before ? { before } : {}),
        after,
      }),
    );
  };
  for (const step of input) {
    at += step.minutes * 60_000;
    const life = lives[step.which];
    if (life) live(life, step, tell);
  }
  return rows;
};

type Tell = <T extends EventType>(
  life: Life,
  type: T,
  actor: EventActor,
  after: EventAfter<T>,
  before?: Record<string, unknown>,
) => void;

const begin = (life: Life, tell: Tell): void => {
  const customer: EventActor = { kind: 'customer', id: life.customer };
  const { channel } = life;
  if (life.state === 'none')
    tell(life, 'conversation.opened', customer, { channel, status: 'bot', startedBy: 'customer' });
  else {
    const cycle = life.cycle;
    life.cycle += 1;
    tell(life, 'conversation.reopened', customer, { status: 'bot', cycle: life.cycle, channel }, { cycle });
  }
  life.state = 'open';
};

/** What the bot did, and what its customer said of it. */
const botActs = (life: Life, step: Step, tell: Tell): (() => void)[] => {
  const customer: EventActor = { kind: 'customer', id: life.customer };
  const { channel } = life;
  return [
    () => {
      tell(life, 'bot.turned', { kind: 'bot' }, turned(step));
      tell(life, 'message.queued', { kind: 'bot' }, { seq: 2, channel, by: 'bot' });
    },
    () =>
      tell(
        life,
        'escalation.initiated',
        { kind: 'bot' },
        {
          reason: 'out-of-scope',
          skills: [],
          priority: 'normal',
          mood: 'calm',
          intent: INTENTS[step.agent] ?? 'returns',
        },
      ),
    () => tell(life, 'customer.asked-twice', customer, { seq: 3, firstSeq: 1, similarity: 0.9 }),
    () =>
      tell(life, 'bot.voted', customer, {
        seq: step.score % 2,
        helpful: step.score > 5,
        by: 'thumb',
        intent: INTENTS[step.agent] ?? 'returns',
        articleIds: [`article-${step.agent}`],
      }),
  ];
};

const live = (life: Life, step: Step, tell: Tell): void => {
  const customer: EventActor = { kind: 'customer', id: life.customer };
  const agentId = AGENTS[step.agent] ?? 'ana';
  const agent: EventActor = { kind: 'agent', id: agentId };
  const { channel } = life;
  if (life.state !== 'open') {
    if (step.kind <= 8 || life.state === 'none') {
      begin(life, tell);
      tell(life, 'message.received', customer, { seq: 1, channel });
    } else rate(life, step, tell);
    return;
  }
  const acts: (() => void)[] = [
    () =>
      tell(life, 'message.received', customer, {
        seq: 1,
        channel,
        ...(step.score > 8 ? { late: true } : {}),
      }),
    () => tell(life, 'message.queued', { kind: 'bot' }, { seq: 2, channel, by: 'bot' }),
    () => tell(life, 'message.queued', agent, { seq: 2, channel, by: 'agent' }),
    () => tell(life, 'message.queued', SYSTEM, { seq: 2, channel, by: 'system' }),
    () => {
      life.escalation += 1;
      life.waiting = true;
      tell(life, 'escalation.queued', { kind: 'bot' }, { queueId: 'q', skills: [] });
    },
    () => {
      if (!life.waiting) return;
      life.waiting = false;
      tell(life, 'escalation.accepted', agent, { agentId, waitMs: step.score * 1_000 });
      tell(life, 'conversation.assigned', agent, {
        assigneeId: agentId,
        teamId: TEAMS[step.agent % 2] ?? 'east',
      });
    },
    () => tell(life, 'conversation.assigned', agent, step.score > 4 ? { assigneeId: agentId } : {}),
    () => {
      life.state = 'resolved';
      life.waiting = false;
      tell(life, 'conversation.resolved', step.score > 5 ? { kind: 'bot' } : agent, {
        cycle: life.cycle,
        by: step.score > 5 ? 'bot' : 'agent',
        ...(step.score > 7 ? { confirmed: true } : {}),
      });
    },
    () => tell(life, 'conversation.spam-marked', agent, {}),
    () => tell(life, 'conversation.spam-cleared', agent, {}),
    () => tell(life, 'message.failed', SYSTEM, { attempt: 1, reason: 'gone' }),
    () => tell(life, 'span.recorded', agent, { agentId, ms: step.score * 1_000, from: '', to: '' }),
    () => rate(life, step, tell),
    () => tell(life, 'conversation.handed-back', agent, {}),
    () => tell(life, 'message.echoed', { kind: 'agent' }, { seq: 2, channel }),
    ...botActs(life, step, tell),
  ];
  acts[step.kind]?.();
};

const INTENTS = ['returns', 'opening-hours', 'order-status'];
const DECISIONS = ['answer', 'clarify', 'smalltalk', 'dialog', 'escalate'];
/** A turn of the bot about one thing, or none. */
const turned = ({ agent, score }: Step): EventAfter<'bot.turned'> => ({
  turn: 1,
  decision: DECISIONS[score % 5] ?? 'answer',
  ...(score % 3 === 0 ? {} : { intent: INTENTS[agent] ?? 'returns' }),
  articleIds: score % 5 === 0 ? [`article-${agent}`] : [],
  ms: 1,
});

/** A survey is sent or answered, or a resolution undone. */
const rate = (life: Life, step: Step, tell: Tell): void => {
  const kind = step.agent === 0 ? ('nps' as const) : ('csat' as const);
  if (life.state === 'resolved' && step.score === 10) {
    life.state = 'open';
    const { cycle } = life;
    tell(life, 'conversation.reopened', SYSTEM, { status: 'open', cycle }, { cycle, undo: true });
  } else if (life.answered < life.surveys) {
    life.answered += 1;
    const surveyId = `${life.conversation}-s${life.answered}`;
    tell(
      life,
      'survey.answered',
      { kind: 'customer', id: life.customer },
      { kind, surveyId, score: Math.min(5, Math.max(1, step.score)) },
    );
  } else {
    life.surveys += 1;
    const surveyId = `${life.conversation}-s${life.surveys}`;
    tell(life, 'survey.sent', SYSTEM, {
      kind,
      surveyId,
      channel: life.channel,
      agentId: AGENTS[step.agent] ?? 'ana',
    });
  }
};

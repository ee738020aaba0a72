import { DAY, HOUR, MINUTE, SECOND } from '#contracts/time.ts';
import type { Agent } from '../domain/routing/escalation.ts';
import { isOpen, nextOpening } from '../domain/sla/business-hours.ts';
import { isLastMonth, pastMoments } from './calendar.ts';
import type { DemoCustomer } from './people.ts';
import type { Random } from './random.ts';
import { demoSettings } from './staff.ts';
import type { Story } from './story.ts';
import type { StoryRows } from './story-base.ts';
import { startStory, tellHandOver, tellOpening, type World } from './telling.ts';
import type { Topic } from './topic.ts';
import { COMMENTS, THANKS, TOPICS } from './topics.ts';

const ASK = {
  csat: {
    ja: '灯屋をご利用いただきありがとうございます。今回の対応はいかがでしたか。',
    en: 'Thank you for contacting Akariya. How did we do this time?',
  },
  nps: {
    ja: '灯屋を親しい方にすすめたいと思いますか。0〜10でお聞かせください。',
    en: 'How likely are you to recommend Akariya, from 0 to 10?',
  },
} as const;

const repeat = <T>(cards: readonly (readonly [T, number])[]): T[] =>
  cards.flatMap(([card, count]) => Array.from({ length: count }, () => card));

/** How often each answer comes, of 25: small decks, so that no single week falls out of the row. */
type Answers = readonly (readonly [score: number, count: number])[];
interface Shares {
  /** Of a hundred the bot could have settled, how many it does. */
  helped: number;
  people: Answers;
  bot: Answers;
  nps: Answers;
}
const LAST: Shares = {
  helped: 57,
  people: [
    [5, 14],
    [4, 8],
    [3, 1],
    [2, 1],
    [1, 1],
  ],
  bot: [
    [5, 12],
    [4, 9],
    [3, 2],
    [2, 1],
    [1, 1],
  ],
  nps: [
    [10, 7],
    [9, 6],
    [8, 5],
    [7, 3],
    [6, 2],
    [4, 1],
    [1, 1],
  ],
};
const BEFORE: Shares = {
  helped: 53,
  people: [
    [5, 13],
    [4, 8],
    [3, 2],
    [2, 1],
    [1, 1],
  ],
  bot: [
    [5, 12],
    [4, 8],
    [3, 2],
    [2, 2],
    [1, 1],
  ],
  nps: [
    [10, 6],
    [9, 6],
    [8, 5],
    [7, 4],
    [6, 2],
    [4, 1],
    [1, 1],
  ],
};

/** What is dealt in one month: shares that hold over the month, so that one can be set beside the other. */
const dealt = (random: Random, shares: Shares) => ({
  helped: random.deck(
    repeat([
      [true, shares.helped],
      [false, 100 - shares.helped],
    ]),
  ),
  people: random.deck(repeat(shares.people)),
  bot: random.deck(repeat(shares.bot)),
  nps: random.deck(repeat(shares.nps)),
});
type Dealt = ReturnType<typeof dealt>;

interface Past extends World {
  last: Dealt;
  before: Dealt;
  topic: () => Topic;
  /** When each customer was last here, with whom something is going on now, and who was asked for NPS. */
  lastAt: Map<string, number>;
  busy: ReadonlySet<string>;
  askedNps: Set<string>;
}
const monthOf = (past: Past, at: Date): Dealt => (isLastMonth(at, past.now) ? past.last : past.before);

const HOURS = demoSettings().hours;
/** Under the automation rate's 72 hours with room for the telling. */
const APART_MS = 4 * DAY;
/** Of those the bot had helped, so many write again within the 72 hours. */
const RETURNS = 0.035;

/** Looked at before a customer who was just here is given up on: in the first hours there is none. */
const TRIES = 2_000;

/** Somebody who has not been here for days, and now and then somebody who just was. */
const nextCustomer = (past: Past, at: Date): DemoCustomer => {
  const { random, customers, lastAt, busy, now } = past;
  const comesBack = random.chance(RETURNS);
  const soon = now.getTime() - at.getTime() < APART_MS;
  for (let tries = 0; ; tries++) {
    const who = random.pick(customers);
    const { id } = who.customer;
    if (soon && busy.has(id)) continue;
    const ago = at.getTime() - (lastAt.get(id) ?? 0);
    if (comesBack && tries < TRIES ? ago > HOUR && ago < 2 * DAY : ago > APART_MS) return who;
  }
};

/** Who speaks the language and knows the matter; who serves much serves more. */
const agentFor = ({ random, staff }: World, topic: Topic, language: 'ja' | 'en'): Agent => {
  const [skill = 'orders'] = topic.skills;
  if (language === 'en' && skill !== 'corporate' && random.chance(0.85)) {
    const li = staff.colleagues.find((agent) => agent.id === 'demo-li') ?? staff.emma;
    return skill === 'technical' || random.chance(0.25) ? li : staff.emma;
  }
  const able = [staff.sato, staff.sato, ...staff.colleagues, staff.emma].filter((agent) =>
    agent.skills.includes(skill),
  );
  return random.pick(able);
};
/** How fast somebody is; the month before, everybody was a little slower. */
const paceOf = (past: Past, agent: Agent, at: Date): number =>
  (isLastMonth(at, past.now) ? 1 : 1.04) * (0.8 + (agent.name.length % 5) * 0.11);

const tellPeople = (past: Past, story: Story, topic: Topic, language: 'ja' | 'en'): Agent => {
  const { random } = past;
  const agent = agentFor(past, topic, language);
  const pace = paceOf(past, agent, story.at);
  // The longer waits are the rarer ones.
  const some = (from: number, to: number): number =>
    Math.round((from + random.next() ** 1.6 * (to - from)) * pace) * SECOND;
  const opensAt = isOpen(HOURS, story.at) ? undefined : nextOpening(HOURS, story.at);
  tellHandOver(past, story, topic, language, opensAt !== undefined);
  if (opensAt) story.wait(opensAt.getTime() - story.at.getTime());
  story.wait(some(15, 420)).accept(agent).wait(some(25, 420));
  story.agent(agent, random.pick(topic.agent[language])).span(agent, some(60, 420));
  if (random.chance(0.45))
    story
      .wait(random.int(1, 9) * MINUTE)
      .customer(random.pick(topic.follows[language]))
      .wait(some(40, 600))
      .agent(agent, random.pick(topic.agent[language]))
      .span(agent, some(40, 260));
  if (random.chance(0.15))
    story.note(
      agent,
      language === 'ja'
        ? '倉庫に在庫あり。次回は直接手配でよい。'
        : 'In stock at the warehouse; can be sent at once next time.',
    );
  story.wait(some(60, 2_400));
  if (random.chance(0.8)) story.customer(random.pick(THANKS[language])).wait(some(40, 500));
  story.resolve('agent', agent);
  return agent;
};

const tellSurveys = (past: Past, story: Story, who: DemoCustomer, withPeople: boolean): void => {
  const { random, now } = past;
  const { language, id } = who.customer;
  if (story.at.getTime() + 10 * MINUTE > now.getTime()) return;
  const month = monthOf(past, story.at);
  const score = random.chance(withPeople ? 0.48 : 0.33)
    ? (withPeople ? month.people : month.bot)()
    : undefined;
  const comment =
    score !== undefined && random.chance(score >= 4 ? 0.3 : 0.6)
      ? random.pick(COMMENTS[language][score >= 4 ? 'good' : 'bad'])
      : undefined;
  story.csat(ASK.csat[language], score, comment);
  const dueAt = story.at.getTime() + 27 * HOUR;
  if (past.askedNps.has(id) || dueAt > now.getTime() || !random.chance(0.4)) return;
  past.askedNps.add(id);
  story.nps(ASK.nps[language], random.chance(0.5) ? monthOf(past, new Date(dueAt)).nps() : undefined);
};

const tellOne = (past: Past, n: number, at: Date): StoryRows | undefined => {
  const { random } = past;
  const who = nextCustomer(past, at);
  const language = who.customer.language;
  const topic = past.topic();
  const story = startStory(past, `demo-c-${n}`, who, topic, at);
  tellOpening(past, story, topic, language);
  // At night people ask what the bot can answer; what it cannot, they ask by day.
  const alone = isOpen(HOURS, at)
    ? random.chance(topic.botShare) && monthOf(past, at).helped()
    : random.chance(0.95);
  if (alone)
    story
      .wait(random.int(20, 200) * SECOND)
      .customer(random.pick(THANKS[language]))
      .wait(2 * SECOND)
      .resolve('bot');
  else tellPeople(past, story, topic, language);
  if (story.at.getTime() > past.now.getTime() - MINUTE) return undefined;
  past.lastAt.set(who.customer.id, story.at.getTime());
  tellSurveys(past, story, who, !alone);
  const { staff } = past;
  story.seen([staff.administrator, staff.manager, staff.sato, staff.emma].map((agent) => agent.id));
  return story.rows;
};

/** Two months of conversations that are over, with their surveys. `busy`: customers with whom something is going on now. */
export const pastMonths = (world: World, busy: readonly DemoCustomer[]): StoryRows[] => {
  const { random } = world;
  const past: Past = {
    ...world,
    last: dealt(random, LAST),
    before: dealt(random, BEFORE),
    topic: random.deck(repeat(TOPICS.map((topic) => [topic, topic.weight] as const))),
    lastAt: new Map(),
    busy: new Set(busy.map(({ customer }) => customer.id)),
    askedNps: new Set(),
  };
  return pastMoments(random, world.now).flatMap((at, n) => tellOne(past, n, at) ?? []);
};

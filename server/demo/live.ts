import { HOUR, MINUTE, SECOND } from '#contracts/time.ts';
import type { Agent } from '../domain/routing/escalation.ts';
import type { DemoCustomer } from './people.ts';
import type { Story } from './story.ts';
import type { StoryRows } from './story-base.ts';
import { startStory, tellHandOver, tellOpening, type World } from './telling.ts';
import type { Topic } from './topic.ts';
import { TOPICS } from './topics.ts';

interface Live {
  story: Story;
  topic: Topic;
  language: 'ja' | 'en';
}

/** Of the live conversations, which are in English; of those that are held, Emma has them. */
const isEnglish = (n: number): boolean => n % 5 === 2 || n % 5 === 4;
const HELD = 11;
const COUNT = 33;

/** With whom something is going on now, in the order of the telling. The one who is signed in at /demo is not among them. */
export const liveCustomers = ({ customers }: World): DemoCustomer[] => {
  const of = (language: 'ja' | 'en') =>
    customers.filter(({ customer }) => customer.language === language && customer.id !== 'demo-hanako');
  const [ja, en] = [of('ja'), of('en')];
  return Array.from({ length: COUNT }, (_, n) => (isEnglish(n) ? en : ja)[n]).filter(
    (who) => who !== undefined,
  );
};

/** What is going on now: open, waiting, with the bot, snoozed, missed; so that the inbox is alive at the first sign-in. */
export const liveConversations = (world: World): StoryRows[] => {
  const { random, staff, now } = world;
  const customers = liveCustomers(world);
  const rows: StoryRows[] = [];
  let n = 0;
  const begin = (minutesAgo: number, holder?: Agent): Live => {
    const who = customers[n];
    // In turn, but for what its holder has no skill for.
    const topic = [...TOPICS.slice(n % TOPICS.length), ...TOPICS].find(
      ({ skills }) => !holder || skills.every((skill) => holder.skills.includes(skill)),
    );
    if (!who || !topic) throw new Error('no people or topics');
    const story = startStory(
      world,
      `demo-live-${n}`,
      who,
      topic,
      new Date(now.getTime() - minutesAgo * MINUTE),
    );
    n += 1;
    rows.push(story.rows);
    tellOpening(world, story, topic, who.customer.language);
    return { story, topic, language: who.customer.language };
  };
  const held = (agent: Agent, minutesAgo: number): Live => {
    const live = begin(minutesAgo, agent);
    tellHandOver(world, live.story, live.topic, live.language);
    live.story
      .wait(random.int(20, 90) * SECOND)
      .accept(agent)
      .wait(random.int(30, 90) * SECOND)
      .agent(agent, random.pick(live.topic.agent[live.language]));
    return live;
  };
  for (let i = 0; i < HELD; i++) {
    const holder = isEnglish(i) ? staff.emma : staff.sato;
    const { story, topic, language } = held(holder, 12 + i * 15);
    if (i % 3 !== 1) story.wait(random.int(40, 200) * SECOND).customer(random.pick(topic.follows[language]));
    if (i === 3)
      story.note(staff.emma, '@佐藤 健 倉庫に同じ型が3点あります。15時までの手配で木曜着です。', [
        staff.sato.id,
      ]);
    if (i === 4)
      story.wait(30 * SECOND).agent(holder, random.pick(topic.agent[language]), 'delivery-unreachable');
  }
  for (let i = 0; i < 6; i++) waits(world, begin(3 + i * 6));
  for (let i = 0; i < 9; i++) begin(1 + i * 9);
  for (let i = 0; i < 4; i++)
    held(staff.sato, 240 + i * 50).story.snooze(staff.sato, new Date(now.getTime() + (i + 2) * HOUR));
  for (let i = 0; i < 3; i++) {
    const live = begin(600 + i * 45);
    waits(world, live);
    live.story.missed();
  }
  return rows;
};

const waits = (world: World, { story, topic, language }: Live): void =>
  tellHandOver(world, story, topic, language);

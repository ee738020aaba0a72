import { HOUR, MINUTE, SECOND } from '#contracts/time.ts';
import type { Agent } from '../domain/routing/escalation.ts';
import { startStory, tellHandOver, tellOpening, type World } from './history.ts';
import type { Story } from './story.ts';
import type { StoryRows } from './story-base.ts';
import { TOPICS, type Topic } from './topics.ts';

interface Live {
  story: Story;
  topic: Topic;
  language: 'ja' | 'en';
}

/** What is going on now: open, waiting, with the bot, snoozed, missed; so that the inbox is alive at the first sign-in. */
export const liveConversations = (world: World): StoryRows[] => {
  const { random, staff, customers, now } = world;
  const rows: StoryRows[] = [];
  let n = 0;
  const begin = (minutesAgo: number): Live => {
    const who = customers[n % customers.length];
    const topic = TOPICS[n % TOPICS.length];
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
    const live = begin(minutesAgo);
    tellHandOver(world, live.story, live.topic, live.language);
    live.story
      .wait(random.int(20, 90) * SECOND)
      .accept(agent)
      .wait(random.int(30, 90) * SECOND)
      .agent(agent, random.pick(live.topic.agent[live.language]));
    return live;
  };
  for (let i = 0; i < 9; i++) {
    const { story, topic, language } = held(i % 3 === 2 ? staff.emma : staff.sato, 12 + i * 17);
    if (i % 3 !== 1) story.wait(random.int(40, 200) * SECOND).customer(random.pick(topic.follows[language]));
    if (i === 2)
      story.note(staff.emma, '@佐藤 健 倉庫に同じ型が3点あります。15時までの手配で木曜着です。', [
        staff.sato.id,
      ]);
    if (i === 4)
      story.wait(30 * SECOND).agent(staff.sato, random.pick(topic.agent[language]), 'delivery-unreachable');
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

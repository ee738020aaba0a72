import { HOUR, MINUTE, SECOND } from '#contracts/time.ts';
import type { Agent, Queue } from '../domain/routing/escalation.ts';
import type { Article } from '../ports/content-stores.ts';
import type { DemoCustomer } from './people.ts';
import type { Random } from './random.ts';
import type { Staff } from './staff.ts';
import { Story } from './story.ts';
import type { StoryRows } from './story-base.ts';
import { COMMENTS, GREETING, HAND_OVER, THANKS, TOPICS, type Topic } from './topics.ts';

export interface World {
  random: Random;
  now: Date;
  customers: readonly DemoCustomer[];
  staff: Staff;
  articles: readonly Article[];
}

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

export const articleOf = (world: World, topic: Topic, language: 'ja' | 'en'): Article | undefined =>
  world.articles.find((a) => a.slug === topic.slug && a.language === language);
/** First lines of an article's text as the bot would quote it. */
export const quote = (article: Article | undefined): string => {
  const lines = (article?.body ?? '')
    .split('\n')
    .map((l) => l.trim())
    .filter((l) => l && !l.startsWith('#') && !l.startsWith('|'));
  return (lines[0] ?? article?.title ?? '').replace(/[*_`]/g, '').slice(0, 220);
};
export const queueOf = (staff: Staff, topic: Topic): Queue => {
  const queue =
    staff.queues.find((q) => topic.skills.some((s) => q.skills.includes(s))) ?? staff.queues.at(-1);
  if (!queue) throw new Error('no queue');
  return queue;
};
export const startStory = (world: World, id: string, who: DemoCustomer, topic: Topic, at: Date): Story => {
  const sms = world.random.chance(0.28);
  const language = who.customer.language;
  return new Story({
    id,
    who,
    at,
    tag: topic.tag[language],
    intent: topic.intent,
    account: sms ? { id: 'sms', channel: 'sms' } : { id: 'web', channel: 'web-chat' },
    threadKey: sms ? who.phone : `user:${who.identities[0]?.value ?? who.customer.id}`,
    address: sms ? who.phone : (who.identities[0]?.value ?? who.customer.id),
  });
};

/** A moment of the past, more often at noon and in the evening, fewer at night and on Sundays. */
const moment = ({ random, now }: World, daysBack: number): Date => {
  for (;;) {
    const at = new Date(now.getTime() - random.int(1, daysBack * 24 * 60) * MINUTE - 2 * HOUR);
    const hour = (at.getUTCHours() + 9) % 24;
    const weekday = new Date(at.getTime() + 9 * HOUR).getUTCDay();
    const busy =
      [
        0.1, 0.05, 0.05, 0.05, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.9, 1, 0.8, 0.6, 0.6, 0.6, 0.6, 0.7, 0.7, 0.8,
        0.95, 0.8, 0.5, 0.2,
      ][hour] ?? 0.5;
    if (random.chance(busy * (weekday === 0 ? 0.5 : 1))) return at;
  }
};

export const tellOpening = (world: World, story: Story, topic: Topic, language: 'ja' | 'en'): void => {
  const { random } = world;
  const article = articleOf(world, topic, language);
  story.customer(random.pick(topic.asks[language])).wait(2 * SECOND);
  const prefix = random.chance(0.5) ? `${GREETING[language]}\n\n` : '';
  story.bot(`${prefix}${quote(article)}`, {
    decision: 'answer',
    confidence: Math.round((0.62 + random.next() * 0.36) * 100) / 100,
    ...(article ? { article } : {}),
  });
};

export const tellHandOver = (world: World, story: Story, topic: Topic, language: 'ja' | 'en'): void => {
  const { random, staff } = world;
  story
    .wait(random.int(30, 120) * SECOND)
    .customer(random.pick(topic.follows[language]))
    .wait(2 * SECOND)
    .bot(HAND_OVER[language], { decision: 'escalate' });
  const angry = random.chance(0.12);
  story.escalate(
    angry ? 'anger' : random.pick(['customer-asked', 'out-of-scope', 'clarify-failed'] as const),
    queueOf(staff, topic),
    topic.skills,
    {
      intent: topic.tag[language],
      summary: topic.summary[language],
      facts: story.orderFact(language),
      tried: [articleOf(world, topic, language)?.title ?? topic.slug],
      missing: [],
    },
    angry ? 'angry' : random.pick(['calm', 'calm', 'worried'] as const),
    angry ? 'high' : 'normal',
  );
};

const tellPeople = (world: World, story: Story, topic: Topic, language: 'ja' | 'en', agent: Agent): void => {
  const { random } = world;
  tellHandOver(world, story, topic, language);
  story
    .wait(random.int(20, 420) * SECOND)
    .accept(agent)
    .wait(random.int(30, 360) * SECOND)
    .agent(agent, random.pick(topic.agent[language]))
    .span(agent, random.int(60, 400) * SECOND);
  if (random.chance(0.4))
    story
      .wait(random.int(1, 9) * MINUTE)
      .customer(random.pick(topic.follows[language]))
      .wait(random.int(40, 500) * SECOND)
      .agent(agent, random.pick(topic.agent[language]))
      .span(agent, random.int(40, 200) * SECOND);
  if (random.chance(0.15))
    story.note(
      agent,
      language === 'ja'
        ? '倉庫に在庫あり。次回は直接手配でよい。'
        : 'In stock at the warehouse; can be sent at once next time.',
    );
  story.wait(random.int(1, 20) * MINUTE);
  if (random.chance(0.8)) story.customer(random.pick(THANKS[language])).wait(random.int(1, 6) * MINUTE);
  story.resolve('agent', agent);
};

const tellSurvey = (world: World, story: Story, language: 'ja' | 'en', withPeople: boolean): void => {
  const { random, now } = world;
  if (story.at.getTime() + 10 * MINUTE > now.getTime()) return;
  const answered = random.chance(withPeople ? 0.5 : 0.34);
  const good = random.chance(withPeople ? 0.91 : 0.87);
  const score = good ? random.pick([5, 5, 5, 4]) : random.pick([1, 2, 3, 3]);
  const comment =
    answered && random.chance(0.4) ? random.pick(COMMENTS[language][good ? 'good' : 'bad']) : undefined;
  story.csat(ASK.csat[language], answered ? score : undefined, comment);
  if (random.chance(0.2) && story.at.getTime() + 30 * MINUTE < now.getTime())
    story.nps(
      ASK.nps[language],
      random.chance(0.55) ? random.pick([10, 10, 9, 9, 9, 8, 8, 7, 6, 4]) : undefined,
    );
};

/** A month of conversations that are over, with their surveys. */
export const pastMonth = (world: World, count: number): StoryRows[] => {
  const { random, staff } = world;
  const rows: StoryRows[] = [];
  for (let n = 0; n < count; n++) {
    const who = random.pick(world.customers);
    const language = who.customer.language;
    const topic = random.pick(TOPICS);
    const story = startStory(world, `demo-c-${n}`, who, topic, moment(world, n % 3 === 0 ? 60 : 30));
    tellOpening(world, story, topic, language);
    const alone = random.chance(topic.botShare);
    if (alone)
      story
        .wait(random.int(20, 90) * SECOND)
        .customer(random.pick(THANKS[language]))
        .wait(2 * SECOND)
        .resolve('bot');
    else
      tellPeople(
        world,
        story,
        topic,
        language,
        language === 'en' && random.chance(0.7)
          ? staff.emma
          : random.pick([staff.sato, staff.sato, staff.emma]),
      );
    tellSurvey(world, story, language, !alone);
    if (story.at.getTime() < world.now.getTime() - MINUTE) rows.push(story.rows);
  }
  return rows;
};

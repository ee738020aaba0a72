import { SECOND } from '#contracts/time.ts';
import type { Queue } from '../domain/routing/escalation.ts';
import type { Article } from '../ports/content-stores.ts';
import type { DemoCustomer } from './people.ts';
import type { Random } from './random.ts';
import type { Staff } from './staff.ts';
import { Story } from './story.ts';
import type { Topic } from './topic.ts';
import { GREETING, HAND_OVER, HAND_OVER_CLOSED } from './topics.ts';

export interface World {
  random: Random;
  now: Date;
  customers: readonly DemoCustomer[];
  staff: Staff;
  articles: readonly Article[];
}

export const articleOf = (world: World, topic: Topic, language: 'ja' | 'en'): Article | undefined =>
  world.articles.find((a) => a.slug === topic.slug && a.language === language);
/** The space that stands around a bold word of a Japanese text. */
const BETWEEN_KANA = /(?<=[\u3000-\u9fff]) | (?=[\u3000-\u9fff])/gu;
/** First lines of an article's text as the bot would quote it. */
export const quote = (article: Article | undefined): string => {
  const lines = (article?.body ?? '')
    .split('\n')
    .map((l) => l.trim())
    .filter((l) => l && !l.startsWith('#') && !l.startsWith('|'));
  return (lines[0] ?? article?.title ?? '').replace(/[*_`]/g, '').replace(BETWEEN_KANA, '').slice(0, 220);
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

/** The bot gives up and hands over; `closed`: nobody is there until the shop opens. */
export const tellHandOver = (
  world: World,
  story: Story,
  topic: Topic,
  language: 'ja' | 'en',
  closed = false,
): void => {
  const { random, staff } = world;
  story
    .wait(random.int(30, 120) * SECOND)
    .customer(random.pick(topic.follows[language]))
    .wait(2 * SECOND)
    .bot((closed ? HAND_OVER_CLOSED : HAND_OVER)[language], { decision: 'escalate' });
  const angry = random.chance(0.08);
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

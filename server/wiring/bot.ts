import type { BotReads, BotSettings } from '#contracts/bot.ts';
import { policyOf } from '../domain/bot-policy/cite.ts';
import { answersIn } from '../domain/learning/bot-answers.ts';
import type { ContentStores } from '../ports/content-stores.ts';
import type { CustomerStore } from '../ports/core-stores.ts';
import type { LearningStores } from '../ports/learning-stores.ts';
import { system } from '../ports/scope.ts';
import { botHours } from '../queries/bot-hours.ts';

const scope = system('bot');

/** What the bot may read: published articles, and the orders of the one customer it serves (with those merged into them). */
export const botReads = (
  stores: Pick<ContentStores, 'articles'> & {
    customers: CustomerStore;
    learning: Pick<LearningStores, 'answers'>;
  },
): BotReads => ({
  articles: async (language) => {
    const { version, articles } = await stores.articles.published(scope, language);
    return {
      version,
      articles: articles.map(({ updatedAt, status: _status, version: _v, ...a }) => ({
        ...a,
        updatedAt: updatedAt.toISOString(),
      })),
    };
  },
  answers: async (language) => {
    const [live, published, other] = await Promise.all([
      stores.learning.answers.live(scope),
      stores.articles.published(scope, language),
      stores.articles.published(scope, language === 'ja' ? 'en' : 'ja'),
    ]);
    return {
      version: `${live.version}/${published.version}/${other.version}`,
      answers: answersIn(live.answers, language, published.articles, other.articles),
      learned: live.lessons
        .filter((lesson) => lesson.language === language)
        .map(({ text, target }) => ({ text, label: `${target.kind}:${target.id}` })),
    };
  },
  orders: async (customerId) => {
    const aliases = await stores.customers.aliases(scope, customerId);
    const orders = await stores.customers.orders(scope, aliases);
    return orders.map((o) => ({
      number: o.number,
      status: o.status,
      placedAt: o.placedAt.toISOString(),
      items: o.items.map((i) => i.name),
      total: o.total,
      currency: o.currency,
      ...(o.carrier ? { carrier: o.carrier } : {}),
      ...(o.trackingCode ? { trackingCode: o.trackingCode } : {}),
      ...(o.expectedOn ? { expectedOn: o.expectedOn } : {}),
    }));
  },
});

/** The bot's settings as last read; `refresh` before a turn, so that a change counts from the next turn on. */
export const botSettings = (
  settings: ContentStores['settings'],
  clock: { now(): Date } = { now: () => new Date() },
): { current: () => BotSettings; refresh(): Promise<void> } => {
  let current: BotSettings | undefined;
  return {
    current: () => {
      if (!current) throw new Error('bot settings are read before the first turn');
      return current;
    },
    refresh: async () => {
      const all = await settings.current(scope);
      const { botName, shopName, bot, hours } = all;
      current = {
        name: botName,
        shopName,
        bands: bot.bands,
        ...(bot.greetings ? { greetings: bot.greetings } : {}),
        regulated: policyOf(all).regulated,
        hours: (language) => {
          const now = clock.now();
          return { now: now.toISOString(), hours: botHours(hours, now, language) };
        },
      };
    },
  };
};

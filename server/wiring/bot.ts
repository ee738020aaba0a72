import type { BotReads, BotSettings } from '#contracts/bot.ts';
import { policyOf } from '../domain/bot-policy/cite.ts';
import { answersIn } from '../domain/learning/bot-answers.ts';
import type { ContentStores, StoredRecognizer } from '../ports/content-stores.ts';
import type { CustomerStore } from '../ports/core-stores.ts';
import type { DialogStores } from '../ports/dialog-stores.ts';
import type { LearningStores } from '../ports/learning-stores.ts';
import { system } from '../ports/scope.ts';
import { botHours } from '../queries/bot-hours.ts';

const scope = system('bot');

/** What the bot may read: published articles, and the orders of the one customer it serves (with those merged into them). */
export const botReads = (
  stores: Pick<ContentStores, 'articles'> & {
    customers: CustomerStore;
    learning: Pick<LearningStores, 'answers'>;
    dialogs: DialogStores['dialogs'];
    dialogVersions: DialogStores['dialogVersions'];
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
  dialogs: async () => {
    const { version, dialogs, actions } = await stores.dialogs.live(scope);
    return {
      version,
      dialogs: dialogs.flatMap(({ id, published, publishedVersion }) =>
        published ? [{ id, number: publishedVersion ?? 0, definition: published }] : [],
      ),
      irreversible: actions.filter(({ irreversible }) => irreversible).map(({ id }) => id),
    };
  },
  dialogVersion: async (id, number) => (await stores.dialogVersions.get(scope, id, number))?.definition,
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
): {
  current: () => BotSettings;
  /** What the operator lets the bot understand by; undefined: nothing was chosen. */
  recognizer: () => StoredRecognizer | undefined;
  refresh(): Promise<void>;
} => {
  let current: BotSettings | undefined;
  let recognizer: StoredRecognizer | undefined;
  return {
    current: () => {
      if (!current) throw new Error('bot settings are read before the first turn');
      return current;
    },
    recognizer: () => recognizer,
    refresh: async () => {
      const all = await settings.current(scope);
      recognizer = all.bot.recognizer;
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

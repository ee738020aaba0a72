import { randomBytes } from 'node:crypto';
import { DAY, type Language } from '#contracts/time.ts';
import type { Ports } from '#server/ports.ts';
import type { Article } from '../ports/content-stores.ts';
import { type Scope, system } from '../ports/scope.ts';
import en from './articles.en.json' with { type: 'json' };
import ja from './articles.ja.json' with { type: 'json' };
import { saveHelpCentre } from './help-centre.ts';
import { pastMonths } from './history.ts';
import { liveConversations, liveCustomers } from './live.ts';
import { type DemoCustomer, demoCustomers } from './people.ts';
import { createRandom } from './random.ts';
import { seedFacts } from './seed-facts.ts';
import { CANNED, demoSettings, demoStaff, newPassword, type Staff } from './staff.ts';
import type { StoryRows } from './story-base.ts';

const scope: Scope = system('demo');
const SEED = 20_261_124;
/** Rows of this many conversations go into one transaction. */
const BATCH = 60;

export interface SeedOptions {
  createLogin(agent: { id: string; email: string; name: string }, password: string): Promise<void>;
  now: Date;
  adminEmail?: string;
  adminPassword?: string;
}
export interface SeedSignIn {
  role: string;
  name: string;
  email: string;
  password: string;
}

interface ArticleFile {
  slug: string;
  category: string;
  title: string;
  body: string;
  questions: string[];
  intent?: string;
  skills?: string[];
}

const articlesOf = (files: readonly ArticleFile[], language: Language, now: Date): Article[] =>
  files.map((f, i) => ({
    id: `article-${language}-${f.slug}`,
    slug: f.slug,
    language,
    title: f.title,
    body: f.body,
    category: f.category,
    status: 'published',
    questions: f.questions,
    ...(f.intent ? { intent: f.intent } : {}),
    skills: f.skills ?? [],
    // Written over the past half year, not all in the minute of the install.
    updatedAt: new Date(now.getTime() - (2 + ((i * 37) % 170)) * DAY),
    version: 1,
  }));

const saveContent = async (ports: Ports, articles: readonly Article[]): Promise<void> => {
  await ports.stores.settings.save(scope, demoSettings());
  await saveHelpCentre(ports, articles);
  for (const canned of CANNED) await ports.stores.canned.save(scope, canned);
};

/** The shop's web chat, and a Twilio number that is not connected to anything real. */
const saveAccounts = async (ports: Ports): Promise<void> => {
  const web = {
    name: { ja: '灯屋サポート', en: 'Akariya Support' },
    color: '#7a3b1e',
    mark: '灯',
    voiceNotes: true,
    greeting: {
      ja: 'こんにちは。ご注文や商品のことなら、ここでお答えします。',
      en: 'Hello. Ask us anything about orders and products.',
    },
  };
  const accounts = [
    {
      id: 'web',
      adapter: 'web-chat',
      name: 'Webチャット',
      settings: web as Record<string, unknown>,
      secrets: { identitySecret: randomBytes(32).toString('base64url') },
    },
    {
      id: 'sms',
      adapter: 'sms',
      name: 'SMS',
      settings: { accountSid: `AC${'0'.repeat(32)}`, from: '+815012345678' },
      secrets: { authToken: randomBytes(16).toString('hex') },
    },
  ];
  for (const { id, adapter, name, settings, secrets } of accounts) {
    const prepared = await ports.channels.prepare({ accountId: id, adapter, settings, secrets });
    await ports.stores.accounts.save(
      scope,
      {
        id,
        channel: prepared.channel,
        adapter,
        name,
        paused: false,
        settings: prepared.settings,
        secrets: prepared.sealed,
        version: 1,
      },
      undefined,
    );
  }
};

const saveStaff = async (ports: Ports, staff: Staff, options: SeedOptions): Promise<SeedSignIn[]> => {
  for (const team of staff.teams) await ports.stores.agents.saveTeam(scope, team);
  for (const queue of staff.queues) await ports.stores.agents.saveQueue(scope, queue);
  const people = [staff.administrator, staff.manager, staff.sato, staff.emma];
  const signIns = people.map((agent, i) => ({
    role: agent.role as string,
    name: agent.name,
    email: agent.email,
    password: i === 0 && options.adminPassword ? options.adminPassword : newPassword(),
  }));
  // The hashes are made side by side: each takes a tenth of a second.
  await Promise.all(
    people.map(async (agent, i) => {
      await ports.stores.agents.insert(scope, agent);
      await options.createLogin(agent, signIns[i]?.password ?? newPassword());
    }),
  );
  for (const colleague of staff.colleagues) await ports.stores.agents.insert(scope, colleague);
  return signIns;
};

const saveCustomers = async (
  ports: Ports,
  customers: readonly DemoCustomer[],
  threads: readonly StoryRows['thread'][],
): Promise<void> => {
  await ports.stores.transaction(scope, async (tx) => {
    await ports.stores.customers.applyBatch(
      scope,
      {
        newCustomers: customers.map((c) => c.customer),
        customers: [],
        newIdentities: customers.flatMap((c) => c.identities),
        identities: [],
        newThreads: threads,
        threads: [],
      },
      tx,
    );
    await ports.stores.customers.insertOrders(
      scope,
      customers.flatMap((c) => c.orders),
      tx,
    );
  });
};

/** Side by side, so many at a time: one after the other, thousands of single rows would take seconds. */
const each = async <T>(items: readonly T[], save: (item: T) => Promise<void>): Promise<void> => {
  for (let from = 0; from < items.length; from += BATCH)
    await Promise.all(items.slice(from, from + BATCH).map(save));
};

const saveStories = async (ports: Ports, stories: readonly StoryRows[]): Promise<void> => {
  const { conversations, messages, interactions, escalations, surveys } = ports.stores;
  await each(
    stories.flatMap((s) => s.surveys),
    (survey) => surveys.insert(scope, survey),
  );
  for (let from = 0; from < stories.length; from += BATCH) {
    const batch = stories.slice(from, from + BATCH);
    await ports.stores.transaction(scope, async (tx) => {
      await conversations.applyBatch(
        scope,
        batch.map((s) => s.conversation),
        [],
        tx,
      );
      await messages.insert(
        scope,
        batch.flatMap((s) => s.messages),
        tx,
      );
      await interactions.insert(
        scope,
        batch.flatMap((s) => s.interactions),
        tx,
      );
      for (const escalation of batch.flatMap((s) => s.escalations))
        await escalations.insert(scope, escalation, tx);
    });
  }
};

/** The newest conversation of each thread is the one a new message joins. */
const threadsOf = (stories: readonly StoryRows[]): StoryRows['thread'][] => {
  const newest = new Map<string, StoryRows>();
  for (const s of stories) {
    const known = newest.get(s.thread.id);
    if (!known || known.conversation.lastAt < s.conversation.lastAt) newest.set(s.thread.id, s);
  }
  return [...newest.values()].map((s) => s.thread);
};

/**
 * Fills an empty store with 灯屋, a lamp shop: staff, queues, channels, 56 help articles, customers with orders, two months of conversations with
 * their surveys, and an inbox that is alive. Passwords are random per install.
 */
export const seedDemo = async (ports: Ports, options: SeedOptions): Promise<{ signIns: SeedSignIn[] }> => {
  const { now } = options;
  const random = createRandom(SEED);
  const staff = demoStaff(now, options.adminEmail ?? 'admin@akariya.example');
  const articles = [...articlesOf(ja, 'ja', now), ...articlesOf(en, 'en', now)];
  const customers = demoCustomers(random, now);
  const world = { random, now, customers, staff, articles };
  const stories = [...pastMonths(world, liveCustomers(world)), ...liveConversations(world)];
  await saveContent(ports, articles);
  await saveAccounts(ports);
  await saveCustomers(ports, customers, threadsOf(stories));
  await saveStories(ports, stories);
  await seedFacts(
    ports,
    stories.flatMap((s) => s.interactions),
  );
  // Last: whoever finds an agent finds the whole shop.
  return { signIns: await saveStaff(ports, staff, options) };
};

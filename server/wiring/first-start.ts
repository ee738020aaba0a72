import { randomBytes } from 'node:crypto';
import { seedDialogs } from '../compose/seed-dialogs.ts';
import type { App } from '../compose.ts';
import type { Config } from '../config.ts';
import { seedDemo } from '../demo/seed.ts';
import type { Agent } from '../domain/routing/escalation.ts';
import { system } from '../ports/scope.ts';

const scope = system('first-start');

/** An address and its password, to be shown once. */
export interface SignIn {
  role: string;
  name: string;
  email: string;
  password: string;
}

const administrator = (app: App, email: string): Agent => ({
  id: app.ports.newId(),
  name: 'Administrator',
  email,
  role: 'administrator',
  language: 'ja',
  serves: ['ja', 'en'],
  skills: [],
  teamIds: [],
  capacity: 10,
  slotVersion: 0,
  disabled: false,
  preferences: { language: 'ja', theme: 'auto', sound: true, shortcuts: true },
  createdAt: app.ports.clock.now(),
  version: 1,
});

const plainStart = async (app: App, config: Config): Promise<SignIn[]> => {
  const { stores } = app.ports;
  const agent = administrator(app, config.init.adminEmail ?? 'admin@localhost.localdomain');
  const password = config.init.adminPassword ?? randomBytes(12).toString('base64url');
  await stores.agents.insert(scope, agent);
  await stores.agents.saveQueue(scope, {
    id: 'general',
    name: 'General',
    order: 100,
    skills: [],
    languages: ['ja', 'en'],
    isDefault: true,
    offerTimeoutMs: 45_000,
    version: 1,
  });
  await stores.accounts.save(
    scope,
    {
      id: 'web',
      channel: 'web-chat',
      adapter: 'web-chat',
      name: 'Web chat',
      paused: false,
      settings: {},
      secrets: {},
      version: 1,
    },
    undefined,
  );
  await app.auth.createAgentLogin(agent, password);
  return [{ role: 'administrator', name: agent.name, email: agent.email, password }];
};

/**
 * Fills an empty store: the demo shop, or one administrator, a queue and a web chat account. Nothing happens when somebody can sign in already.
 * Answers the sign-ins it made.
 */
export const firstStart = async (app: App, config: Config): Promise<SignIn[] | undefined> => {
  const agents = await app.ports.stores.agents.list(scope);
  await seedDialogs(app.ports, { live: config.demo && agents.length === 0 });
  if (agents.length > 0) return undefined;
  const signIns = config.demo
    ? (
        await seedDemo(app.ports, {
          createLogin: app.auth.createAgentLogin,
          now: app.ports.clock.now(),
          ...(config.init.adminEmail ? { adminEmail: config.init.adminEmail } : {}),
          ...(config.init.adminPassword ? { adminPassword: config.init.adminPassword } : {}),
        })
      ).signIns
    : await plainStart(app, config);
  const first = await app.ports.stores.agents.byEmail(scope, signIns[0]?.email ?? '');
  if (config.init.apiToken && first)
    await app.auth.addApiToken(config.init.apiToken, first.id, 'INIT_API_TOKEN');
  return signIns;
};

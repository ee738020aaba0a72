import type { AgentView } from '#contracts/agent.ts';
import type { Language } from '#contracts/time.ts';

/** Development data, never in the production build. */
export const pick =
  (language: Language) =>
  (ja: string, en: string): string =>
    language === 'ja' ? ja : en;

export const agentsFor = (language: Language): AgentView[] => {
  const t = pick(language);
  const agent = (id: string, name: string, rest: Partial<AgentView>): AgentView => ({
    id: id as AgentView['id'],
    name,
    email: `${id}@example.jp`,
    role: 'agent',
    language,
    serves: ['ja', 'en'],
    skills: [t('交換・返品', 'exchanges')],
    teamIds: ['team-1' as AgentView['teamIds'][number]],
    capacity: 8,
    presence: 'available',
    openCount: 5,
    disabled: false,
    ...rest,
  });
  return [
    agent('sato', t('佐藤 健', 'Ken Sato'), { role: 'administrator', openCount: 7 }),
    agent('mori', t('森 あゆみ', 'Ayumi Mori'), { openCount: 4 }),
    agent('ueda', t('上田 大樹', 'Daiki Ueda'), { presence: 'away', openCount: 2 }),
    agent('brown', 'Emily Brown', { presence: 'offline', serves: ['en'], openCount: 0 }),
  ];
};

export const teamsFor = (language: Language) => {
  const t = pick(language);
  return [
    { id: 'team-1', name: t('交換・返品', 'Exchanges'), agentIds: ['sato', 'mori'] },
    { id: 'team-2', name: t('配送', 'Delivery'), agentIds: ['ueda', 'brown'] },
  ];
};

import { IconBook2, IconChartBar, IconInbox, IconSettings, IconUsers } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { BotMark } from './components/marks.tsx';

/** One area of the inbox. A scene that does not exist is not in the list, and so not in the rail. */
export interface Scene {
  /** Folder under src/scenes and namespace of its words (strings.ja.json, strings.en.json). */
  name: string;
  /** Path below `/`; children of the path (`/customers/$id`) go to the same component, which reads the splat. */
  path: string;
  /** 20 px, stroke 1.6. */
  icon: ComponentType<{ size?: number; stroke?: number }>;
  /** Ability of the session (server/domain/access) without which the area is not shown; absent = everyone. */
  ability?: string;
  /** The scene's component, loaded when it is first opened. It is drawn inside the page's `<main>`. */
  load: () => Promise<ComponentType>;
  /** Other words the scene needs besides its own and `common`. */
  words?: readonly string[];
}

/** The inbox itself: its route is richer and is written out in app.tsx. */
export const INBOX = { name: 'inbox', path: '/', icon: IconInbox } as const;

/**
 * The other areas, in the order of the rail (customers, help-centre, bot, reports, settings). One entry each:
 * `{ name: 'reports', path: '/reports', icon: IconChartBar, ability: 'read-reports',
 *    load: () => import('./scenes/reports/ReportsScene.tsx').then((m) => m.ReportsScene) }`;
 * the rail's label is `common:scene.<name>`.
 */
export const SCENES: readonly Scene[] = [
  {
    name: 'customers',
    path: '/customers',
    icon: IconUsers,
    ability: 'read-customers',
    words: ['page'],
    load: () => import('./scenes/customers/CustomersScene.tsx').then((m) => m.CustomersScene),
  },
  {
    name: 'help-centre',
    path: '/articles',
    icon: IconBook2,
    ability: 'read-articles',
    words: ['page'],
    load: () => import('./scenes/help-centre/HelpCentreScene.tsx').then((m) => m.HelpCentreScene),
  },
  {
    name: 'bot',
    path: '/bot',
    icon: BotMark,
    ability: 'ask-bot',
    words: ['page'],
    load: () => import('./scenes/bot/BotScene.tsx').then((m) => m.BotScene),
  },
  {
    name: 'reports',
    path: '/reports',
    icon: IconChartBar,
    ability: 'read-reports',
    words: ['page'],
    load: () => import('./scenes/reports/ReportsScene.tsx').then((m) => m.ReportsScene),
  },
  {
    name: 'settings',
    path: '/settings',
    icon: IconSettings,
    ability: 'read-settings',
    words: ['page'],
    load: () => import('./scenes/settings/SettingsScene.tsx').then((m) => m.SettingsScene),
  },
];

import type { AgentPreferences } from '#contracts/agent.ts';

type Theme = AgentPreferences['theme'];
const KEY = 'mantine-color-scheme-value';

/** Sets the scheme on the page before React draws, so that a dark inbox never flashes white. */
export const applyStoredScheme = (): void => {
  const stored = localStorage.getItem(KEY);
  const dark =
    stored === 'dark' || (stored !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.mantineColorScheme = dark ? 'dark' : 'light';
};

/** Themes in the order the menu shows them. */
export const THEMES: readonly Theme[] = ['light', 'dark', 'auto'];

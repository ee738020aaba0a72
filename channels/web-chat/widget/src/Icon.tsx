/** Tabler outline, MIT; the bot is drawn here. */
const PATHS = {
  bot: 'M7.5 7h9A3.5 3.5 0 0 1 20 10.5v5a3.5 3.5 0 0 1-3.5 3.5h-9A3.5 3.5 0 0 1 4 15.5v-5A3.5 3.5 0 0 1 7.5 7M12 7V3.8M9 12.2v1.4M15 12.2v1.4',
  dots: 'M4 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M11 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M18 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0',
  x: 'M18 6L6 18M6 6l12 12',
  checks: 'M7 12l5 5L22 7M2 12l5 5m5-5l5-5',
  check: 'M5 12l5 5L20 7',
  clock: 'M3 12a9 9 0 1 0 18 0a9 9 0 0 0-18 0M12 7v5l3 3',
  alert: 'M3 12a9 9 0 1 0 18 0a9 9 0 0 0-18 0M12 8v4M12 16v.01',
  article: 'M3 6a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM7 8h10M7 12h10M7 16h10',
  right: 'M9 6l6 6l-6 6',
  left: 'M15 6l-6 6l6 6',
  down: 'M6 9l6 6l6-6',
  headset:
    'M4 14v-3a8 8 0 1 1 16 0v3M18 19c0 1.657-2.686 3-6 3M4 14a2 2 0 0 1 2-2h1a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM15 14a2 2 0 0 1 2-2h1a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2h-1a2 2 0 0 1-2-2z',
  clip: 'M15 7l-6.5 6.5a1.5 1.5 0 0 0 3 3L18 10a3 3 0 0 0-6-6l-6.5 6.5a4.5 4.5 0 0 0 9 9L21 13',
  up: 'M12 5v14M18 11l-6-6M6 11l6-6',
  mic: 'M9 5a3 3 0 0 1 6 0v5a3 3 0 0 1-6 0zM5 10a7 7 0 0 0 14 0M8 21h8M12 17v4',
  file: 'M14 3v4a1 1 0 0 0 1 1h4M17 21H7a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h7l5 5v11a2 2 0 0 1-2 2z',
  thumb:
    'M7 11v8a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1h3a4 4 0 0 0 4-4V6a2 2 0 0 1 4 0v5h3a2 2 0 0 1 2 2l-1 5a2 3 0 0 1-2 2h-7a3 3 0 0 1-3-3',
  smile: 'M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M9 10h.01M15 10h.01M9.5 15a3.5 3.5 0 0 0 5 0',
};
export type IconName = keyof typeof PATHS;

/** Decoration only: what it means stands beside it or in the control's label. */
export const Shape = ({ d, size }: { d: string | undefined; size: number }) => (
  <svg class="i" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
    <path d={d} />
  </svg>
);
export const Icon = ({ name, size = 20 }: { name: IconName; size?: number }) => (
  <Shape d={PATHS[name]} size={size} />
);

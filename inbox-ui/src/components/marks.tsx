import type { Priority } from '#contracts/conversation.ts';

const svg = { fill: 'none', viewBox: '0 0 24 24' } as const;

/** The product's mark. */
export const Mark = ({ size = 26 }: { size?: number }) => (
  <svg {...svg} aria-hidden="true" width={size} height={size}>
    <rect x="2" y="2" width="20" height="20" rx="6" fill="currentColor" />
    <path d="M8 13.2a4 4 0 0 1 8 0z" fill="#fff" />
    <path d="M5.6 15.9h12.8" stroke="#fff" strokeWidth="1.8" strokeLinecap="round" />
  </svg>
);

/** The bot: a square head, never a round one. */
export const BotMark = ({ size = 16 }: { size?: number }) => (
  <svg
    aria-hidden="true"
    {...svg}
    width={size}
    height={size}
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    strokeLinejoin="round"
  >
    <rect x="4" y="7" width="16" height="12" rx="3.5" />
    <path d="M12 7V3.8M9 12.2v1.4M15 12.2v1.4" />
  </svg>
);

/** Urgent and high have a mark; normal and low have none. */
export const PriorityMark = ({ priority, size = 13 }: { priority: Priority; size?: number }) => {
  if (priority === 'urgent')
    return (
      <svg
        {...svg}
        aria-hidden="true"
        width={size}
        height={size}
        style={{ color: 'var(--late-mark)', flex: 'none' }}
      >
        <rect x="3" y="3" width="18" height="18" rx="4" fill="currentColor" />
        <path d="M12 7.5v5.5M12 16.4v.1" stroke="var(--surface)" strokeWidth="2.4" strokeLinecap="round" />
      </svg>
    );
  const bars = priority === 'high' ? 3 : priority === 'normal' ? 2 : 1;
  return (
    <svg
      {...svg}
      aria-hidden="true"
      width={size}
      height={size}
      style={{ color: 'var(--text-2)', flex: 'none' }}
    >
      {[
        { x: 4, y: 14, height: 6 },
        { x: 10, y: 9, height: 11 },
        { x: 16, y: 4, height: 16 },
      ].map((bar, index) => (
        <rect key={bar.x} {...bar} width="4" rx="1" fill="currentColor" opacity={index < bars ? 1 : 0.3} />
      ))}
    </svg>
  );
};

import { initials } from '../i18n/format.ts';
import css from './face.module.css';
import { BotMark } from './marks.tsx';

/** Whose face: people are round, the bot is square; `me` is filled, colleagues are tinted, customers grey. */
export const Face = ({
  name,
  who,
  size = 28,
}: {
  name: string;
  who: 'customer' | 'agent' | 'me' | 'bot';
  size?: 16 | 20 | 22 | 26 | 28 | 36;
}) => (
  <span
    className={css.face}
    data-who={who}
    style={{ '--s': `${size}px` } as React.CSSProperties}
    aria-hidden="true"
  >
    {who === 'bot' ? <BotMark size={Math.round(size * 0.57)} /> : short(initials(name), size)}
  </span>
);

const short = (letters: string, size: number): string => (size <= 16 ? letters.slice(0, 1) : letters);

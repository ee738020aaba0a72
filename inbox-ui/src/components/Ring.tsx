import { useTranslation } from 'react-i18next';
import type { Channel } from '#contracts/message.ts';
import { span } from '../i18n/format.ts';
import { currentLanguage } from '../i18n/i18n.ts';
import type { Wait } from '../state/waiting.ts';
import { ChannelGlyph } from './ChannelGlyph.tsx';
import css from './ring.module.css';

const RADIUS = 11.5;
const ROUND = 2 * Math.PI * RADIUS;

/** The product's signature: channel by its glyph, time left by the arc, late whole and red, paused dotted. */
export const Ring = ({ channel, wait }: { channel: Channel; wait: Wait }) => {
  const { t } = useTranslation();
  const waited = span(wait.waitedMs, currentLanguage());
  const label = `${t(`channel.${channel}`)}, ${t(`ring.${wait.state}`, { waited })}`;
  return (
    <span className={css.ring} role="img" aria-label={label} title={label}>
      <svg viewBox="0 0 26 26" aria-hidden="true" className={css.circle}>
        <circle cx="13" cy="13" r={RADIUS} className={css.track} data-state={wait.state} />
        {wait.state === 'paused' ? null : (
          <circle
            cx="13"
            cy="13"
            r={RADIUS}
            className={css.arc}
            data-state={wait.state}
            strokeDasharray={
              wait.share >= 1 ? undefined : `${(wait.share * ROUND).toFixed(1)} ${ROUND.toFixed(1)}`
            }
          />
        )}
      </svg>
      <ChannelGlyph channel={channel} />
    </span>
  );
};

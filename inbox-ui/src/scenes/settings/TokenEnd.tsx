import { useTranslation } from 'react-i18next';
import { DAY } from '#contracts/time.ts';
import { useNow } from '../../components/use-now.ts';
import { day, span } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';

/** When a token ends, and how long that is; in a warning's colour in its last week. */
export const TokenEnd = ({ at }: { at: string }) => {
  const { t } = useTranslation('settings');
  const now = useNow();
  const ends = new Date(at);
  const left = ends.getTime() - now;
  const date = day(ends, new Date(now), currentLanguage());
  return (
    <span className={left <= 0 ? 'late' : left <= 7 * DAY ? 'due' : ''}>
      {left <= 0
        ? t('channel.tokenEnded', { date })
        : t('channel.tokenEnds', { date, left: span(left, currentLanguage()) })}
    </span>
  );
};

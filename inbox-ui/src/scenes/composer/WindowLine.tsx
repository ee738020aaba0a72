import { IconClock, IconClockExclamation } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { HOUR, MINUTE } from '#contracts/time.ts';
import { useNow } from '../../components/use-now.ts';
import { exactSpan, span } from '../../i18n/format.ts';
import { currentLanguage, errorWords } from '../../i18n/i18n.ts';
import css from './composer.module.css';
import { closedNow, type ReplyThread, takesTemplate, windowOf } from './reply-thread.ts';

/** How long one may still answer on a thread, or why one may not, with the next step where there is one. */
export const WindowLine = ({ thread, onTemplate }: { thread: ReplyThread; onTemplate: () => void }) => {
  const { t } = useTranslation();
  const now = useNow();
  const { is, leftMs } = windowOf(thread, now);
  const closed = closedNow(thread, now);
  const language = currentLanguage();
  // Hours alone are too coarse when two are left.
  const left =
    is === 'soon' && leftMs >= HOUR ? exactSpan(leftMs, language) : span(Math.max(MINUTE, leftMs), language);
  if (closed !== undefined) {
    const byTemplate = takesTemplate(thread, now);
    const words =
      is === 'closed'
        ? t(byTemplate ? 'composer.windowTemplate' : 'composer.windowClosed')
        : errorWords(closed);
    return (
      <p className={css.closed} role="status">
        {is === 'closed' ? <IconClockExclamation size={14} stroke={1.6} aria-hidden="true" /> : null}
        <span>{words}</span>
        {byTemplate ? (
          <button type="button" className={css.step} onClick={onTemplate}>
            {t('template.use')}
          </button>
        ) : null}
      </p>
    );
  }
  if (is === 'none') return null;
  return (
    <p className={css.window} data-is={is}>
      <IconClock size={13} stroke={1.6} aria-hidden="true" />
      {is === 'soon' ? t('composer.windowSoon', { left }) : t('composer.window', { left })}
    </p>
  );
};

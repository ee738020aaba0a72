import { clock } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import type { ToldEvent } from '../../state/told-once.ts';
import { useEventWords, withTimes } from './event-words.ts';
import css from './thread.module.css';

/** What happened between the messages, as a thin centred line. */
export const EventLine = ({ event }: { event: ToldEvent }) => {
  const words = useEventWords();
  return (
    <div className={css.event}>
      <span>{withTimes(words(event), event.times)}</span>
      <time className="t3" dateTime={event.at}>
        {clock(new Date(event.at), currentLanguage())}
      </time>
    </div>
  );
};

import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../i18n/i18n.ts';
import { weekdayWord } from './period.ts';
import css from './reports.module.css';
import type { Behind, Report } from './use-report.ts';

const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;
/** Hours that together hold no more than this share are left off at both ends, and said in words. */
const OUTSIDE_SHARE = 0.02;
const HEATS = [0, 1, 2, 3, 4, 5] as const;

/** The stretch of hours that holds nearly everything. */
const hoursOf = (byHour: readonly number[]): number[] => {
  const total = byHour.reduce((sum, n) => sum + n, 0);
  let [first, last, left] = [0, 23, total * OUTSIDE_SHARE];
  while (last - first > 11) {
    const [a = 0, b = 0] = [byHour[first], byHour[last]];
    const least = Math.min(a, b);
    if (least > left) break;
    left -= least;
    if (a <= b) first += 1;
    else last -= 1;
  }
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
};

/** Conversations by weekday and hour; each cell opens its own. */
export const Heat = ({ heat, behind }: { heat: Report['heat']; behind: Behind }) => {
  const { t } = useTranslation('reports');
  const language = currentLanguage();
  const values = new Map(heat.map(({ weekday, hour, value }) => [`${weekday}-${hour}`, value]));
  const byHour = Array.from({ length: 24 }, (_, hour) =>
    WEEK.reduce((sum, weekday) => sum + (values.get(`${weekday}-${hour}`) ?? 0), 0),
  );
  const hours = hoursOf(byHour);
  const most = Math.max(1, ...values.values());
  const outside = byHour.reduce((sum, n, hour) => (hours.includes(hour) ? sum : sum + n), 0);
  return (
    <section className={css.card}>
      <header>
        <h2>{t('heat.title')}</h2>
        <span className="t3 sm cut">
          {t('heat.sub')}
          {outside === 0 ? '' : ` · ${t('heat.outside', { count: outside })}`}
        </span>
        <span className="grow" />
        <span className={`${css.scale} xs t2`} aria-hidden="true">
          <span>{t('heat.few')}</span>
          {HEATS.map((level) => (
            <i key={level} data-heat={level} />
          ))}
          <span>{t('heat.many')}</span>
        </span>
      </header>
      <div className={css.wide}>
        <table className={css.heat}>
          <thead>
            <tr>
              <td />
              {hours.map((hour) => (
                <th key={hour} scope="col">
                  {hour}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {WEEK.map((weekday) => (
              <tr key={weekday}>
                <th scope="row">{weekdayWord(weekday, language)}</th>
                {hours.map((hour) => {
                  const value = values.get(`${weekday}-${hour}`) ?? 0;
                  const level = value === 0 ? 0 : Math.min(5, Math.floor((value / most) * 5.001));
                  return (
                    <td key={hour} data-heat={level}>
                      {value === 0 ? (
                        <span>0</span>
                      ) : (
                        <Link
                          to="/"
                          search={behind('volume', `hour:${weekday}-${hour}`)}
                          aria-label={t('heat.cell', {
                            weekday: weekdayWord(weekday, language),
                            hour,
                            count: value,
                          })}
                        >
                          {value}
                        </Link>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
};

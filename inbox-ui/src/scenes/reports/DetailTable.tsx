import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DEFINITIONS, FIGURE_KEYS, SMALL_N } from '#contracts/report-definitions.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { Waiting } from '../page/Page.tsx';
import { said } from './figures.ts';
import css from './reports.module.css';
import { Changed, Definition } from './Tile.tsx';
import type { Behind, Figure, Report } from './use-report.ts';

const Value = ({ value, figure }: { value: number | null | undefined; figure: Figure }) => (
  <td data-small={figure.n < SMALL_N}>
    {value === undefined ? '' : said(value, figure.unit, currentLanguage())}
  </td>
);

const Row = ({ figure, behind }: { figure: Figure; behind: Behind }) => {
  const language = currentLanguage();
  const key = FIGURE_KEYS.find((known) => known === figure.key);
  if (key === undefined) return null;
  const name = DEFINITIONS[key].label[language];
  const { parts, n } = figure;
  const count = said(n, 'count', language);
  // A sum of time and a count of messages are no medians: they stand in the first column all the same, and say what they are by their name.
  return (
    <tr>
      <th scope="row">
        <span className="line">
          {name}
          <Definition figure={figure} name={name} behind={behind} />
        </span>
      </th>
      <Value value={figure.value} figure={figure} />
      <Value value={parts.openMedian} figure={figure} />
      <Value value={parts.p90} figure={figure} />
      <Value value={parts.mean ?? parts.perResolved} figure={figure} />
      <td>
        {n === 0 ? (
          count
        ) : (
          <Link to="/" search={behind(key)}>
            {count}
          </Link>
        )}
      </td>
      <td className={css.moved}>
        <Changed figure={figure} />
      </td>
    </tr>
  );
};

const HEADS = ['figure', 'median', 'open', 'p90', 'mean', 'n', 'change'] as const;

/** Every figure that has no tile of its own, and the whole of the times: median in calendar and business hours, 90 % point, mean, n, change. */
export const DetailTable = ({ report, behind }: { report: Report | undefined; behind: Behind }) => {
  const { t } = useTranslation('reports');
  return (
    <section className={css.card} aria-label={t('detail.title')}>
      <header>
        <h2>{t('detail.title')}</h2>
        <span className="t3 sm cut">{t('detail.sub')}</span>
      </header>
      {report === undefined ? (
        <Waiting lines={5} />
      ) : (
        <div className={css.wide}>
          <table className={css.agents}>
            <thead>
              <tr>
                {HEADS.map((head) => (
                  <th key={head} scope="col">
                    {t(`detail.${head}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {report.figures.map((figure) => (
                <Row key={figure.key} figure={figure} behind={behind} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
};

import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DEFINITIONS, type FigureKey, SMALL_N } from '#contracts/report-definitions.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { Empty, Waiting } from '../page/Page.tsx';
import { said } from '../reports/figures.ts';
import reports from '../reports/reports.module.css';
import { type Ask, type Behind, type Report, useReport } from '../reports/use-report.ts';
import css from './measured.module.css';

const COLUMNS = [
  { key: 'topic-n', unit: 'count' },
  { key: 'topic-answered', unit: 'share' },
  { key: 'topic-clarified', unit: 'share' },
  { key: 'topic-escalated', unit: 'share' },
  { key: 'automation', unit: 'share' },
  { key: 'bot-csat', unit: 'share' },
  { key: 'topic-thumbs', unit: 'share' },
] as const satisfies readonly { key: FigureKey; unit: 'count' | 'share' }[];
const NOTHING = { value: null, n: 0 };
type Row = Report['rows'][number];

const Cells = ({ row, link }: { row: Row; link: (key: FigureKey) => ReturnType<Behind> }) => {
  const language = currentLanguage();
  return COLUMNS.map(({ key, unit }) => {
    const cell = row.values[key] ?? NOTHING;
    const value = said(cell.value, unit, language);
    return (
      <td key={key} data-small={unit === 'share' && cell.n < SMALL_N}>
        {cell.n === 0 ? (
          '–'
        ) : (
          <Link to="/" search={link(key)}>
            {value}
            {unit === 'share' ? <em>n {cell.n}</em> : null}
          </Link>
        )}
      </td>
    );
  });
};

/** What customers asked, by intent or by article, and what became of it. */
export const TopicTable = ({ ask, behind }: { ask: Ask; behind: Behind }) => {
  const { t } = useTranslation('bot-measured');
  const language = currentLanguage();
  const kind = ask.search.table === 'articles' ? 'article' : 'intent';
  const name = kind === 'article' ? 'bot-articles' : 'bot-intents';
  const read = useReport(ask, name);
  const report = read.data?.name === name ? read.data : undefined;
  const rows = [...(report?.rows ?? [])].sort(
    (a, b) => (b.values['topic-n']?.n ?? 0) - (a.values['topic-n']?.n ?? 0),
  );
  return (
    <section className={reports.card} aria-label={t(`topics.${kind}`)}>
      <header>
        <div className={reports.tabs}>
          {(['intent', 'article'] as const).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={kind === one}
              onClick={() => ask.change({ table: one === 'article' ? 'articles' : undefined })}
            >
              {t(`topics.${one}`)}
            </button>
          ))}
        </div>
        <span className="grow" />
        <span className="xs t3">{t('small', { n: SMALL_N })}</span>
      </header>
      {report === undefined ? <Waiting lines={5} /> : null}
      {report !== undefined && rows.length === 0 ? <Empty text={t('topics.none')} /> : null}
      {rows.length === 0 ? null : (
        <div className={reports.wide}>
          <table className={`${reports.agents} ${css.topics}`}>
            <thead>
              <tr>
                <th scope="col">{t(`topics.${kind}Head`)}</th>
                {COLUMNS.map(({ key }) => (
                  <th key={key} scope="col" title={DEFINITIONS[key].text[language]}>
                    {t(`column.${key}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <th scope="row">
                    <span className="cut" title={row.label}>
                      {kind === 'intent' && row.label === row.id
                        ? t(`intent.${row.id}`, { defaultValue: row.id })
                        : row.label}
                    </span>
                  </th>
                  <Cells row={row} link={(key) => behind(key, `${kind}:${row.id}`)} />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <details className={css.definitions}>
        <summary className="sm t2">{t('topics.definitions')}</summary>
        <dl className="sm">
          {COLUMNS.map(({ key }) => (
            <div key={key}>
              <dt>{t(`column.${key}`)}</dt>
              <dd className="t2 prose">{DEFINITIONS[key].text[language]}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
};

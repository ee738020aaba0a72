import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { SMALL_N } from '#contracts/report-definitions.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { said } from '../reports/figures.ts';
import { Changed, Definition } from '../reports/Tile.tsx';
import type { Behind, Report } from '../reports/use-report.ts';
import css from './measured.module.css';

const Term = ({
  label,
  value,
  under,
  children,
}: {
  label: ReactNode;
  value: string;
  under: string;
  children?: ReactNode;
}) => (
  <div className={css.term}>
    <div className={css.label}>{label}</div>
    <b className="num">{value}</b>
    <span className="xs t3 num">{under}</span>
    {children}
  </div>
);

/** Involvement × resolution = automation rate, each with what it rests on. */
export const Equation = ({ report, behind }: { report: Report; behind: Behind }) => {
  const { t } = useTranslation('bot-measured');
  const language = currentLanguage();
  const figure = report.figures.find(({ key }) => key === 'automation');
  const containment = report.figures.find(({ key }) => key === 'containment');
  if (figure === undefined) return null;
  const { parts, n } = figure;
  const share = (value: number | null | undefined): string => said(value ?? null, 'share', language);
  const count = (value: number | null | undefined): string => said(value ?? null, 'count', language);
  const involved = containment?.n ?? 0;
  return (
    <section className={css.equation} aria-label={t('equation.label')} data-small={n < SMALL_N}>
      <Term
        label={t('equation.involvement')}
        value={share(parts.involvement)}
        under={t('equation.of', { n: count(involved), of: count(n) })}
      />
      <i aria-hidden="true">×</i>
      <Term
        label={t('equation.resolution')}
        value={share(parts.resolution)}
        under={t('equation.of', { n: count(parts.automated), of: count(involved) })}
      />
      <i aria-hidden="true">=</i>
      <Term
        label={
          <>
            {t('equation.automation')}
            <Definition figure={figure} name={t('equation.automation')} behind={behind} />
            {figure.provisional ? <span className="xs t3">{t('provisional')}</span> : null}
          </>
        }
        value={share(figure.value)}
        under={t('equation.of', { n: count(parts.automated), of: count(n) })}
      >
        <span className={css.moved}>
          <Changed figure={figure} />
        </span>
      </Term>
      {n === 0 ? null : (
        <Link className={css.all} to="/" search={behind('automation')}>
          {t('equation.open')}
        </Link>
      )}
    </section>
  );
};

import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DEFINITIONS, type FigureKey, SMALL_N } from '#contracts/report-definitions.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { pieces, said } from '../reports/figures.ts';
import reports from '../reports/reports.module.css';
import { Changed, Definition } from '../reports/Tile.tsx';
import type { Behind, Figure, Report } from '../reports/use-report.ts';
import css from './measured.module.css';

const TILES = [
  'bot-confirmed',
  'bot-assumed',
  'bot-silent',
  'bot-returned',
  'containment',
  'deflection',
  'bot-csat',
  'false-deflection',
  'time-saved',
  'queue-wait',
  'asked-twice',
] as const satisfies readonly FigureKey[];
type Key = (typeof TILES)[number];

/** The line under a figure: what it rests on, or what it is made of. */
const useUnder = (): ((key: Key, figure: Figure) => string) => {
  const { t } = useTranslation('bot-measured');
  const language = currentLanguage();
  return (key, { parts, n, value }) => {
    const part = (name: string, unit: Figure['unit']): string => said(parts[name] ?? null, unit, language);
    const count = said(n, 'count', language);
    switch (key) {
      case 'time-saved':
        return value === null
          ? t('under.noHandle')
          : t('under.product', { n: part('automated', 'count'), mean: part('meanHandle', 'ms') });
      case 'bot-csat':
        return t('under.rate', { n: count, rate: part('responseRate', 'share') });
      case 'queue-wait':
        return t('under.p90', { n: count, p90: part('p90', 'ms') });
      case 'asked-twice':
        return t('under.perHandOver', { rate: part('rate', 'share') });
      case 'bot-silent':
        return t('under.silent', { n: part('back', 'count') });
      case 'containment':
      case 'deflection':
        return t('under.n', { n: count });
      case 'bot-returned':
      case 'false-deflection':
        return t('under.ofAlone', { share: part('share', 'share') });
      default:
        return t('under.ofInvolved', { share: part('share', 'share') });
    }
  };
};

const Tile = ({ of, figure, behind }: { of: Key; figure: Figure; behind: Behind }) => {
  const { t } = useTranslation('bot-measured');
  const language = currentLanguage();
  const under = useUnder()(of, figure);
  const name = DEFINITIONS[of].label[language];
  const small = figure.unit !== 'count' && figure.value !== null && figure.n < SMALL_N;
  const digits = pieces(figure.value, figure.unit, language).map((piece) =>
    'digits' in piece ? piece.digits : <small key={piece.unit}>{piece.unit}</small>,
  );
  return (
    <section className={`${reports.tile} ${css.tile}`} data-small={small} aria-label={name}>
      <div className={reports.label}>
        <h2 className="cut" title={name}>
          {name}
        </h2>
        <Definition figure={figure} name={name} behind={behind} />
      </div>
      {figure.n > 0 ? (
        <Link className={reports.figure} to="/" search={behind(of)}>
          {digits}
        </Link>
      ) : (
        <span className={reports.figure}>{digits}</span>
      )}
      <div className={reports.change}>
        <Changed figure={figure} />
        {figure.provisional ? <em className={`xs ${css.provisional}`}>{t('provisional')}</em> : null}
      </div>
      <div className={`${reports.under} cut num`} title={small ? `${under} · ${t('smallMark')}` : under}>
        {under}
      </div>
    </section>
  );
};

/** Every figure of the bot: resolutions by how they are known, what was taken back, satisfaction, time saved. */
export const Figures = ({ report, behind }: { report: Report; behind: Behind }) => (
  <div className={css.tiles}>
    {TILES.map((key) => {
      const figure = report.figures.find((one) => one.key === key);
      return figure === undefined ? null : <Tile key={key} of={key} figure={figure} behind={behind} />;
    })}
  </div>
);

import { Popover } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconInfoCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DEFINITIONS, FIGURE_KEYS, SMALL_N } from '#contracts/report-definitions.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { changeOf, type Point, pieces, rolling, said } from './figures.ts';
import css from './reports.module.css';
import type { Behind, Figure } from './use-report.ts';

const WIDTH = 76;
const HEIGHT = 24;
const PAD = 3;

/** The figure's own line, seven days rolled, with a dot on the last day. */
export const Sparkline = ({ series, before }: { series: readonly Point[]; before: readonly Point[] }) => {
  const points = rolling(series, before).flatMap(({ value }, index) =>
    value === null ? [] : [{ value, index }],
  );
  if (points.length < 2) return null;
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (index: number): number => PAD + (index / Math.max(1, series.length - 1)) * (WIDTH - 2 * PAD);
  const y = (value: number): number =>
    high === low ? HEIGHT / 2 : HEIGHT - PAD - ((value - low) / (high - low)) * (HEIGHT - 2 * PAD);
  const path = points
    .map(({ value, index }, at) => `${at === 0 ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`)
    .join('');
  const last = points.at(-1);
  return (
    <svg className={css.spark} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path d={path} />
      {last === undefined ? null : <circle cx={x(last.index)} cy={y(last.value)} r="2" />}
    </svg>
  );
};

const SHARES = new Set(['responseRate', 'involvement', 'resolution', 'share', 'rate', 'handedShare']);
const COUNTS = new Set(['queued', 'abandoned', 'automated', 'humanResolved']);
/** A part's unit, from what it stands for. */
export const partUnit = (part: string, figure: Figure): Figure['unit'] => {
  if (SHARES.has(part)) return 'share';
  return figure.unit === 'ms' && !COUNTS.has(part) ? 'ms' : 'count';
};

/** The button that says what a figure counts, what it stands on, and where its conversations are. */
export const Definition = ({ figure, name, behind }: { figure: Figure; name: string; behind: Behind }) => {
  const { t } = useTranslation('reports');
  const language = currentLanguage();
  const key = FIGURE_KEYS.find((known) => known === figure.key);
  if (key === undefined) return null;
  const { text, parts } = DEFINITIONS[key];
  return (
    <Popover width={304} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={css.ask} aria-label={t('definition', { name })}>
          <IconInfoCircle size={14} stroke={1.6} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={css.pop ?? ''} aria-label={t('definition', { name })}>
        <b>{name}</b>
        <p className="prose">{text[language]}</p>
        <dl>
          {'responses' in figure.parts ? null : (
            <div>
              <dt>{t('count')}</dt>
              <dd className="num">{said(figure.n, 'count', language)}</dd>
            </div>
          )}
          {Object.entries(figure.parts).map(([part, value]) => (
            <div key={part}>
              <dt>{parts[part]?.[language] ?? part}</dt>
              <dd className="num">
                {part === 'mean' && figure.unit === 'share' && value !== null
                  ? value.toFixed(2)
                  : said(value, partUnit(part, figure), language)}
              </dd>
            </div>
          ))}
        </dl>
        {figure.n > 0 ? (
          <Link to="/" search={behind(key)}>
            {t('open', { n: said(figure.n, 'count', language) })}
          </Link>
        ) : null}
      </Popover.Dropdown>
    </Popover>
  );
};

/** How a figure moved against the period before, in words. */
export const Changed = ({ figure }: { figure: Figure }) => {
  const { t } = useTranslation('reports');
  const change = changeOf(figure, currentLanguage());
  if (change === undefined) return <span className="t3">–</span>;
  if (change.word === 'same') return <span className="t2">{t('word.same')}</span>;
  const tone = change.word === 'better' ? 'good' : change.word === 'worse' ? 'late' : 't2';
  const Arrow = change.direction === 'up' ? IconArrowUp : IconArrowDown;
  return (
    <span className={tone}>
      <Arrow size={13} stroke={1.8} aria-hidden="true" />
      {change.amount}
      <small>{t(`word.${change.word}`)}</small>
    </span>
  );
};

/** A share in whole per cent: the lines under a tile are short. */
const whole = (share: number | null | undefined): string =>
  share === null || share === undefined ? '–' : `${Math.round(share * 100)}%`;

const useUnder = (figure: Figure): string => {
  const { t } = useTranslation('reports');
  const language = currentLanguage();
  const { parts, n } = figure;
  const part = (name: string, unit: Figure['unit']): string => said(parts[name] ?? null, unit, language);
  const count = said(n, 'count', language);
  if (figure.key === 'volume') return t('sub.before', { value: said(figure.previous, 'count', language) });
  if (figure.unit === 'ms')
    return `${t('sub.p90', { value: part('p90', 'ms') })} · ${t('sub.n', { n: count })}`;
  if (figure.key === 'csat' || figure.key === 'nps')
    return t('sub.rate', { n: count, rate: whole(parts.responseRate) });
  if (figure.key === 'automation')
    return t('sub.automation', { involved: whole(parts.involvement), solved: whole(parts.resolution) });
  return t('sub.n', { n: count });
};

/** One tile: the figure, its change in words, what it stands on, its line. The figure opens its conversations. */
export const Tile = ({ figure, behind }: { figure: Figure; behind: Behind }) => {
  const { t } = useTranslation('reports');
  const under = useUnder(figure);
  const name = t(`name.${figure.key}`);
  const key = FIGURE_KEYS.find((known) => known === figure.key);
  const small = figure.value !== null && figure.key !== 'volume' && figure.n < SMALL_N;
  const digits = (
    <>
      {pieces(figure.value, figure.unit, currentLanguage()).map((piece) =>
        'digits' in piece ? piece.digits : <small key={piece.unit}>{piece.unit}</small>,
      )}
    </>
  );
  return (
    <section className={css.tile} data-small={small} aria-label={name}>
      <div className={css.label}>
        <h2 className="cut" title={name}>
          {name}
        </h2>
        <Definition figure={figure} name={name} behind={behind} />
        {figure.provisional ? <span className="xs t3">{t('sub.provisional')}</span> : null}
      </div>
      {figure.n > 0 && key !== undefined ? (
        <Link className={css.figure} to="/" search={behind(key)}>
          {digits}
        </Link>
      ) : (
        <span className={css.figure}>{digits}</span>
      )}
      <div className={css.change}>
        <Changed figure={figure} />
        <Sparkline series={figure.series} before={figure.previousSeries} />
      </div>
      <div className={`${css.under} cut num`} title={small ? `${under} · ${t('smallMark')}` : under}>
        {under}
      </div>
    </section>
  );
};

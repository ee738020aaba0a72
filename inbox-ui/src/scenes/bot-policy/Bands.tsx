import '@mantine/core/styles/Slider.css';
import { Button, NumberInput, RangeSlider } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { BandsExpected } from '#contracts/policy.ts';
import type { Language } from '#contracts/time.ts';
import { q } from '../../api/client.ts';
import page from '../page/page.module.css';
import css from './policy.module.css';

type BandsOf = Record<Language, { answer: number; clarify: number; margin: number }>;

const percent = (share: number): string => `${Math.round(share * 100)}%`;
const hundredth = (value: number): number => Math.round(value * 100) / 100;

/** What is expected at a position: the measured point nearest below it. */
const at = (expected: BandsExpected, position: number): BandsExpected['curve'][number] | undefined =>
  expected.curve.findLast((point) => point.at <= position + 1e-9) ?? expected.curve[0];

/** Precision and coverage over the position of the answer mark. */
const Curve = ({ expected, position }: { expected: BandsExpected; position: number }) => {
  const { t } = useTranslation('bot-policy');
  const path = (of: (point: BandsExpected['curve'][number]) => number): string =>
    expected.curve
      .map((point, index) => `${index === 0 ? 'M' : 'L'}${point.at * 100} ${(1 - of(point)) * 100}`)
      .join('');
  return (
    <>
      <svg
        className={css.curve}
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        aria-label={t('bands.curve')}
      >
        <path className={css.mark} d={`M${position * 100} 0V100`} />
        <path className={css.precision} d={path(({ precision }) => precision)} />
        <path className={css.coverage} d={path(({ coverage }) => coverage)} />
      </svg>
      <div className={css.legend}>
        <span>
          <i data-is="precision" />
          {t('bands.precision')}
        </span>
        <span>
          <i data-is="coverage" />
          {t('bands.coverage')}
        </span>
      </div>
    </>
  );
};

const Zones = ({ answer, clarify }: { answer: number; clarify: number }) => {
  const { t } = useTranslation('bot-policy');
  return (
    <div className={css.zones} aria-hidden="true">
      <span style={{ width: `${clarify * 100}%` }}>{t('bands.zones.escalate')}</span>
      <span style={{ width: `${(answer - clarify) * 100}%` }}>{t('bands.zones.clarify')}</span>
      <span style={{ width: `${(1 - answer) * 100}%` }}>{t('bands.zones.answer')}</span>
    </div>
  );
};

/** From which probability the bot answers, asks back or hands over, by language, on one scale, with what is expected at each position. */
export const Bands = ({
  bands,
  disabled,
  onChange,
}: {
  bands: BandsOf;
  disabled: boolean;
  onChange: (bands: BandsOf) => void;
}) => {
  const { t } = useTranslation('bot-policy');
  const read = useQuery(q.bot.bands.queryOptions({ staleTime: 60_000 }));
  const known = read.data?.items ?? [];
  return (
    <section className={page.section}>
      <h2>{t('bands.title')}</h2>
      <p className="t2 prose">{t('bands.hint')}</p>
      {(['ja', 'en'] as const).map((language) => {
        const now = bands[language];
        const expected = known.find((one) => one.language === language);
        const here = expected && at(expected, now.answer);
        const set = (change: Partial<BandsOf[Language]>): void =>
          onChange({ ...bands, [language]: { ...now, ...change } });
        const suggested = expected?.suggested;
        const differs = suggested && JSON.stringify(suggested) !== JSON.stringify(now);
        return (
          <div key={language} className={css.band}>
            <h3>{t(`language.${language}`)}</h3>
            <div className={css.scale}>
              {expected && expected.curve.length > 1 ? (
                <Curve expected={expected} position={now.answer} />
              ) : null}
              <Zones answer={now.answer} clarify={now.clarify} />
              <RangeSlider
                size={6}
                min={0}
                max={1}
                step={0.01}
                minRange={0.01}
                disabled={disabled}
                label={percent}
                value={[now.clarify, now.answer]}
                thumbFromLabel={`${t(`language.${language}`)}: ${t('bands.clarify')}`}
                thumbToLabel={`${t(`language.${language}`)}: ${t('bands.answer')}`}
                onChange={([clarify, answer]) =>
                  set({ clarify: hundredth(clarify), answer: hundredth(answer) })
                }
              />
              <p className={css.expected}>
                {t('bands.answer')} {percent(now.answer)} · {t('bands.clarify')} {percent(now.clarify)}
                <br />
                {expected && here
                  ? t('bands.expected', {
                      precision: percent(here.precision),
                      coverage: percent(here.coverage),
                      n: expected.n,
                    })
                  : t(read.isPending ? 'bands.measuring' : 'bands.unknown')}
              </p>
              {differs && !disabled ? (
                <div className={css.suggest}>
                  <Button variant="subtle" onClick={() => set(suggested)}>
                    {t('bands.suggested', { answer: percent(suggested.answer) })}
                  </Button>
                </div>
              ) : null}
            </div>
            <NumberInput
              size="xs"
              hideControls
              disabled={disabled}
              min={0}
              max={1}
              step={0.01}
              decimalScale={2}
              label={t('bands.margin')}
              aria-label={`${t(`language.${language}`)}: ${t('bands.margin')}`}
              value={now.margin}
              onChange={(value) => set({ margin: Number(value) })}
            />
          </div>
        );
      })}
    </section>
  );
};

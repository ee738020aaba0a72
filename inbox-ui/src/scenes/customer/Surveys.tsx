import {
  IconMoodAngry,
  IconMoodEmpty,
  IconMoodSad,
  IconMoodSmile,
  IconMoodSmileBeam,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CustomerView } from '#contracts/customer.ts';
import { monthOnly } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import css from './customer.module.css';

const FACES = [IconMoodAngry, IconMoodSad, IconMoodEmpty, IconMoodSmile, IconMoodSmileBeam] as const;

/** The latest answers, newest last: a face for CSAT, a figure for the others. */
export const Surveys = ({ surveys }: { surveys: CustomerView['surveys'] }) => {
  const { t } = useTranslation();
  if (surveys.length === 0) return null;
  const language = currentLanguage();
  const csat = surveys.filter((one) => one.kind === 'csat');
  const mean = csat.reduce((sum, one) => sum + one.score, 0) / Math.max(1, csat.length);
  return (
    <section className={`${css.section} ${css.last}`}>
      <h3>
        <span>{t('customer.surveys')}</span>
        <span className="grow" />
        <span className="t3 xs num">
          {csat.length === 0
            ? t('customer.answers', { count: surveys.length })
            : t('customer.answersMean', { count: surveys.length, mean: mean.toFixed(1) })}
        </span>
      </h3>
      <ul className={css.surveys}>
        {[...surveys]
          .reverse()
          .slice(-6)
          .map((one) => {
            const FaceIcon = FACES[Math.min(5, Math.max(1, one.score)) - 1] ?? IconMoodEmpty;
            const label = `${t(`survey.${one.kind}`)} ${one.score}${one.comment === undefined ? '' : ` ${one.comment}`}`;
            return (
              <li key={`${one.kind}${one.at}`} title={label}>
                {one.kind === 'csat' ? (
                  <span role="img" aria-label={label} style={{ display: 'grid' }}>
                    <FaceIcon size={18} stroke={1.6} />
                  </span>
                ) : (
                  <b className="num">{one.score}</b>
                )}
                <small>
                  {one.kind === 'csat' ? '' : `${t(`survey.${one.kind}`)} `}
                  {monthOnly(new Date(one.at), language)}
                </small>
              </li>
            );
          })}
      </ul>
    </section>
  );
};

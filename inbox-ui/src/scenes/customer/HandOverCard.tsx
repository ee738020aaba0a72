import { useTranslation } from 'react-i18next';
import type { HandOverCard as Card } from '#contracts/conversation.ts';
import { whenWords } from '../../state/actions.ts';
import css from './customer.module.css';

/** What a person needs to go on without asking again. */
export const HandOverCard = ({ card }: { card: Card }) => {
  const { t } = useTranslation();
  const comma = t('common:comma');
  const rows: [string, string][] = [
    ...(card.intent === undefined
      ? []
      : [[t('card.intent'), t(`intent.${card.intent}`, { defaultValue: card.intent })] as [string, string]]),
    ...(card.summary === '' ? [] : [[t('card.summary'), card.summary] as [string, string]]),
    ...card.facts.map((fact) => [fact.label, fact.value] as [string, string]),
    ...(card.tried.length === 0 ? [] : [[t('card.tried'), card.tried.join(comma)] as [string, string]]),
    ...(card.sources?.length
      ? [[t('card.sources'), card.sources.map(({ title }) => title).join(comma)] as [string, string]]
      : []),
    ...(card.promises?.length
      ? [
          [
            t('card.promised'),
            card.promises
              .map(({ what, dueAt }) =>
                t('card.by', { what: what ?? t('promise.reply'), when: whenWords(new Date(dueAt)) }),
              )
              .join(comma),
          ] as [string, string],
        ]
      : []),
    ...(card.language === undefined
      ? []
      : [[t('card.language'), t(`language.${card.language}`)] as [string, string]]),
    ...(card.missing.length === 0 ? [] : [[t('card.missing'), card.missing.join(comma)] as [string, string]]),
  ];
  return (
    <section className={`${css.section} ${css.brief}`}>
      <h3>
        <span>{t('card.title')}</span>
        <span className="grow" />
        <span className={css.mood}>{t(`mood.${card.mood}`)}</span>
      </h3>
      <dl>
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt className="cut" title={label}>
              {label}
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
};

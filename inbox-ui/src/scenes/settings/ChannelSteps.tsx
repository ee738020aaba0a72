import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../i18n/i18n.ts';
import { CopyField } from '../page/Page.tsx';
import { stepsOf } from './channel-steps.ts';
import { type Adapter, wordsOf } from './SchemaFields.tsx';
import css from './settings.module.css';

/** How the account is connected, step by step; what is to be copied has its place filled in and a button. */
export const ChannelSteps = ({
  adapter,
  accountId,
  publicUrl,
}: {
  adapter: Adapter;
  /** Undefined: not connected yet, so what needs it is told later. */
  accountId: string | undefined;
  publicUrl: string;
}) => {
  const { t } = useTranslation('settings');
  const steps = stepsOf(wordsOf(adapter, currentLanguage()), publicUrl, accountId);
  if (steps.length === 0) return null;
  return (
    <section className={css.section}>
      <h2>{t('channel.steps')}</h2>
      <ol className={css.steps}>
        {steps.map((step) => (
          <li key={step.number}>
            <span className="prose">{step.text}</span>
            {step.code === undefined ? null : (
              <div className={css.code}>
                {step.code.ready ? (
                  <CopyField text={step.code.text} label={t('channel.step', { step: step.number })} />
                ) : (
                  <span className="sm t3">{t('channel.afterConnecting')}</span>
                )}
              </div>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
};

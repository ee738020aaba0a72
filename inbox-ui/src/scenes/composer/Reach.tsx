import { IconUserShare, IconWorld } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import css from './reach.module.css';

export type ReachOf = 'public' | 'private';

const ICONS = { public: IconWorld, private: IconUserShare } as const;

/**
 * Who can read the answer to a public message. Where there is a private answer too it must be chosen, for neither may be sent by mistake;
 * where there is none it is public, and that is said as loudly.
 */
export const Reach = ({
  reach,
  both,
  onChoose,
}: {
  reach: ReachOf | undefined;
  both: boolean;
  onChoose: (reach: ReachOf) => void;
}) => {
  const { t } = useTranslation();
  const hint =
    reach === undefined
      ? t('composer.chooseReach')
      : t(reach === 'public' ? 'composer.publicWarning' : 'composer.privateHint');
  return (
    <fieldset className={css.reach} data-reach={reach}>
      <legend className="sr">{t('composer.reach')}</legend>
      {both ? (
        <span className={css.ways}>
          {(['public', 'private'] as const).map((one) => {
            const Icon = ICONS[one];
            return (
              <label key={one} className={css.way} data-is={one}>
                <input type="radio" name="reach" checked={reach === one} onChange={() => onChoose(one)} />
                <Icon size={14} stroke={1.6} aria-hidden="true" />
                {t(one === 'public' ? 'composer.replyPublic' : 'composer.replyPrivate')}
              </label>
            );
          })}
        </span>
      ) : (
        <b className={css.only}>
          <IconWorld size={14} stroke={1.6} aria-hidden="true" />
          {t('composer.replyPublic')}
        </b>
      )}
      <span className={css.hint} aria-live="polite">
        {hint}
      </span>
    </fieldset>
  );
};

import { Button, NumberInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { GeneralSettings } from '#contracts/views.ts';
import { api, q } from '../../api/client.ts';
import { useSession } from '../../state/session.ts';
import { say } from '../../state/undo.ts';
import page from '../page/page.module.css';
import { useSave } from '../page/use-save.ts';
import css from './try.module.css';

type Settings = z.infer<typeof GeneralSettings>;

/** From which probability the bot answers, asks back or hands over, by language. */
export const Bands = ({ settings }: { settings: Settings }) => {
  const { t } = useTranslation('bot-try');
  const may = useSession().abilities['manage-settings'] === true;
  const [bands, setBands] = useState(settings.bot.bands);
  const save = useSave(q.settings.show.key());
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (
      await save.run(() =>
        api.settings.update({ bot: { ...settings.bot, bands }, version: settings.version }),
      )
    )
      say(t('page:saved'));
  };
  return (
    <form className={page.form} onSubmit={(event) => void submit(event)}>
      <h2>{t('bands.title')}</h2>
      <p className="t2 prose">{t('bands.hint')}</p>
      {(['ja', 'en'] as const).map((language) => (
        <div key={language} className={css.three}>
          {(['answer', 'clarify', 'margin'] as const).map((band) => (
            <NumberInput
              key={band}
              size="xs"
              hideControls
              disabled={!may}
              min={0}
              max={1}
              step={0.01}
              decimalScale={2}
              label={`${t(`language.${language}`)} · ${t(`bands.${band}`)}`}
              value={bands[language][band]}
              onChange={(value) =>
                setBands((before) => ({
                  ...before,
                  [language]: { ...before[language], [band]: Number(value) },
                }))
              }
            />
          ))}
        </div>
      ))}
      {may ? (
        <div className={page.keys}>
          <Button type="submit" loading={save.busy}>
            {t('common:save')}
          </Button>
          <span className="sm late" role="status">
            {save.failed}
          </span>
        </div>
      ) : null}
    </form>
  );
};

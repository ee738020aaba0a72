import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import css from './dialogs.module.css';
import { missingAt } from './problems.ts';
import type { Editor } from './use-editor.ts';

const LANGUAGES = ['ja', 'en'] as const;
const MOST_EXAMPLES = 100;

/** The dialog itself: its name, the questions that begin it, who may run it. */
export const AboutForm = ({ editor }: { editor: Editor }) => {
  const { t } = useTranslation('bot-dialogs');
  const { draft, may, edit } = editor;
  const missing = missingAt(editor.problems, { kind: 'about' });
  return (
    <div className={css.form}>
      <div className={css.formHead}>
        <h2>{t('start')}</h2>
      </div>
      <p className="t2 prose">{t('startHint')}</p>
      <fieldset className={css.words}>
        <legend>{t('form.title')}</legend>
        <div className={css.pair}>
          {LANGUAGES.map((language) => (
            <TextInput
              key={language}
              lang={language}
              label={t(`language.${language}`)}
              aria-label={`${t('form.title')} · ${t(`language.${language}`)}`}
              value={draft.title[language]}
              maxLength={120}
              disabled={!may}
              error={missing.includes(language) ? t('problem.words-missing') : null}
              onChange={(event) => {
                const title = { ...draft.title, [language]: event.currentTarget.value };
                edit((before) => ({ ...before, title }), `title ${language}`);
              }}
            />
          ))}
        </div>
      </fieldset>
      <fieldset className={css.words}>
        <legend>{t('form.examples')}</legend>
        <p className="t3 sm prose">{t('form.examplesHint')}</p>
        <div className={css.pair}>
          {LANGUAGES.map((language) => (
            <Textarea
              key={language}
              size="xs"
              lang={language}
              label={t('form.examplesIn', {
                language: t(`language.${language}`),
                count: draft.examples[language].filter((line) => line.trim() !== '').length,
              })}
              aria-label={`${t('form.examples')} · ${t(`language.${language}`)}`}
              autosize
              minRows={6}
              maxRows={16}
              disabled={!may}
              value={draft.examples[language].join('\n')}
              onChange={(event) => {
                const text = event.currentTarget.value;
                const lines = text === '' ? [] : text.split('\n').slice(0, MOST_EXAMPLES);
                const examples = { ...draft.examples, [language]: lines };
                edit((before) => ({ ...before, examples }), `examples ${language}`);
              }}
            />
          ))}
        </div>
      </fieldset>
      <Checkbox
        size="sm"
        label={t('form.verifiedOnly')}
        description={t('form.verifiedHint')}
        checked={draft.verifiedOnly}
        disabled={!may}
        onChange={(event) => {
          const verifiedOnly = event.currentTarget.checked;
          edit((before) => ({ ...before, verifiedOnly }));
        }}
      />
    </div>
  );
};

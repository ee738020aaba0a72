import { Button, TextInput } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { uploadFile } from '../../api/upload.ts';
import { errorWords } from '../../i18n/i18n.ts';
import { isMedium, MAX_HEADER, MAX_VALUE, partsOf, type TemplateDraft } from './template-draft.ts';
import css from './templates.module.css';

const ACCEPT = { text: '', image: 'image/*', video: 'video/*', document: '.pdf,application/pdf' } as const;

const HeaderFile = ({
  draft,
  onChange,
}: {
  draft: TemplateDraft;
  onChange: (draft: TemplateDraft) => void;
}) => {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [failed, setFailed] = useState<string>();
  const [busy, setBusy] = useState(false);
  const { header } = draft.template;
  if (header === undefined || header === 'text') return null;
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setBusy(true);
    setFailed(undefined);
    try {
      onChange({ ...draft, headerFile: await uploadFile(file) });
    } catch (error) {
      setFailed(errorWords(error instanceof Error ? error.message : 'internal'));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={css.file}>
      <span className="sm t2">{t(`template.medium.${header}`)}</span>
      <Button
        leftSection={<IconPaperclip size={16} stroke={1.6} />}
        loading={busy}
        onClick={() => input.current?.click()}
      >
        {t('template.chooseFile')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept={ACCEPT[header]}
        aria-label={t(`template.medium.${header}`)}
        onChange={(event) => void take(event.currentTarget.files?.[0])}
      />
      <span className="cut sm">{draft.headerFile?.name}</span>
      {failed === undefined ? null : (
        <span className="late sm" role="alert">
          {failed}
        </span>
      )}
    </div>
  );
};

const Preview = ({ draft }: { draft: TemplateDraft }) => {
  const { t } = useTranslation();
  const { template, headerText, headerFile } = draft;
  return (
    <section className={css.preview} aria-label={t('template.preview')} aria-live="polite">
      <h3>{t('template.preview')}</h3>
      <div className={css.bubble}>
        {template.header === 'text' && headerText.trim() !== '' ? <b>{headerText}</b> : null}
        {isMedium(template) ? <span className={css.medium}>{headerFile?.name ?? '—'}</span> : null}
        <p className="prose">
          {partsOf(draft).map(({ text, variable }, index) =>
            variable === undefined ? (
              text
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: parts of one fixed text
              <mark key={index} data-empty={text === '' || undefined}>
                {text === '' ? template.variables[variable] : text}
              </mark>
            ),
          )}
        </p>
      </div>
      {template.buttons.length === 0 ? null : (
        <ul className={css.buttons} aria-label={t('template.buttons')}>
          {template.buttons.map((button) => (
            <li key={`${button.kind} ${button.label}`}>{button.label}</li>
          ))}
        </ul>
      )}
    </section>
  );
};

/** The variables and the head of a template, with what the customer will read beside them. */
export const TemplateForm = ({
  draft,
  onChange,
}: {
  draft: TemplateDraft;
  onChange: (draft: TemplateDraft) => void;
}) => {
  const { t } = useTranslation();
  const { template, values } = draft;
  return (
    <div className={css.form}>
      <div className={css.fields}>
        <p className={css.name}>
          <b className="cut">{template.name}</b>
          <span className="xs t3">{template.language}</span>
        </p>
        {template.header === 'text' ? (
          <TextInput
            label={t('template.header')}
            value={draft.headerText}
            maxLength={MAX_HEADER}
            onChange={(event) => onChange({ ...draft, headerText: event.currentTarget.value })}
          />
        ) : null}
        <HeaderFile draft={draft} onChange={onChange} />
        {template.variables.map((name, index) => (
          <TextInput
            key={name}
            label={t('template.variable', { name })}
            value={values[index] ?? ''}
            maxLength={MAX_VALUE}
            {...(index === 0 ? { 'data-autofocus': true } : {})}
            onChange={(event) => {
              const typed = event.currentTarget.value;
              onChange({ ...draft, values: values.map((old, at) => (at === index ? typed : old)) });
            }}
          />
        ))}
      </div>
      <Preview draft={draft} />
    </div>
  );
};

import '@mantine/core/styles/Pill.css';
import { Button, Select, TextInput } from '@mantine/core';
import { IconArrowLeft, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorCode, q } from '../../api/client.ts';
import { currentLanguage, errorWords } from '../../i18n/i18n.ts';
import { TemplateForm } from './TemplateForm.tsx';
import { findTemplates, startDraft, type Template, type TemplateDraft } from './template-draft.ts';
import css from './templates.module.css';

/** The account's templates; nothing where its channel has none. */
export const useTemplates = (accountId: string) =>
  useQuery(
    q.channelAccounts.templates.queryOptions({ input: { id: accountId }, staleTime: 60_000, retry: false }),
  );

/** A language by its own name in the reader's words: `ja` → 日本語. */
const languageName = (code: string): string => {
  try {
    return (
      new Intl.DisplayNames([currentLanguage()], { type: 'language' }).of(code.replace('_', '-')) ?? code
    );
  } catch {
    return code;
  }
};

const Row = ({ template, onPick }: { template: Template; onPick: () => void }) => {
  const { t } = useTranslation();
  const usable = template.status === 'approved';
  return (
    <li>
      <button type="button" className={css.row} disabled={!usable} onClick={onPick}>
        <span className={css.name}>
          <b className="cut">{template.name}</b>
          <span className="xs t3">{languageName(template.language)}</span>
          {usable ? null : <span className={css.status}>{t(`template.status.${template.status}`)}</span>}
        </span>
        <span className={css.body}>{template.body}</span>
      </button>
    </li>
  );
};

const List = ({
  templates,
  preferred,
  onPick,
}: {
  templates: readonly Template[];
  preferred: string | undefined;
  onPick: (template: Template) => void;
}) => {
  const { t } = useTranslation();
  const languages = [...new Set(templates.map((one) => one.language))].sort();
  const [search, setSearch] = useState('');
  const [language, setLanguage] = useState<string | null>(
    languages.find((one) => one === preferred || one.startsWith(`${preferred}_`)) ?? null,
  );
  const found = findTemplates(templates, search, language ?? undefined);
  return (
    <>
      <div className={css.search}>
        <TextInput
          className="grow"
          type="search"
          aria-label={t('template.search')}
          placeholder={t('template.search')}
          leftSection={<IconSearch size={16} stroke={1.6} />}
          value={search}
          maxLength={100}
          data-autofocus
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Select
          aria-label={t('template.language')}
          w={150}
          value={language ?? ''}
          allowDeselect={false}
          data={[
            { value: '', label: t('template.anyLanguage') },
            ...languages.map((value) => ({ value, label: languageName(value) })),
          ]}
          onChange={(next) => setLanguage(next === '' ? null : next)}
        />
      </div>
      <ul className={css.list} aria-label={t('template.list')}>
        {found.map((one) => (
          <Row key={`${one.name} ${one.language}`} template={one} onPick={() => onPick(one)} />
        ))}
        {found.length === 0 ? <li className="t3 sm">{t('template.noneFound')}</li> : null}
      </ul>
    </>
  );
};

/** Chooses one of the account's templates and fills it; `draft` is what has been chosen so far. */
export const TemplatePicker = ({
  accountId,
  language,
  draft,
  onChange,
}: {
  accountId: string;
  /** The conversation's language: its templates are shown first. */
  language: string | undefined;
  draft: TemplateDraft | undefined;
  onChange: (draft: TemplateDraft | undefined) => void;
}) => {
  const { t } = useTranslation();
  const read = useTemplates(accountId);
  if (draft !== undefined)
    return (
      <div className={css.picker}>
        <Button
          variant="subtle"
          className={css.back ?? ''}
          leftSection={<IconArrowLeft size={16} stroke={1.6} />}
          onClick={() => onChange(undefined)}
        >
          {t('template.back')}
        </Button>
        <TemplateForm draft={draft} onChange={onChange} />
      </div>
    );
  return (
    <div className={css.picker}>
      {read.isPending ? (
        <div className={css.skeleton} aria-hidden="true">
          <i />
          <i />
          <i />
        </div>
      ) : null}
      {read.isError ? (
        <div role="alert" className={css.failed}>
          <p>{t('template.failed', { why: errorWords(errorCode(read.error)) })}</p>
          <Button onClick={() => void read.refetch()}>{t('common:tryAgain')}</Button>
        </div>
      ) : null}
      {read.isSuccess && read.data.items.length === 0 ? <p className="t2">{t('template.none')}</p> : null}
      {read.isSuccess && read.data.items.length > 0 ? (
        <List
          templates={read.data.items}
          preferred={language}
          onPick={(template) => onChange(startDraft(template))}
        />
      ) : null}
    </div>
  );
};

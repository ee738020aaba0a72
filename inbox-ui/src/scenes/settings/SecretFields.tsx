import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../i18n/i18n.ts';
import { StateDot } from '../page/Page.tsx';
import { type Adapter, wordsOf } from './SchemaFields.tsx';
import css from './settings.module.css';

const MAX_SECRET = 4_000;

/** One that is stored is said to be, never shown: it can only be replaced. */
const SecretField = ({
  label,
  hint,
  stored,
  value,
  onChange,
}: {
  label: string;
  hint: string | undefined;
  stored: boolean;
  value: string;
  onChange: (value: string) => void;
}) => {
  const { t } = useTranslation('settings');
  const [replacing, setReplacing] = useState(false);
  if (stored && !replacing)
    return (
      <div className={css.secret}>
        <span className="grow">{label}</span>
        <StateDot is="good">{t('channel.secretSet')}</StateDot>
        <Button aria-label={`${t('channel.replace')} ${label}`} onClick={() => setReplacing(true)}>
          {t('channel.replace')}
        </Button>
      </div>
    );
  return (
    <PasswordInput
      size="xs"
      label={label}
      description={
        [stored ? t('channel.replaceHint') : undefined, hint].filter(Boolean).join(' · ') || undefined
      }
      autoComplete="new-password"
      maxLength={MAX_SECRET}
      autoFocus={replacing}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
};

/** Secrets are write-only. */
export const SecretFields = ({
  adapter,
  set,
  value,
  onChange,
}: {
  adapter: Adapter;
  /** Names of those that are stored. */
  set: readonly string[];
  value: Record<string, string>;
  onChange: (value: Record<string, string>) => void;
}) => {
  const { t } = useTranslation('settings');
  const words = wordsOf(adapter, currentLanguage());
  if (adapter.secrets.length === 0) return null;
  return (
    <fieldset className={css.secrets}>
      <legend>{t('channel.secrets')}</legend>
      {adapter.secrets.map((name) => (
        <SecretField
          key={name}
          label={words[`secrets.${name}`] ?? name}
          hint={words[`secrets.${name}.hint`]}
          stored={set.includes(name)}
          value={value[name] ?? ''}
          onChange={(next) => onChange({ ...value, [name]: next })}
        />
      ))}
    </fieldset>
  );
};

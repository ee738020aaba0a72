import { Checkbox, JsonInput, NumberInput, PasswordInput, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '#contracts/message.ts';
import type { Language } from '#contracts/time.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import page from '../page/page.module.css';

export interface Adapter {
  id: string;
  channel: Channel;
  settingsSchema: Record<string, unknown>;
  secrets: string[];
  strings: Record<string, Record<string, string>>;
}
type Values = Record<string, unknown>;

/** An adapter's own words in a language. */
export const wordsOf = (adapter: Adapter, language: Language): Partial<Record<string, string>> =>
  adapter.strings[language] ?? {};

interface Schema {
  type?: string | undefined;
  enum?: unknown[] | undefined;
  default?: unknown;
  properties?: Record<string, Schema> | undefined;
  items?: Schema | undefined;
  maxLength?: number | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  pattern?: string | undefined;
}
const propertiesOf = (schema: Schema): [string, Schema][] => Object.entries(schema.properties ?? {});

interface FieldProps {
  path: string;
  schema: Schema;
  value: unknown;
  required: boolean;
  words: Partial<Record<string, string>>;
  onChange: (value: unknown) => void;
}
const LANGUAGE_KEYS = new Set(['ja', 'en']);

const JsonField = ({
  label,
  hint,
  value,
  onChange,
}: {
  label: string;
  hint: string | undefined;
  value: unknown;
  onChange: (value: unknown) => void;
}) => {
  const { t } = useTranslation('settings');
  const [text, setText] = useState(JSON.stringify(value ?? [], null, 2));
  return (
    <JsonInput
      size="xs"
      label={label}
      description={hint ?? t('channel.json')}
      validationError={t('channel.badJson')}
      autosize
      minRows={2}
      maxRows={12}
      value={text}
      onChange={(next) => {
        setText(next);
        try {
          onChange(JSON.parse(next));
        } catch {
          // Half-written: the field itself says so when it is left.
        }
      }}
    />
  );
};

const ScalarField = ({ path, schema, value, required, words, onChange }: FieldProps) => {
  const label = words[path] ?? path.split('.').at(-1) ?? path;
  const hint = words[`${path}.hint`];
  const now = value ?? schema.default;
  if (schema.type === 'boolean')
    return (
      <Checkbox
        label={label}
        description={hint}
        checked={now === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  if (schema.enum !== undefined)
    return (
      <Select
        label={label}
        description={hint}
        clearable={!required}
        value={typeof now === 'string' ? now : null}
        data={schema.enum.map((one) => ({
          value: String(one),
          label: words[`${path}.${String(one)}`] ?? String(one),
        }))}
        onChange={(next) => onChange(next ?? undefined)}
      />
    );
  if (schema.type === 'integer' || schema.type === 'number')
    return (
      <NumberInput
        size="xs"
        label={label}
        description={hint}
        hideControls
        thousandSeparator=","
        value={typeof now === 'number' ? now : ''}
        {...(schema.minimum === undefined ? {} : { min: schema.minimum })}
        {...(schema.maximum === undefined ? {} : { max: schema.maximum })}
        onChange={(next) => onChange(next === '' ? undefined : Number(next))}
      />
    );
  const color = schema.pattern?.startsWith('^#[0-9a-f]') === true;
  return (
    <TextInput
      label={label}
      description={hint}
      required={required}
      withAsterisk={false}
      type={color ? 'color' : 'text'}
      {...(schema.maxLength === undefined ? {} : { maxLength: schema.maxLength })}
      value={typeof now === 'string' ? now : ''}
      onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
    />
  );
};

const Field = (props: FieldProps) => {
  const { t } = useTranslation('settings');
  const { path, schema, value, words, onChange } = props;
  const label = words[path] ?? path.split('.').at(-1) ?? path;
  if (schema.type === 'object' && schema.properties !== undefined) {
    const held: Values = typeof value === 'object' && value !== null ? { ...value } : {};
    const both = propertiesOf(schema).every(([key]) => LANGUAGE_KEYS.has(key));
    return (
      <div className={both ? page.pair : page.form}>
        {propertiesOf(schema).map(([key, inner]) => (
          <Field
            key={key}
            path={`${path}.${key}`}
            schema={inner}
            value={held[key]}
            required={false}
            words={
              both
                ? {
                    ...words,
                    [`${path}.${key}`]: `${label} (${key === 'en' ? t('language.en') : t('language.ja')})`,
                  }
                : words
            }
            onChange={(next) => onChange({ ...held, [key]: next })}
          />
        ))}
      </div>
    );
  }
  if (schema.type === 'array' && schema.items?.type === 'string')
    return (
      <Textarea
        label={label}
        description={words[`${path}.hint`] ?? t('channel.lines')}
        autosize
        minRows={2}
        maxRows={10}
        value={Array.isArray(value) ? value.join('\n') : ''}
        onChange={(event) =>
          onChange(event.currentTarget.value === '' ? [] : event.currentTarget.value.split('\n'))
        }
      />
    );
  if (schema.type === 'array' || schema.type === 'object')
    return (
      <JsonField
        label={label}
        hint={words[`${path}.hint`]}
        value={value ?? schema.default}
        onChange={onChange}
      />
    );
  return <ScalarField {...props} />;
};

/** The form an adapter's JSON Schema stands for, in the adapter's own words; settings without words are not for people. */
export const SchemaFields = ({
  adapter,
  value,
  onChange,
}: {
  adapter: Adapter;
  value: Values;
  onChange: (value: Values) => void;
}) => {
  const words = wordsOf(adapter, currentLanguage());
  const schema: Schema & { required?: string[] } = adapter.settingsSchema;
  return (
    <>
      {propertiesOf(schema)
        .filter(([key]) => words[`settings.${key}`] !== undefined)
        .map(([key, inner]) => (
          <Field
            key={key}
            path={`settings.${key}`}
            schema={inner}
            words={words}
            value={value[key]}
            required={schema.required?.includes(key) === true && inner.default === undefined}
            onChange={(next) => onChange({ ...value, [key]: next })}
          />
        ))}
    </>
  );
};

/** Secrets are write-only: what is stored is said, never shown. */
export const SecretFields = ({
  adapter,
  set,
  value,
  onChange,
}: {
  adapter: Adapter;
  set: readonly string[];
  value: Record<string, string>;
  onChange: (value: Record<string, string>) => void;
}) => {
  const { t } = useTranslation('settings');
  const words = wordsOf(adapter, currentLanguage());
  return (
    <>
      {adapter.secrets.map((name) => (
        <PasswordInput
          key={name}
          size="xs"
          label={words[`secrets.${name}`] ?? name}
          description={[
            t(set.includes(name) ? 'channel.secretSet' : 'channel.secretUnset'),
            words[`secrets.${name}.hint`],
          ]
            .filter(Boolean)
            .join(' · ')}
          autoComplete="new-password"
          maxLength={4_000}
          value={value[name] ?? ''}
          onChange={(event) => onChange({ ...value, [name]: event.currentTarget.value })}
        />
      ))}
    </>
  );
};

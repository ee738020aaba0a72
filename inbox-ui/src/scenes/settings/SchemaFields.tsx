import {
  ActionIcon,
  Button,
  Checkbox,
  JsonInput,
  NumberInput,
  Select,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '#contracts/message.ts';
import type { Language } from '#contracts/time.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import page from '../page/page.module.css';
import css from './settings.module.css';

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
  maxItems?: number | undefined;
  additionalProperties?: Schema | boolean | undefined;
  propertyNames?: Schema | undefined;
  required?: string[] | undefined;
}
/** Words for parts of settings that an adapter does not name itself. */
const PARTS = [
  'key',
  'type',
  'label',
  'value',
  'required',
  'options',
  'text',
  'email',
  'phone',
  'select',
] as const;
type Part = (typeof PARTS)[number];
const isPart = (word: string): word is Part => PARTS.some((one) => one === word);
/** The named parts of an object; a record with a known set of names has one of each. */
const propertiesOf = (schema: Schema): [string, Schema][] => {
  if (schema.properties !== undefined) return Object.entries(schema.properties);
  const { additionalProperties: each, propertyNames } = schema;
  if (typeof each !== 'object') return [];
  return (propertyNames?.enum ?? []).map((name) => [String(name), each]);
};
/** A new entry of a list: what must be there is there. */
const blankOf = (schema: Schema): Values =>
  Object.fromEntries(
    propertiesOf(schema).flatMap(([key, inner]): [string, unknown][] => {
      if (inner.type === 'boolean') return [[key, false]];
      if (inner.enum !== undefined) return [[key, inner.enum[0]]];
      return [];
    }),
  );

interface FieldProps {
  path: string;
  schema: Schema;
  value: unknown;
  required: boolean;
  /** Whether the server refused this path of the settings. */
  refused: (path: string) => boolean;
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

/** What a field is called: the adapter's word, ours for a common part, else its name. */
const useLabel = (path: string, words: FieldProps['words']): string => {
  const { t } = useTranslation('settings');
  const last = path.split('.').at(-1) ?? path;
  return words[path] ?? (isPart(last) ? t(`part.${last}`) : last);
};

const ScalarField = ({ path, schema, value, required, refused, words, onChange }: FieldProps) => {
  const { t } = useTranslation('settings');
  const name = useLabel(path, words);
  const open = !required && schema.default === undefined && schema.type === 'string' && !path.includes('[]');
  const label = open ? `${name} (${t('channel.optional')})` : name;
  const bad = refused(path.replace(/^settings\./, ''));
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
        clearable={!required && schema.default === undefined}
        error={bad}
        value={typeof now === 'string' ? now : null}
        data={schema.enum.map((one) => ({
          value: String(one),
          label:
            words[`${path}.${String(one)}`] ??
            (isPart(String(one)) ? t(`part.${String(one) as Part}`) : String(one)),
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
        error={bad}
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
      error={bad}
      type={color ? 'color' : 'text'}
      {...(schema.maxLength === undefined ? {} : { maxLength: schema.maxLength })}
      value={typeof now === 'string' ? now : ''}
      onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
    />
  );
};

/** A list of things with fields of their own: one block each, and a button for one more. */
const ItemsField = ({ path, schema, value, refused, words, onChange }: FieldProps) => {
  const { t } = useTranslation('settings');
  const label = useLabel(path, words);
  const items: unknown[] = Array.isArray(value) ? value : [];
  const item = schema.items ?? {};
  return (
    <fieldset className={css.plain}>
      <legend className="sm t2">{label}</legend>
      <div className={css.items}>
        {items.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an entry has no name but its place
          <div key={index} className={css.item}>
            <Field
              path={`${path}[]`}
              schema={item}
              value={one}
              required
              refused={refused}
              words={words}
              onChange={(next) => onChange(items.map((old, at) => (at === index ? next : old)))}
            />
            <ActionIcon
              aria-label={t('channel.removeItem')}
              title={t('channel.removeItem')}
              onClick={() => onChange(items.filter((_, at) => at !== index))}
            >
              <IconX size={14} stroke={1.6} />
            </ActionIcon>
          </div>
        ))}
        {items.length < (schema.maxItems ?? 50) ? (
          <Button
            style={{ justifySelf: 'start' }}
            leftSection={<IconPlus size={14} stroke={1.6} />}
            aria-label={`${label}: ${t('channel.addItem')}`}
            onClick={() => onChange([...items, blankOf(item)])}
          >
            {t('channel.addItem')}
          </Button>
        ) : null}
      </div>
    </fieldset>
  );
};

const Field = (props: FieldProps) => {
  const { t } = useTranslation('settings');
  const { path, schema, value, words, onChange } = props;
  const label = useLabel(path, words);
  if (schema.type === 'object' && propertiesOf(schema).length > 0) {
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
            required={path.includes('[]') && schema.required?.includes(key) === true}
            refused={props.refused}
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
  if (schema.type === 'array' && schema.items?.properties !== undefined) return <ItemsField {...props} />;
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
  refused,
  onChange,
}: {
  adapter: Adapter;
  value: Values;
  refused: (path: string) => boolean;
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
            refused={refused}
            required={schema.required?.includes(key) === true && inner.default === undefined}
            onChange={(next) => onChange({ ...value, [key]: next })}
          />
        ))}
    </>
  );
};

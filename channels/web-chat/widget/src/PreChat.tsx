import type { InputHTMLAttributes } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from './Icon.tsx';
import type { Ui } from './ui.ts';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;
/** Digits with the marks people write between them, ASCII or full width. */
const PHONE = /^[+＋]?[\d０-９\s()（）-－‐ー.]{6,20}$/;

type Faults = Record<string, string>;

/** Name of the field for the question itself; no setting can take it, keys there are the shop's. */
const QUESTION = '?';

/** Asked once, before the first message, which then carries the answers. */
export const PreChat = ({ ui }: { ui: Ui }) => {
  const { words, language, session } = ui;
  const { fields, topics } = ui.host.config.preChat;
  const [values, setValues] = useState<Record<string, string>>({});
  const [topic, setTopic] = useState('');
  const [faults, setFaults] = useState<Faults>({});
  const all = [
    ...fields,
    {
      key: QUESTION,
      type: 'text' as const,
      label: { ja: words.question, en: words.question },
      required: true,
    },
  ];
  const check = (): Faults => {
    const found: Faults = {};
    for (const { key, type, required } of all) {
      const value = values[key]?.trim() ?? '';
      if (!value) {
        if (required) found[key] = words.required;
      } else if (type === 'email' && !EMAIL.test(value)) found[key] = words.badEmail;
      else if (type === 'phone' && !PHONE.test(value)) found[key] = words.badPhone;
    }
    if (topics.length > 0 && !topic) found.topic = words.choose;
    return found;
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    const found = check();
    setFaults(found);
    if (Object.keys(found).length > 0) {
      const form = event.currentTarget as HTMLFormElement;
      requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
      return;
    }
    const { [QUESTION]: question = '', ...rest } = values;
    const told = Object.fromEntries(
      Object.entries(rest).flatMap(([key, value]) => (value.trim() ? [[key, value.trim()]] : [])),
    );
    session.send(question.trim(), {
      ...(Object.keys(told).length > 0 ? { fields: told } : {}),
      ...(topic ? { topic } : {}),
    });
  };
  return (
    <form class="body form" noValidate onSubmit={submit}>
      <h3>{words.formHead}</h3>
      {topics.length > 0 && (
        <fieldset aria-describedby="mg-topic">
          <legend class="lab">{words.topic}</legend>
          <div class="chips">
            {topics.map(({ value, label }) => (
              <label key={value}>
                <input
                  type="radio"
                  name="topic"
                  aria-invalid={!!faults.topic}
                  onChange={() => setTopic(value)}
                />
                <span>{label[language]}</span>
              </label>
            ))}
          </div>
          <Fault id="mg-topic" text={faults.topic} />
        </fieldset>
      )}
      {all.map((field) => (
        <Field
          key={field.key}
          field={field}
          label={field.label[language]}
          ui={ui}
          value={values[field.key] ?? ''}
          fault={faults[field.key]}
          write={(value) => setValues({ ...values, [field.key]: value })}
        />
      ))}
      <button class="fill" type="submit">
        {words.start}
      </button>
    </form>
  );
};

const Fault = ({ id, text }: { id: string; text: string | undefined }) => (
  <div id={id} class="err" role="alert">
    {text && <Icon name="alert" size={16} />}
    {text}
  </div>
);

interface FieldProps {
  ui: Ui;
  field: {
    key: string;
    type: 'text' | 'email' | 'phone' | 'select';
    required: boolean;
    options?: string[] | undefined;
  };
  label: string;
  value: string;
  fault: string | undefined;
  write(value: string): void;
}

/** Kind of keyboard, and what the browser may fill in. */
const FILL_IN = {
  email: { type: 'email', autocomplete: 'email' },
  phone: { type: 'tel', autocomplete: 'tel' },
  text: { type: 'text' },
};

const Field = ({ ui, field, label, value, fault, write }: FieldProps) => {
  const id = `mg-${field.key}`;
  const props = {
    id,
    class: 'in',
    value,
    maxLength: 500,
    required: field.required,
    'aria-invalid': !!fault,
    'aria-describedby': `${id}-e`,
    onInput: (event: Event) => write((event.currentTarget as HTMLInputElement).value),
  };
  return (
    <div>
      <label class="lab" htmlFor={id}>
        {label} {!field.required && <small>{ui.words.optional}</small>}
      </label>
      {field.type === 'select' ? (
        <select {...props}>
          <option value="">{ui.words.choose}</option>
          {field.options?.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      ) : field.key === QUESTION ? (
        <textarea {...props} maxLength={20_000} rows={3} />
      ) : (
        <input {...({ ...props, ...FILL_IN[field.type] } as InputHTMLAttributes<HTMLInputElement>)} />
      )}
      <Fault id={`${id}-e`} text={fault} />
    </div>
  );
};

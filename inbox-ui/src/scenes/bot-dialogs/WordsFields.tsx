import { Button, Menu, Textarea } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Words } from '#contracts/dialog.ts';
import type { Language } from '#contracts/time.ts';
import css from './dialogs.module.css';

const LANGUAGES = ['ja', 'en'] as const;

/** The same words in both languages, side by side. `names` are offered to be put in where the cursor stands. */
export const WordsFields = ({
  label,
  words,
  onChange,
  names = [],
  missing = [],
  rows = 3,
  maxLength = 2_000,
  disabled = false,
}: {
  label: string;
  words: Words;
  onChange: (words: Words) => void;
  names?: readonly string[];
  /** Languages whose words are wanted and not there. */
  missing?: readonly (Language | undefined)[];
  rows?: number;
  maxLength?: number;
  disabled?: boolean;
}) => {
  const { t } = useTranslation('bot-dialogs');
  const last = useRef<{ language: Language; at: number }>({ language: 'ja', at: -1 });
  const put = (name: string): void => {
    const { language, at } = last.current;
    const text = words[language];
    const place = at < 0 || at > text.length ? text.length : at;
    const added = `{{${name}}}`;
    last.current = { language, at: place + added.length };
    onChange({ ...words, [language]: text.slice(0, place) + added + text.slice(place) });
  };
  return (
    <fieldset className={css.words} disabled={disabled}>
      <legend>{label}</legend>
      {names.length === 0 || disabled ? null : (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              className={css.put ?? ''}
              variant="subtle"
              leftSection={<IconBraces size={14} stroke={1.6} />}
            >
              {t('put')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {names.map((name) => (
              <Menu.Item key={name} onClick={() => put(name)}>
                <code>{name}</code>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <div className={css.pair}>
        {LANGUAGES.map((language) => (
          <Textarea
            key={language}
            size="xs"
            lang={language}
            label={t(`language.${language}`)}
            aria-label={`${label} · ${t(`language.${language}`)}`}
            autosize
            minRows={rows}
            maxRows={12}
            maxLength={maxLength}
            disabled={disabled}
            value={words[language]}
            error={missing.includes(language) ? t('problem.words-missing') : null}
            onSelect={(event) => {
              last.current = { language, at: event.currentTarget.selectionStart };
            }}
            onChange={(event) => onChange({ ...words, [language]: event.currentTarget.value })}
          />
        ))}
      </div>
    </fieldset>
  );
};

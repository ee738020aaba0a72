import '@mantine/core/styles/Pill.css';
import '@mantine/core/styles/PillsInput.css';
import '@mantine/core/styles/NumberInput.css';
import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorCode } from '../../api/client.ts';
import { errorWords } from '../../i18n/i18n.ts';
import css from './page.module.css';

/** A scene with a head of 56 px and one scrolling body. */
export const Page = ({
  title,
  lead,
  actions,
  bar,
  children,
}: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  bar?: ReactNode;
  children: ReactNode;
}) => {
  useEffect(() => {
    document.title = `${title} — Madoguchi`;
  }, [title]);
  return (
    <div className={css.page}>
      <header className={css.head}>
        {lead}
        <h1 className="cut" title={title}>
          {title}
        </h1>
        <span className="grow" />
        {actions}
      </header>
      {bar === undefined ? null : <div className={css.bar}>{bar}</div>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={css.scroll} tabIndex={0} aria-label={title}>
        {children}
      </section>
    </div>
  );
};

/** Why something could not be read, and the next step. */
export const Failed = ({ error, onRetry }: { error: unknown; onRetry: () => void }) => {
  const { t } = useTranslation('common');
  return (
    <div className={css.note} role="alert">
      <p>{errorWords(errorCode(error))}</p>
      <Button onClick={onRetry}>{t('tryAgain')}</Button>
    </div>
  );
};

/** Nothing here yet: one sentence, and one action where there is one. */
export const Empty = ({ text, children }: { text: string; children?: ReactNode }) => (
  <div className={css.note}>
    <p>{text}</p>
    {children}
  </div>
);

/** Still lines in the place of what is being read. */
export const Waiting = ({ lines = 8 }: { lines?: number }) => (
  <div className={css.skeleton} aria-hidden="true">
    {Array.from({ length: lines }, (_, index) => `line-${index}`).map((key, index) => (
      <i key={key} style={{ width: `${[72, 48, 86, 60][index % 4]}%` }} />
    ))}
  </div>
);

/** A text to take along, with its copy button. */
export const CopyField = ({ text, label }: { text: string; label: string }) => {
  const { t } = useTranslation('page');
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  return (
    <div className={css.copy}>
      <code>{text}</code>
      <Button
        h={32}
        aria-label={`${label}: ${t('copy')}`}
        leftSection={copied ? <IconCheck size={16} stroke={1.6} /> : <IconCopy size={16} stroke={1.6} />}
        onClick={() => void copy()}
      >
        <span aria-live="polite">{t(copied ? 'copied' : 'copy')}</span>
      </Button>
    </div>
  );
};

/** A dot and a word: never the dot alone. */
export const StateDot = ({ is, children }: { is: 'good' | 'due' | 'late' | 'none'; children: ReactNode }) => (
  <span className={css.state} data-is={is}>
    <i aria-hidden="true" />
    {children}
  </span>
);

import { Fragment } from 'react';
import { useAgents } from '../../state/session.ts';
import css from './message.module.css';

const LINK = /(https?:\/\/[^\s<>「」（）、。]+)/g;

const withLinks = (text: string) =>
  text.split(LINK).map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one fixed text
      <a key={index} href={part} target="_blank" rel="noreferrer noopener">
        {part}
      </a>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one fixed text
      <Fragment key={index}>{part}</Fragment>
    ),
  );

const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What was written, with its links; in a note the names of colleagues stand out. Never HTML. */
export const MessageText = ({ text, note }: { text: string; note: boolean }) => {
  const agents = useAgents();
  if (text === '') return null;
  const lang = /[们这吗请发开为时]/.test(text) && !/[ぁ-ヿ]/.test(text) ? 'zh' : undefined;
  if (!note || agents.length === 0)
    return (
      <p className={css.text} lang={lang}>
        {withLinks(text)}
      </p>
    );
  const names = new RegExp(`(@(?:${agents.map((agent) => escaped(agent.name)).join('|')}))`, 'g');
  return (
    <p className={css.text}>
      {text.split(names).map((part, index) =>
        index % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one fixed text
          <span key={index} className={css.mention}>
            {part}
          </span>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one fixed text
          <Fragment key={index}>{withLinks(part)}</Fragment>
        ),
      )}
    </p>
  );
};

import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageView } from '#contracts/message.ts';
import { clockOrDay } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import css from './shared.module.css';

/** The same reaction by the same side is one mark with its count. */
const counted = (reactions: NonNullable<MessageView['extra']['reactions']>) => {
  const marks = new Map<string, { emoji: string; by: 'customer' | 'agent'; count: number }>();
  for (const { emoji, by } of reactions) {
    const key = `${by} ${emoji}`;
    marks.set(key, { emoji, by, count: (marks.get(key)?.count ?? 0) + 1 });
  }
  return [...marks.values()];
};

const Earlier = ({ edits }: { edits: NonNullable<MessageView['extra']['edits']> }) => {
  const { t } = useTranslation();
  const now = new Date();
  return (
    <ol className={css.earlier} aria-label={t('message.earlier')}>
      {edits.map((edit, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: earlier texts only ever grow at the end
        <li key={index}>
          <time className="xs t3" dateTime={edit.at}>
            {clockOrDay(new Date(edit.at), now, currentLanguage())}
          </time>
          <span className={css.before}>{edit.text}</span>
        </li>
      ))}
    </ol>
  );
};

/** What became of a message after it was said: reactions, and that it was edited, with the earlier texts on demand. */
export const Aftermath = ({ extra }: { extra: MessageView['extra'] }) => {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const region = useId();
  const reactions = counted(extra.reactions ?? []);
  const edits = extra.isUnsent === true ? [] : (extra.edits ?? []);
  if (reactions.length === 0 && edits.length === 0) return null;
  return (
    <div className={css.after}>
      <div className={css.marks}>
        {reactions.length === 0 ? null : (
          <ul className={css.reactions} aria-label={t('message.reactions')}>
            {reactions.map(({ emoji, by, count }) => (
              <li key={`${by} ${emoji}`} title={t(`message.reacted.${by}`, { emoji })}>
                <span aria-hidden="true">{emoji}</span>
                {count > 1 ? <span className="num">{count}</span> : null}
                <span className="sr">{t(`message.reacted.${by}`, { emoji })}</span>
              </li>
            ))}
          </ul>
        )}
        {edits.length === 0 ? null : (
          <button
            type="button"
            className={css.edited}
            aria-expanded={open}
            aria-controls={region}
            onClick={() => setOpen((before) => !before)}
          >
            {t('message.edited')}
          </button>
        )}
      </div>
      <div id={region}>{open ? <Earlier edits={edits} /> : null}</div>
    </div>
  );
};

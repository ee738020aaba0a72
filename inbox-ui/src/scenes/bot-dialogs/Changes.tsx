import { useTranslation } from 'react-i18next';
import type { DialogDefinition } from '#contracts/dialog.ts';
import css from './dialogs.module.css';
import { type Change, diffDefinitions } from './diff.ts';
import { fieldWords, slotName, stepTitle, type Telling } from './words.ts';

const MARKS = { added: '+', removed: '−', changed: '·', moved: '↕' } as const;

const Part = ({ change, before, after }: { change: Change; before: Telling; after: Telling }) => {
  const { t } = useTranslation('bot-dialogs');
  const side = change.what === 'removed' ? before : after;
  const name =
    change.step !== undefined
      ? stepTitle(side, change.step)
      : change.slot !== undefined
        ? t('slotNamed', { name: slotName(side, change.slot.name) })
        : t('start');
  return (
    <li className={css.change} data-what={change.what}>
      <span aria-hidden="true">{MARKS[change.what]}</span>
      <div>
        <b>{name}</b> <span className="t3">{t(`change.${change.what}`)}</span>
        {change.fields.map((field) => (
          <p key={`${field.field}${field.language ?? ''}${String(field.before)}${String(field.after)}`}>
            <span className="t3">
              {t(`field.${field.field}`)}
              {field.language === undefined ? '' : ` · ${t(`language.${field.language}`)}`}
            </span>
            {field.before === undefined ? null : <del>{fieldWords(before, field.field, field.before)}</del>}
            {field.after === undefined ? null : <ins>{fieldWords(after, field.field, field.after)}</ins>}
          </p>
        ))}
      </div>
    </li>
  );
};

/** What is different in `after`, in words. */
export const Changes = ({
  before,
  after,
  tell,
  none,
}: {
  /** Said when nothing differs. */
  none: string;
  before: DialogDefinition;
  after: DialogDefinition;
  tell: Telling;
}) => {
  const changes = diffDefinitions(before, after);
  if (changes.length === 0) return <p className="t2">{none}</p>;
  return (
    <ul className={css.changes}>
      {changes.map((change) => (
        <Part
          key={`${change.part}${change.what}${change.step?.id ?? change.slot?.name ?? ''}`}
          change={change}
          before={{ ...tell, definition: before }}
          after={{ ...tell, definition: after }}
        />
      ))}
    </ul>
  );
};

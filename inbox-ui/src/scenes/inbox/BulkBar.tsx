import { ActionIcon, Button, Popover, TextInput } from '@mantine/core';
import { IconCheck, IconTag, IconUserPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationRow } from '#contracts/conversation.ts';
import { useActions } from '../../state/use-actions.ts';
import { AssignMenu } from '../conversation/AssignMenu.tsx';
import css from './list.module.css';
import type { Selection } from './use-selection.ts';

/** What can be done to all picked conversations at once; each with Undo. */
export const BulkBar = ({ selection, rows }: { selection: Selection; rows: readonly ConversationRow[] }) => {
  const { t } = useTranslation();
  const actions = useActions();
  const [tag, setTag] = useState('');
  const ids = rows.flatMap((row) => (selection.ids.has(row.id) ? [row.id as string] : []));
  const done = (act: () => void) => (): void => {
    act();
    selection.clear();
  };
  return (
    <div className={css.bulk} role="toolbar" aria-label={t('bulk.title')}>
      <b className="num">{t('bulk.count', { count: ids.length })}</b>
      <span className="grow" />
      <AssignMenu
        onAssign={(to, name) => done(() => actions.assign(ids, to, name))()}
        target={(toggle) => (
          <ActionIcon onClick={toggle} aria-label={t('action.assign')} title={t('action.assign')}>
            <IconUserPlus size={16} stroke={1.6} />
          </ActionIcon>
        )}
      />
      <Popover trapFocus position="bottom-end">
        <Popover.Target>
          <ActionIcon aria-label={t('action.tag')} title={t('action.tag')}>
            <IconTag size={16} stroke={1.6} />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (tag.trim() !== '') done(() => actions.addTag(ids, tag.trim()))();
            }}
          >
            <TextInput
              label={t('tags.add')}
              value={tag}
              maxLength={40}
              onChange={(event) => setTag(event.currentTarget.value)}
            />
          </form>
        </Popover.Dropdown>
      </Popover>
      <Button leftSection={<IconCheck size={16} stroke={1.6} />} onClick={done(() => actions.resolve(ids))}>
        {t('action.resolve')}
      </Button>
      <ActionIcon aria-label={t('bulk.clear')} title={t('bulk.clear')} onClick={selection.clear}>
        <IconX size={16} stroke={1.6} />
      </ActionIcon>
    </div>
  );
};

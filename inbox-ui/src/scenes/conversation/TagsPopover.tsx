import { Popover, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import { useCommands } from '../../keyboard/commands.ts';
import { isComposing } from '../../keyboard/keymap.ts';
import { useActions } from '../../state/use-actions.ts';
import { may } from './abilities.ts';
import css from './head.module.css';

const MAX_TAGS = 30;

/** A conversation's tags: add with Enter, take away with ×. */
export const TagsPopover = ({ conversation }: { conversation: ConversationView }) => {
  const { t } = useTranslation();
  const actions = useActions();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const { id, tags } = conversation;
  const allowed = may(conversation, 'update');
  useCommands({ tag: () => (allowed ? setOpen(true) : false) });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || isComposing(event.nativeEvent)) return;
    event.preventDefault();
    const tag = text.trim();
    if (tag !== '' && !tags.includes(tag) && tags.length < MAX_TAGS) actions.setTags(id, [...tags, tag]);
    setText('');
  };
  return (
    <Popover opened={open} onChange={setOpen} trapFocus returnFocus position="bottom-start" width={260}>
      <Popover.Target>
        <button
          type="button"
          className={`${css.tagButton} cut`}
          disabled={!allowed}
          title={`${t('action.tag')} L`}
          onClick={() => setOpen((before) => !before)}
        >
          {tags.length > 0 ? t('head.tags', { tags: tags.join(t('common:comma')) }) : t('tags.add')}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        {tags.length === 0 ? null : (
          <ul className={css.tagRow} aria-label={t('tags.title')}>
            {tags.map((tag) => (
              <li key={tag} className={css.tag}>
                {tag}
                <button
                  type="button"
                  aria-label={t('tags.remove', { tag })}
                  onClick={() =>
                    actions.setTags(
                      id,
                      tags.filter((other) => other !== tag),
                    )
                  }
                >
                  <IconX size={12} stroke={1.6} />
                </button>
              </li>
            ))}
          </ul>
        )}
        <TextInput
          label={t('tags.add')}
          value={text}
          maxLength={40}
          data-autofocus
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </Popover.Dropdown>
    </Popover>
  );
};

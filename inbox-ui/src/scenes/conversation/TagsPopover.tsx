import { Popover, TextInput } from '@mantine/core';
import { IconPlus, IconTag, IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import { Pick, PickLabel, PickList } from '../../components/PickList.tsx';
import { useCommands } from '../../keyboard/commands.ts';
import { tagsInUse } from '../../state/lists.ts';
import { useActions } from '../../state/use-actions.ts';
import { may } from './abilities.ts';
import css from './head.module.css';

const MAX_TAGS = 30;
/** Most tags offered at once. */
const MOST = 7;

/** Tags in use that fit what is typed, then the typed one as a new tag: a known word is taken before a misspelt one is made. */
const Choices = ({
  text,
  taken,
  onAdd,
}: {
  text: string;
  taken: readonly string[];
  onAdd: (tag: string) => void;
}) => {
  const { t } = useTranslation();
  const client = useQueryClient();
  const wanted = text.toLowerCase();
  const fitting = tagsInUse(client)
    .filter((tag) => !taken.includes(tag) && tag.toLowerCase().includes(wanted))
    .sort((a, b) => Number(b === text) - Number(a === text))
    .slice(0, MOST);
  return (
    <>
      {fitting.length > 0 && text === '' ? <PickLabel>{t('tags.used')}</PickLabel> : null}
      {fitting.map((tag) => (
        <Pick key={tag} icon={<IconTag size={14} stroke={1.6} />} onClick={() => onAdd(tag)}>
          {tag}
        </Pick>
      ))}
      {text === '' || taken.includes(text) || fitting.includes(text) ? null : (
        <Pick icon={<IconPlus size={14} stroke={1.6} />} onClick={() => onAdd(text)}>
          {t('palette.tag', { tag: text })}
        </Pick>
      )}
    </>
  );
};

/** A conversation's tags: choose or write one and press Enter; × takes it away. */
export const TagsPopover = ({ conversation }: { conversation: ConversationView }) => {
  const { t } = useTranslation();
  const actions = useActions();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const { id, tags } = conversation;
  const allowed = may(conversation, 'update');
  useCommands({ tag: () => (allowed ? setOpen(true) : false) });
  const field = useRef<HTMLInputElement>(null);
  const add = (tag: string): void => {
    if (!tags.includes(tag) && tags.length < MAX_TAGS) actions.setTags(id, [...tags, tag]);
    setText('');
    field.current?.focus();
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
        <PickList>
          <TextInput
            ref={field}
            label={t('tags.add')}
            value={text}
            maxLength={40}
            data-autofocus
            data-search
            mb={4}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {open ? <Choices text={text.trim()} taken={tags} onAdd={add} /> : null}
        </PickList>
      </Popover.Dropdown>
    </Popover>
  );
};

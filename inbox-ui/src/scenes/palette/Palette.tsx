import { Modal } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type KeyboardEvent, useDeferredValue, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import { q } from '../../api/client.ts';
import { isComposing } from '../../keyboard/keymap.ts';
import { useConversationActions, useFoundConversations, useInsertActions } from './conversation-actions.tsx';
import { useGoActions, usePreferenceActions } from './go-actions.tsx';
import css from './palette.module.css';
import { type PaletteAction, type PaletteGroup, rank } from './rank.ts';

/** Most lines of one group. */
const MOST = 7;
const LIST = 'palette-list';
const optionId = (index: number): string => `palette-option-${index}`;

const Option = ({
  action,
  index,
  selected,
  onRun,
  onPoint,
}: {
  action: PaletteAction;
  index: number;
  selected: boolean;
  onRun: (action: PaletteAction) => void;
  onPoint: (index: number) => void;
}) => (
  <button
    type="button"
    id={optionId(index)}
    role="option"
    aria-selected={selected}
    tabIndex={-1}
    className={css.option}
    onMouseDown={(event) => event.preventDefault()}
    onMouseMove={() => onPoint(index)}
    onClick={() => onRun(action)}
  >
    <span className={css.icon}>{action.icon}</span>
    <span className="cut">{action.title}</span>
    <span className={`${css.hint} t3 cut`}>{action.hint}</span>
    <span className="grow" />
    {action.keys?.map((key) => (
      <span className="key" key={key}>
        {key}
      </span>
    ))}
  </button>
);

const Foot = () => {
  const { t } = useTranslation();
  return (
    <div className={css.foot}>
      <span>
        <span className="key">↑</span>
        <span className="key">↓</span> {t('palette.choose')}
      </span>
      <span>
        <span className="key">↵</span> {t('palette.run')}
      </span>
      <span className="grow" />
      <span>
        <span className="key">?</span> {t('palette.keys')}
      </span>
    </div>
  );
};

const useGroups = (conversation: ConversationView | undefined, asked: string): PaletteGroup[] => {
  const { t } = useTranslation();
  const groups: PaletteGroup[] = [
    { label: t('palette.conversation'), actions: useConversationActions(conversation, asked) },
    { label: t('palette.insert'), actions: useInsertActions(conversation, asked) },
    { label: t('palette.found'), actions: useFoundConversations(asked), asIs: true },
    { label: t('palette.go'), actions: useGoActions(asked) },
    { label: t('palette.settings'), actions: usePreferenceActions() },
  ];
  return rank(groups, asked, MOST);
};

/** Field and list; fresh at each opening. */
const Body = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation();
  const { conversationId } = useParams({ strict: false });
  const [text, setText] = useState('');
  const [index, setIndex] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const conversation = useQuery({
    ...q.conversations.show.queryOptions({ input: { id: conversationId ?? '' } }),
    enabled: conversationId !== undefined,
    staleTime: 30_000,
  }).data;
  const groups = useGroups(conversation, useDeferredValue(text.trim()));
  const actions = groups.flatMap((group) => group.actions);
  const at = Math.min(index, actions.length - 1);
  useEffect(() => {
    list.current?.querySelector(`#${optionId(at)}`)?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const run = (action: PaletteAction): void => {
    onClose();
    // The palette gives the focus back first; what opens next takes it after.
    setTimeout(action.run, 60);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event.nativeEvent)) return;
    const chosen = actions[at];
    if (event.key === 'ArrowDown') setIndex((at + 1) % Math.max(1, actions.length));
    else if (event.key === 'ArrowUp') setIndex((at - 1 + actions.length) % Math.max(1, actions.length));
    else if (event.key === 'Enter' && chosen !== undefined) run(chosen);
    else return;
    event.preventDefault();
  };
  const place = new Map(actions.map((action, position) => [action, position]));
  return (
    <>
      <div className={css.field}>
        <IconSearch size={18} stroke={1.6} aria-hidden="true" />
        <input
          type="text"
          data-autofocus
          value={text}
          maxLength={200}
          placeholder={t('palette.hint')}
          aria-label={t('palette.title')}
          role="combobox"
          aria-expanded
          aria-controls={LIST}
          aria-autocomplete="list"
          aria-activedescendant={at < 0 ? undefined : optionId(at)}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setIndex(0);
          }}
          onKeyDown={onKeyDown}
        />
        {conversation === undefined ? null : (
          <span className={css.chip}>
            #{conversation.number} {conversation.customerName}
          </span>
        )}
      </div>
      <div
        id={LIST}
        ref={list}
        className={css.list}
        role="listbox"
        aria-label={t('palette.title')}
        tabIndex={0}
      >
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options, not of form fields
          <div key={group.label} role="group" aria-label={group.label}>
            <div className={css.group} aria-hidden="true">
              {group.label}
            </div>
            {group.actions.map((action) => {
              const position = place.get(action) ?? 0;
              return (
                <Option
                  key={action.id}
                  action={action}
                  index={position}
                  selected={position === at}
                  onRun={run}
                  onPoint={setIndex}
                />
              );
            })}
          </div>
        ))}
      </div>
      {actions.length === 0 ? <p className={css.none}>{t('palette.none')}</p> : null}
      <Foot />
    </>
  );
};

/** ⌘K: everything an agent can do, by name. */
export const Palette = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      centered={false}
      yOffset={112}
      size={640}
      padding={0}
      radius={12}
      attributes={{ content: { 'aria-label': t('palette.title') } }}
      classNames={{ body: css.body ?? '' }}
    >
      <Body onClose={onClose} />
    </Modal>
  );
};

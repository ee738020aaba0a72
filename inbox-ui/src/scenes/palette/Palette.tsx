import '@mantine/spotlight/styles.css';
import { createSpotlight, Spotlight, useSpotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { q } from '../../api/client.ts';
import { isComposing } from '../../keyboard/keymap.ts';
import { useConversationActions, useFoundConversations, useInsertActions } from './conversation-actions.tsx';
import { useGoActions, usePreferenceActions } from './go-actions.tsx';
import css from './palette.module.css';
import { type PaletteGroup, rank } from './rank.ts';

const [store, spotlight] = createSpotlight();

/** Most lines of one group. */
const MOST = 7;

const LIST = 'palette-list';
const optionId = (index: number): string => `palette-option-${index}`;

/** The kit marks the chosen line in the page itself; this puts the mark on the first line of a new list. */
const chooseFirst = (): void => {
  const list = document.getElementById(LIST);
  list?.querySelector('[data-selected]')?.removeAttribute('data-selected');
  list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
  store.updateState((state) => ({ ...state, listId: LIST, selected: 0 }));
};

const Group = ({
  group,
  from,
  selected,
  onClose,
}: {
  group: PaletteGroup;
  from: number;
  selected: number;
  onClose: () => void;
}) =>
  group.actions.length === 0 ? null : (
    <Spotlight.ActionsGroup label={group.label} role="group" aria-label={group.label}>
      {group.actions.map((action, index) => (
        <Spotlight.Action
          // biome-ignore lint/suspicious/noArrayIndexKey: the kit keeps the id a line was first drawn with
          key={`${from + index}-${action.id}`}
          id={optionId(from + index)}
          role="option"
          aria-selected={from + index === selected}
          closeSpotlightOnTrigger={false}
          onClick={() => {
            onClose();
            // The palette gives the focus back first; what opens next takes it after.
            setTimeout(action.run, 30);
          }}
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
        </Spotlight.Action>
      ))}
    </Spotlight.ActionsGroup>
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

/** ⌘K: everything an agent can do, by name. */
export const Palette = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const { t } = useTranslation();
  const { conversationId } = useParams({ strict: false });
  const [text, setText] = useState('');
  useEffect(() => {
    if (!opened) return spotlight.close();
    setText('');
    spotlight.open();
  }, [opened]);
  const asked = useDeferredValue(text.trim());
  const conversation = useQuery({
    ...q.conversations.show.queryOptions({ input: { id: conversationId ?? '' } }),
    enabled: conversationId !== undefined,
    staleTime: 30_000,
  }).data;
  const groups: PaletteGroup[] = [
    { label: t('palette.conversation'), actions: useConversationActions(conversation, asked) },
    { label: t('palette.insert'), actions: useInsertActions(conversation, asked) },
    { label: t('palette.found'), actions: useFoundConversations(asked), asIs: true },
    { label: t('palette.go'), actions: useGoActions(asked) },
    { label: t('palette.settings'), actions: usePreferenceActions() },
  ];
  const shown = groups.map((group) => ({
    ...group,
    actions: (group.asIs === true ? group.actions : rank(group.actions, asked)).slice(0, MOST),
  }));
  const { selected } = useSpotlight(store);
  const listed = shown.flatMap((group) => group.actions.map((action) => action.id)).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its first line
  useEffect(() => {
    if (opened) requestAnimationFrame(chooseFirst);
  }, [opened, listed]);
  const none = shown.every((group) => group.actions.length === 0);
  return (
    <Spotlight.Root
      store={store}
      onSpotlightClose={onClose}
      shortcut={null}
      query={text}
      onQueryChange={setText}
      size={640}
      yOffset={112}
      centered={false}
      overlayProps={{ backgroundOpacity: 0, blur: 0 }}
      attributes={{ content: { 'aria-label': t('palette.title') } }}
      maxHeight={500}
      scrollable
      radius={12}
      shadow="var(--float)"
      transitionProps={{ duration: 140, transition: 'fade' }}
      classNames={{ content: css.content ?? '' }}
    >
      {/* The keys of an input method end here, before the list could take its Enter. */}
      <div
        className={css.field}
        role="presentation"
        onKeyDownCapture={(event) => {
          if (isComposing(event.nativeEvent)) event.stopPropagation();
        }}
      >
        <Spotlight.Search
          className="grow"
          placeholder={t('palette.hint')}
          aria-label={t('palette.title')}
          role="combobox"
          aria-expanded
          aria-controls={LIST}
          aria-autocomplete="list"
          aria-activedescendant={selected < 0 ? undefined : optionId(selected)}
          leftSection={<IconSearch size={18} stroke={1.6} />}
        />
        {conversation === undefined ? null : (
          <span className={css.chip}>
            #{conversation.number} {conversation.customerName}
          </span>
        )}
      </div>
      <div id={LIST} className={css.list} role="listbox" aria-label={t('palette.title')} tabIndex={0}>
        {shown.map((group, at) => (
          <Group
            key={group.label}
            group={group}
            from={shown.slice(0, at).reduce((count, before) => count + before.actions.length, 0)}
            selected={selected}
            onClose={onClose}
          />
        ))}
        {none ? <Spotlight.Empty>{t('palette.none')}</Spotlight.Empty> : null}
      </div>
      <Foot />
    </Spotlight.Root>
  );
};

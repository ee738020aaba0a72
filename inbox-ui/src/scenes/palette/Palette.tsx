import '@mantine/spotlight/styles.css';
import { Spotlight } from '@mantine/spotlight';
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
import { type PaletteAction, type PaletteGroup, rank } from './rank.ts';

/** Most lines of one group. */
const MOST = 7;

const Group = ({
  label,
  actions,
  onClose,
}: {
  label: string;
  actions: readonly PaletteAction[];
  onClose: () => void;
}) =>
  actions.length === 0 ? null : (
    <Spotlight.ActionsGroup label={label}>
      {actions.map((action) => (
        <Spotlight.Action
          key={action.id}
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
    if (opened) setText('');
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
  const none = shown.every((group) => group.actions.length === 0);
  return (
    <Spotlight.Root
      forceOpened={opened}
      onSpotlightClose={onClose}
      shortcut={null}
      query={text}
      onQueryChange={setText}
      size={640}
      yOffset={112}
      maxHeight={500}
      scrollable
      radius={12}
      shadow="var(--float)"
      aria-label={t('palette.title')}
      transitionProps={{ duration: 140, transition: 'fade' }}
      classNames={{ content: css.content ?? '' }}
    >
      <div className={css.field}>
        <Spotlight.Search
          className="grow"
          placeholder={t('palette.hint')}
          aria-label={t('palette.title')}
          leftSection={<IconSearch size={18} stroke={1.6} />}
          onKeyDown={(event) => {
            if (isComposing(event.nativeEvent)) event.stopPropagation();
          }}
        />
        {conversation === undefined ? null : (
          <span className={css.chip}>
            #{conversation.number} {conversation.customerName}
          </span>
        )}
      </div>
      <Spotlight.ActionsList>
        {shown.map((group) => (
          <Group key={group.label} label={group.label} actions={group.actions} onClose={onClose} />
        ))}
        {none ? <Spotlight.Empty>{t('palette.none')}</Spotlight.Empty> : null}
      </Spotlight.ActionsList>
      <Foot />
    </Spotlight.Root>
  );
};

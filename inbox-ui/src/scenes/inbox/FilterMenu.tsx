import { ActionIcon, Button, Popover, Select, TextInput } from '@mantine/core';
import { IconFilter, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CHANNELS } from '../../components/channel-names.ts';
import type { InboxSearch } from '../../state/inbox-search.ts';
import { useAgents, useTeams } from '../../state/session.ts';
import css from './list.module.css';

type Props = { search: InboxSearch; set: (to: InboxSearch) => void };
const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;
const CUT = ['assignee', 'team', 'channel', 'priority', 'language', 'tag', 'customer', 'report'] as const;

/** Narrows the list; every choice is in the address, and so in a saved view. */
export const FilterMenu = ({ search, set }: Props) => {
  const { t } = useTranslation();
  const agents = useAgents();
  const teams = useTeams();
  const [tag, setTag] = useState(search.tag ?? '');
  const inside = { comboboxProps: { withinPortal: false }, clearable: true, mt: 8 } as const;
  const on = CUT.some((word) => search[word] !== undefined);
  return (
    <Popover position="bottom-end" width={272} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          aria-label={t('list.filter')}
          title={t('list.filter')}
          {...(on ? { c: 'var(--accent-text)' } : {})}
        >
          <IconFilter size={16} stroke={1.6} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Select
          {...inside}
          mt={0}
          label={t('filter.assignee')}
          value={search.assignee ?? null}
          data={[
            { value: 'none', label: t('assign.nobody') },
            ...agents.map((agent) => ({ value: agent.id as string, label: agent.name })),
          ]}
          onChange={(value) => set({ assignee: value ?? undefined })}
        />
        <Select
          {...inside}
          label={t('filter.team')}
          value={search.team ?? null}
          data={teams.map((team) => ({ value: team.id as string, label: team.name }))}
          onChange={(value) => set({ team: value ?? undefined })}
        />
        <Select
          {...inside}
          label={t('filter.channel')}
          value={search.channel ?? null}
          data={CHANNELS.map((channel) => ({ value: channel as string, label: t(`channel.${channel}`) }))}
          onChange={(value) => set({ channel: value ?? undefined })}
        />
        <Select
          {...inside}
          label={t('filter.priority')}
          value={search.priority ?? null}
          data={PRIORITIES.map((priority) => ({
            value: priority as string,
            label: t(`priority.${priority}`),
          }))}
          onChange={(value) => set({ priority: value ?? undefined })}
        />
        <Select
          {...inside}
          label={t('filter.language')}
          value={search.language ?? null}
          data={['ja', 'en'].map((language) => ({ value: language, label: t(`language.${language}`) }))}
          onChange={(value) => set({ language: value ?? undefined })}
        />
        <form
          onSubmit={(event) => {
            event.preventDefault();
            set({ tag: tag.trim() === '' ? undefined : tag.trim() });
          }}
        >
          <TextInput
            mt={8}
            label={t('filter.tag')}
            value={tag}
            maxLength={40}
            onChange={(event) => setTag(event.currentTarget.value)}
            rightSectionWidth={56}
            rightSection={
              <Button type="submit" variant="subtle" h={24} px={6}>
                {t('filter.apply')}
              </Button>
            }
          />
        </form>
      </Popover.Dropdown>
    </Popover>
  );
};

/** What narrows the list, in words, each with a way off. */
export const FilterChips = ({ search, set }: Props) => {
  const { t } = useTranslation();
  const agents = useAgents();
  const teams = useTeams();
  const wordsFor = (word: (typeof CUT)[number], value: string): string => {
    if (word === 'assignee') return agents.find((agent) => agent.id === value)?.name ?? t('assign.nobody');
    if (word === 'team') return teams.find((team) => team.id === value)?.name ?? value;
    if (word === 'channel' || word === 'priority' || word === 'language')
      return t(`${word}.${value}`, { defaultValue: value });
    if (word === 'customer') return t('filter.oneCustomer');
    return value;
  };
  const chosen = CUT.flatMap((word) => {
    const value = search[word];
    return value === undefined ? [] : [{ word, value }];
  });
  if (chosen.length === 0) return null;
  return (
    <ul className={css.chips} aria-label={t('list.filter')}>
      {chosen.map(({ word, value }) => (
        <li key={word} className={css.chip}>
          {t(`filter.${word}`)}: {wordsFor(word, value)}
          <button
            type="button"
            aria-label={t('filter.remove', { what: t(`filter.${word}`) })}
            onClick={() =>
              set(
                word === 'report'
                  ? { report: undefined, from: undefined, to: undefined, bucket: undefined }
                  : { [word]: undefined },
              )
            }
          >
            <IconX size={12} stroke={1.6} />
          </button>
        </li>
      ))}
    </ul>
  );
};

import { ActionIcon, Menu } from '@mantine/core';
import {
  IconBookmark,
  IconBookmarkPlus,
  IconCheck,
  IconChevronDown,
  IconDots,
  IconPencil,
  IconSearch,
  IconTrash,
  IconX,
} from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationRow, InboxView } from '#contracts/conversation.ts';
import { api, errorCode, q } from '../../api/client.ts';
import { errorWords } from '../../i18n/i18n.ts';
import { useCommands } from '../../keyboard/commands.ts';
import { isComposing } from '../../keyboard/keymap.ts';
import { type InboxSearch, readInboxSearch } from '../../state/inbox-search.ts';
import { useCounts } from '../../state/lists.ts';
import { type ListFilter, SORTS, VIEWS } from '../../state/rows.ts';
import { useSession } from '../../state/session.ts';
import { sayFailed } from '../../state/undo.ts';
import { FilterChips, FilterMenu } from './FilterMenu.tsx';
import css from './list.module.css';
import { newMessage } from './new-message.ts';
import { SaveViewDialog } from './SaveViewDialog.tsx';

const TABS: readonly InboxView[] = ['mine', 'unassigned', 'queue', 'mentions', 'bot'];

interface HeadProps {
  filter: ListFilter;
  search: InboxSearch;
  set: (to: InboxSearch) => void;
  replace: (to: InboxSearch) => void;
  rows: readonly ConversationRow[];
  more: boolean;
}

const SavedViews = ({ replace, onSave }: { replace: HeadProps['replace']; onSave: () => void }) => {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { abilities } = useSession();
  const saved = useQuery(q.savedViews.list.queryOptions({ staleTime: 60_000 })).data?.items ?? [];
  const remove = (id: string): void => {
    api.savedViews.remove({ id }).then(
      () => client.invalidateQueries({ queryKey: q.savedViews.list.key() }),
      (error: unknown) => sayFailed(errorWords(errorCode(error))),
    );
  };
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{t('list.savedViews')}</Menu.Label>
      {saved.map((view) => (
        <Menu.Item
          key={view.id}
          leftSection={<IconBookmark size={16} stroke={1.6} />}
          rightSection={
            <IconTrash
              size={14}
              stroke={1.6}
              aria-label={t('list.removeView', { name: view.name })}
              onClick={(event) => {
                event.stopPropagation();
                remove(view.id);
              }}
            />
          }
          onClick={() => replace(readInboxSearch(view.query))}
        >
          {view.name}
        </Menu.Item>
      ))}
      {abilities['save-views'] === false ? null : (
        <Menu.Item leftSection={<IconBookmarkPlus size={16} stroke={1.6} />} onClick={onSave}>
          {t('list.saveView')}
        </Menu.Item>
      )}
    </>
  );
};

const ViewItems = ({
  views,
  filter,
  replace,
}: {
  views: readonly InboxView[];
  filter: ListFilter;
  replace: HeadProps['replace'];
}) => {
  const { t } = useTranslation();
  const counts = useCounts();
  return views.map((view) => (
    <Menu.Item
      key={view}
      leftSection={
        filter.view === view ? <IconCheck size={16} stroke={1.6} /> : <span style={{ width: 16 }} />
      }
      rightSection={<span className="xs t3 num">{counts[view] ?? ''}</span>}
      onClick={() => replace({ view })}
    >
      {t(`view.${view}`)}
    </Menu.Item>
  ));
};

/** Search within the list: from a short pause on, or at once with Enter; never in mid conversion. */
const SearchField = ({
  value,
  onChange,
  onClose,
}: {
  value: string;
  onChange: (q: string | undefined) => void;
  onClose: () => void;
}) => {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const composing = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  const change = useRef(onChange);
  change.current = onChange;
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    if (composing.current || text.trim() === value) return;
    const timer = setTimeout(() => change.current(text.trim() === '' ? undefined : text.trim()), 250);
    return () => clearTimeout(timer);
  }, [text, value]);
  return (
    <search className={css.search}>
      <IconSearch size={16} stroke={1.6} aria-hidden="true" />
      <input
        ref={field}
        type="text"
        enterKeyHint="search"
        aria-label={t('list.search')}
        placeholder={t('list.searchHint')}
        value={text}
        maxLength={200}
        onCompositionStart={() => {
          composing.current = true;
        }}
        onCompositionEnd={(event) => {
          composing.current = false;
          setText(`${event.currentTarget.value}`);
        }}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || isComposing(event.nativeEvent)) return;
          event.stopPropagation();
          onClose();
        }}
      />
      <ActionIcon size={24} aria-label={t('list.closeSearch')} onClick={onClose}>
        <IconX size={14} stroke={1.6} />
      </ActionIcon>
    </search>
  );
};

const Tabs = ({ filter, replace }: Pick<HeadProps, 'filter' | 'replace'>) => {
  const { t } = useTranslation();
  const counts = useCounts();
  const rest = VIEWS.filter((view) => !TABS.includes(view));
  return (
    <nav className={css.views} aria-label={t('list.views')}>
      {TABS.map((view) => (
        <button
          key={view}
          type="button"
          className={css.tab}
          aria-current={filter.view === view ? 'true' : undefined}
          title={t(`view.${view}`)}
          onClick={() => replace({ view })}
        >
          <span aria-hidden="true">{t(`viewShort.${view}`)}</span>
          <span className="sr">{t(`view.${view}`)}</span>
          <small>{counts[view] ?? ''}</small>
        </button>
      ))}
      <span className="grow" />
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon aria-label={t('list.moreViews')}>
            <IconDots size={16} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <ViewItems views={rest} filter={filter} replace={replace} />
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
};

const SortLine = ({ filter, set, rows, more }: Omit<HeadProps, 'search' | 'replace'>) => {
  const { t } = useTranslation();
  const counts = useCounts();
  const toAnswer = rows.filter((row) => row.waitingSince !== undefined).length;
  const total =
    (filter.q === undefined && filter.view !== undefined ? counts[filter.view] : undefined) ?? rows.length;
  return (
    <div className={css.sort}>
      <Menu width={200}>
        <Menu.Target>
          <button
            type="button"
            className={css.tiny}
            aria-label={t('list.sortBy', { sort: t(`sort.${filter.sort}`) })}
          >
            {t(`sort.${filter.sort}`)}
            <IconChevronDown size={12} stroke={1.6} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {SORTS.map((sort) => (
            <Menu.Item
              key={sort}
              rightSection={sort === filter.sort ? <IconCheck size={16} stroke={1.6} /> : null}
              onClick={() => set({ sort })}
            >
              {t(`sort.${sort}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <span className="grow" />
      {rows.length === 0 ? null : (
        <span className="xs t3 num">
          {t(more ? 'list.toAnswerMore' : 'list.toAnswer', { toAnswer, total: Math.max(total, rows.length) })}
        </span>
      )}
    </div>
  );
};

/** Head of the list: which view, search, filter, new message; tabs; sort. */
export const ListHead = ({ filter, search, set, replace, rows, more }: HeadProps) => {
  const { t } = useTranslation();
  const [searching, setSearching] = useState(search.q !== undefined);
  const [saving, setSaving] = useState(false);
  useCommands({ search: () => setSearching(true) });
  const closeSearch = (): void => {
    setSearching(false);
    if (search.q !== undefined) set({ q: undefined });
  };
  const title = filter.view === undefined ? t('view.found') : t(`view.${filter.view}`);
  return (
    <>
      <header className={css.head}>
        {searching ? (
          <SearchField value={search.q ?? ''} onChange={(text) => set({ q: text })} onClose={closeSearch} />
        ) : (
          <>
            <Menu width={240}>
              <Menu.Target>
                <button type="button" className={css.viewButton}>
                  <h1 className="cut">{title}</h1>
                  <IconChevronDown size={14} stroke={1.6} aria-hidden="true" />
                </button>
              </Menu.Target>
              <Menu.Dropdown>
                <ViewItems views={VIEWS} filter={filter} replace={replace} />
                <SavedViews replace={replace} onSave={() => setSaving(true)} />
              </Menu.Dropdown>
            </Menu>
            <span className="grow" />
            <ActionIcon
              aria-label={t('list.search')}
              title={`${t('list.search')} /`}
              onClick={() => setSearching(true)}
            >
              <IconSearch size={16} stroke={1.6} />
            </ActionIcon>
          </>
        )}
        <FilterMenu search={search} set={set} />
        <ActionIcon
          aria-label={t('list.newMessage')}
          title={`${t('list.newMessage')} C`}
          onClick={() => newMessage.set({})}
        >
          <IconPencil size={16} stroke={1.6} />
        </ActionIcon>
      </header>
      <Tabs filter={filter} replace={replace} />
      <SortLine filter={filter} set={set} rows={rows} more={more} />
      <FilterChips search={search} set={set} />
      {saving ? <SaveViewDialog search={search} onClose={() => setSaving(false)} /> : null}
    </>
  );
};

import { Button, MultiSelect, Select, TagsInput, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Language } from '#contracts/time.ts';
import { q } from '../../api/client.ts';
import css from './page.module.css';
import { usePageSearch } from './use-page-search.ts';

const LANGUAGES = ['ja', 'en'] as const satisfies readonly Language[];
const MOST_SKILLS = 40;
const LONGEST_SKILL = 40;

const useLanguages = () => {
  const { t } = useTranslation('common');
  return LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }));
};

/** One language of the two. */
export const LanguageSelect = ({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Language;
  onChange: (value: Language) => void;
}) => (
  <Select
    label={label}
    data={useLanguages()}
    value={value}
    allowDeselect={false}
    onChange={(next) => onChange(next === 'en' ? 'en' : 'ja')}
  />
);

/** Any of the languages. */
export const LanguagesSelect = ({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Language[];
  onChange: (value: Language[]) => void;
}) => (
  <MultiSelect
    size="xs"
    label={label}
    data={useLanguages()}
    value={value}
    onChange={(next) => onChange(LANGUAGES.filter((one) => next.includes(one)))}
  />
);

/** Skills, with those that members and queues already use to choose from: one spelling of one skill. */
export const SkillsInput = ({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string[];
  onChange: (value: string[]) => void;
}) => {
  const { t } = useTranslation('page');
  const agents = useQuery(q.agents.list.queryOptions({ staleTime: 30_000 })).data?.items ?? [];
  const queues = useQuery(q.queues.list.queryOptions({ staleTime: 30_000 })).data?.items ?? [];
  const used = [...new Set([...agents, ...queues].flatMap(({ skills }) => skills))].sort();
  return (
    <TagsInput
      size="xs"
      label={label}
      placeholder={value.length === 0 ? t('typeEnter') : ''}
      data={used}
      value={value}
      maxTags={MOST_SKILLS}
      onChange={(next) => onChange(next.map((one) => one.trim().slice(0, LONGEST_SKILL)).filter(Boolean))}
    />
  );
};

/** The search of a list; what is looked for stands in the address. */
export const SearchField = ({ label, maxLength }: { label: string; maxLength: number }) => {
  const [search, change] = usePageSearch();
  return (
    <TextInput
      className={css.search ?? ''}
      type="search"
      aria-label={label}
      placeholder={label}
      maxLength={maxLength}
      leftSection={<IconSearch size={16} stroke={1.6} />}
      defaultValue={search.q ?? ''}
      onChange={(event) => change({ q: event.currentTarget.value })}
    />
  );
};

/** Adds one to the list of the page. */
export const AddButton = ({ label, onClick }: { label: string; onClick: () => void }) => (
  <Button leftSection={<IconPlus size={16} stroke={1.6} />} onClick={onClick}>
    {label}
  </Button>
);

/** The next part of a list, when there is one. */
export const MoreButton = ({
  list,
}: {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}) => {
  const { t } = useTranslation('page');
  if (!list.hasNextPage) return null;
  return (
    <Button
      className={css.more ?? ''}
      loading={list.isFetchingNextPage}
      onClick={() => void list.fetchNextPage()}
    >
      {t('more')}
    </Button>
  );
};

import { ActionIcon, Button, Modal, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CategoryView } from '#contracts/http-help.ts';
import { api, q } from '../../api/client.ts';
import { Failed, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useSave } from '../page/use-save.ts';
import css from './help-centre.module.css';

const NAMES = ['ja', 'en'] as const;
type Save = ReturnType<typeof useSave>;

const Names = ({
  label,
  name,
  save,
  submit,
  keep,
}: {
  label: string;
  name: CategoryView['name'];
  save: Save;
  submit: string;
  keep: (name: CategoryView['name']) => Promise<unknown>;
}) => {
  const { t } = useTranslation('help-centre');
  const [draft, setDraft] = useState(name);
  const same = draft.ja === name.ja && draft.en === name.en;
  const send = (event: FormEvent): void => {
    event.preventDefault();
    void save
      .run(() => keep(draft))
      .then((done) => (done && name.ja + name.en === '' ? setDraft(name) : null));
  };
  return (
    <form className={css.names} onSubmit={send}>
      {NAMES.map((language) => (
        <TextInput
          key={language}
          aria-label={`${label}: ${t(`language.${language}`)}`}
          placeholder={t(`language.${language}`)}
          lang={language}
          value={draft[language]}
          maxLength={80}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setDraft((before) => ({ ...before, [language]: value }));
          }}
        />
      ))}
      {same && name.ja + name.en !== '' ? null : (
        <Button type="submit" disabled={draft.ja.trim() + draft.en.trim() === ''}>
          {submit}
        </Button>
      )}
    </form>
  );
};

const Row = ({
  one,
  before,
  after,
  save,
}: {
  one: CategoryView;
  before: CategoryView | undefined;
  after: CategoryView | undefined;
  save: Save;
}) => {
  const { t } = useTranslation('help-centre');
  const name = one.name.ja || one.name.en;
  const swap = (with_: CategoryView | undefined): void => {
    if (with_ === undefined) return;
    void save.run(async () => {
      await api.articleCategories.update({ id: one.id, version: one.version, order: with_.order });
      await api.articleCategories.update({ id: with_.id, version: with_.version, order: one.order });
    });
  };
  return (
    <li>
      <Names
        label={name}
        name={one.name}
        save={save}
        submit={t('common:save')}
        keep={(changed) => api.articleCategories.update({ id: one.id, version: one.version, name: changed })}
      />
      <ActionIcon
        aria-label={t('categories.up', { name })}
        disabled={before === undefined}
        onClick={() => swap(before)}
      >
        <IconArrowUp size={16} stroke={1.6} />
      </ActionIcon>
      <ActionIcon
        aria-label={t('categories.down', { name })}
        disabled={after === undefined}
        onClick={() => swap(after)}
      >
        <IconArrowDown size={16} stroke={1.6} />
      </ActionIcon>
      <ActionIcon
        aria-label={t('categories.remove', { name })}
        onClick={() => void save.run(() => api.articleCategories.remove({ id: one.id }))}
      >
        <IconTrash size={16} stroke={1.6} />
      </ActionIcon>
    </li>
  );
};

/** The help centre's categories: their names in both languages, and their order. */
export const CategoriesDialog = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation('help-centre');
  const read = useQuery(q.articleCategories.list.queryOptions({ staleTime: 0 }));
  const save = useSave(q.articleCategories.list.key(), ['article-list'], q.articles.show.key());
  const all = read.data?.items;
  return (
    <Modal
      opened
      onClose={onClose}
      size={640}
      title={t('categories.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <div className={page.form}>
        <p className="t2">{t('categories.hint')}</p>
        {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
        {all === undefined && !read.isError ? <Waiting lines={4} /> : null}
        <ul className={css.categories}>
          {(all ?? []).map((one, at) => (
            <Row
              key={`${one.id} ${one.version}`}
              one={one}
              before={all?.[at - 1]}
              after={all?.[at + 1]}
              save={save}
            />
          ))}
        </ul>
        <Names
          label={t('categories.new')}
          name={{ ja: '', en: '' }}
          save={save}
          submit={t('categories.add')}
          keep={(name) => api.articleCategories.create({ name })}
        />
        {save.failed === undefined ? null : (
          <p className="late prose" role="alert">
            {save.failed}
          </p>
        )}
      </div>
    </Modal>
  );
};

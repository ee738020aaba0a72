import { Button, FileButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IMPORT_LIMITS } from '#contracts/choices.ts';
import type { ImportRow } from '#contracts/http-help.ts';
import { api, q } from '../../api/client.ts';
import { say } from '../../state/undo.ts';
import { EditDialog } from '../page/EditDialog.tsx';
import page from '../page/page.module.css';
import { useSave } from '../page/use-save.ts';
import css from './help-centre.module.css';

interface Read {
  name: string;
  text: string;
}

const Preview = ({ rows }: { rows: readonly ImportRow[] }) => {
  const { t } = useTranslation('help-centre');
  const bad = rows.filter(({ problems }) => problems.length > 0).length;
  return (
    <>
      <p className={bad > 0 ? 'late' : 't2'} role="status">
        {bad > 0
          ? t('import.bad', { n: bad, count: bad })
          : t('import.good', { n: rows.length, count: rows.length })}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={css.rows} tabIndex={0} aria-label={t('import.preview')}>
        <table className={page.table}>
          <thead>
            <tr>
              <th scope="col">{t('column.title')}</th>
              <th scope="col">{t('column.category')}</th>
              <th scope="col">{t('import.what')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.file} ${row.line}`}>
                <td>
                  <span className="cut">{row.title || '–'}</span>
                  <span className="t3">
                    {row.file}
                    {row.line > 1 ? ` · ${t('import.line', { n: row.line })}` : ''}
                  </span>
                </td>
                <td className="t2">{row.category || '–'}</td>
                <td>
                  {row.problems.length === 0 ? (
                    <span className="t2">{t(`import.as.${row.as}`)}</span>
                  ) : (
                    <ul className="late">
                      {row.problems.map(({ field, problem }) => (
                        <li key={`${field} ${problem}`}>
                          {t('import.problem', {
                            field: t(`import.field.${field}`),
                            problem: t(`import.problems.${problem}`),
                          })}
                        </li>
                      ))}
                    </ul>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
};

/** Reads articles from files: first what would become of them, then all of them or none. */
export const ImportDialog = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation('help-centre');
  const save = useSave(['article-list'], q.articleCategories.list.key(), q.articles.show.key());
  const [files, setFiles] = useState<Read[]>([]);
  const [rows, setRows] = useState<ImportRow[]>();
  const choose = async (chosen: readonly File[]): Promise<void> => {
    setRows(undefined);
    await save.run(async () => {
      const texts = await Promise.all(
        chosen
          .slice(0, IMPORT_LIMITS.files)
          .map(async (file) => ({ name: file.name, text: await file.text() })),
      );
      setFiles(texts);
      setRows((await api.articles.importFiles({ dryRun: true, files: texts })).rows);
    });
  };
  const bring = async (): Promise<void> => {
    const done = await save.run(() => api.articles.importFiles({ dryRun: false, files }));
    if (!done) return;
    say(t('import.done', { n: rows?.length ?? 0, count: rows?.length ?? 0 }));
    onClose();
  };
  const isGood = rows !== undefined && rows.length > 0 && rows.every(({ problems }) => problems.length === 0);
  return (
    <EditDialog
      title={t('import.title')}
      size={760}
      save={save}
      submit={t('import.submit')}
      disabled={!isGood}
      onSubmit={bring}
      onClose={onClose}
    >
      <p className="t2 prose">{t('import.hint')}</p>
      <div>
        <FileButton
          multiple
          accept=".md,.markdown,.csv,text/markdown,text/csv"
          onChange={(chosen) => void choose(chosen)}
        >
          {(props) => <Button {...props}>{t('import.choose')}</Button>}
        </FileButton>
      </div>
      {rows === undefined ? null : <Preview rows={rows} />}
    </EditDialog>
  );
};

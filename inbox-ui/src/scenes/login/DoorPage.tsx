import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Mark } from '../../components/marks.tsx';
import { currentLanguage, setLanguage } from '../../i18n/i18n.ts';
import css from './door.module.css';

/** The page before the inbox: one narrow column, the mark, a form, the language. */
export const DoorPage = ({
  title,
  failed,
  children,
}: {
  title: string;
  failed: string | undefined;
  children: ReactNode;
}) => {
  const { t } = useTranslation('common');
  useEffect(() => {
    document.title = `${title} · ${t('title')}`;
    document.querySelector<HTMLInputElement>('form input')?.focus();
  }, [title, t]);
  const other = currentLanguage() === 'ja' ? 'en' : 'ja';
  return (
    <main className={css.page}>
      <div className={css.column}>
        <span className={css.mark}>
          <Mark size={40} />
        </span>
        <h1 className={css.title}>{title}</h1>
        <p role="alert" className={css.failed}>
          {failed}
        </p>
        {children}
        <button type="button" className={css.language} lang={other} onClick={() => void setLanguage(other)}>
          {other === 'ja' ? '日本語' : 'English'}
        </button>
      </div>
    </main>
  );
};

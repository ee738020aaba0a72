import { Button } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { errorCode } from '../api/client.ts';
import { errorWords } from '../i18n/i18n.ts';
import css from './unreachable.module.css';

/** Shown instead of the frame when it cannot be known who is signed in. */
export const Unreachable = ({ error }: { error: unknown }) => {
  const router = useRouter();
  const { t } = useTranslation();
  return (
    <main className={css.page}>
      <p role="alert">{errorWords(errorCode(error))}</p>
      <Button onClick={() => void router.invalidate()}>{t('common:tryAgain')}</Button>
    </main>
  );
};

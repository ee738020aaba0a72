import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signIn } from '../../api/auth.ts';
import { errorWords } from '../../i18n/i18n.ts';
import { sessionOptions } from '../../state/session.ts';
import { DoorPage } from './DoorPage.tsx';

/** Sign-in by e-mail address and password. */
export const LoginScene = () => {
  const { t } = useTranslation('common');
  const { next } = useSearch({ from: '/login' });
  const client = useQueryClient();
  const navigate = useNavigate();
  const [failed, setFailed] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFailed(undefined);
    const code = await signIn(String(form.get('email')).trim(), String(form.get('password')));
    if (code === undefined) {
      await client.resetQueries({ queryKey: sessionOptions().queryKey });
      await navigate({ href: next ?? '/' });
      return;
    }
    setFailed(errorWords(code));
    setBusy(false);
  };
  return (
    <DoorPage title={t('login.title')} failed={failed}>
      <form onSubmit={(event) => void submit(event)}>
        <TextInput
          name="email"
          type="email"
          label={t('login.email')}
          autoComplete="username"
          required
          withAsterisk={false}
          size="sm"
          data-autofocus
        />
        <PasswordInput
          name="password"
          label={t('login.password')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          size="sm"
          mt={12}
          visibilityToggleButtonProps={{ 'aria-label': t('login.showPassword') }}
        />
        <Button type="submit" variant="filled" fullWidth mt={20} h={36} loading={busy}>
          {t('login.submit')}
        </Button>
      </form>
      <p className="xs t3">{t('login.help')}</p>
    </DoorPage>
  );
};

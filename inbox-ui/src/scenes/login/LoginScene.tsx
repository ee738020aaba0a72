import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { passSecondStep, signIn } from '../../api/auth.ts';
import { errorWords } from '../../i18n/i18n.ts';
import { sessionOptions } from '../../state/session.ts';
import { DoorPage } from './DoorPage.tsx';

const PasswordFields = () => {
  const { t } = useTranslation('common');
  return (
    <>
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
    </>
  );
};

const CodeField = () => {
  const { t } = useTranslation('common');
  return (
    <TextInput
      name="code"
      label={t('login.code')}
      description={t('login.codeHint')}
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      autoFocus
      required
      withAsterisk={false}
      maxLength={20}
      size="sm"
    />
  );
};

/** Sign-in by e-mail address and password, and by a code from the device where the agent set that up. */
export const LoginScene = () => {
  const { t } = useTranslation('common');
  const { next, step } = useSearch({ from: '/login' });
  const client = useQueryClient();
  const navigate = useNavigate();
  const [failed, setFailed] = useState<string>();
  const [busy, setBusy] = useState(false);
  const ask = (second: boolean) => {
    setFailed(undefined);
    return navigate({
      to: '/login',
      replace: true,
      search: { ...(next === undefined ? {} : { next }), ...(second ? { step: true as const } : {}) },
    });
  };
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const word = (name: string): string => String(form.get(name) ?? '');
    setBusy(true);
    setFailed(undefined);
    const code = step
      ? await passSecondStep(word('code'))
      : await signIn(word('email').trim(), word('password'));
    if (code === undefined) {
      await client.resetQueries({ queryKey: sessionOptions().queryKey });
      await navigate({ href: next ?? '/' });
      return;
    }
    setBusy(false);
    if (code === 'second-step') return void ask(true);
    // The try has run out: it begins again with the password.
    if (step && code === 'sign-in-required') await ask(false);
    setFailed(errorWords(code));
  };
  return (
    <DoorPage title={t(step ? 'login.step' : 'login.title')} failed={failed}>
      <form key={step ? 'step' : 'password'} onSubmit={(event) => void submit(event)}>
        {step ? <CodeField /> : <PasswordFields />}
        <Button type="submit" variant="filled" fullWidth mt={20} h={36} loading={busy}>
          {t(step ? 'login.verify' : 'login.submit')}
        </Button>
      </form>
      {step ? (
        <Button variant="subtle" onClick={() => void ask(false)}>
          {t('login.other')}
        </Button>
      ) : (
        <p className="xs t3">{t('login.help')}</p>
      )}
    </DoorPage>
  );
};

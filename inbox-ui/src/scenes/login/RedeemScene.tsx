import { Button, PasswordInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signIn } from '../../api/auth.ts';
import { api, errorCode } from '../../api/client.ts';
import { errorWords } from '../../i18n/i18n.ts';
import { DoorPage } from './DoorPage.tsx';

/** Sets the first or a new password by a one-time link, then signs in with it. */
export const RedeemScene = () => {
  const { t } = useTranslation('common');
  const { token } = useSearch({ from: '/redeem' });
  const navigate = useNavigate();
  const [failed, setFailed] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const password = String(form.get('password'));
    if (password !== String(form.get('again'))) return setFailed(t('redeem.differ'));
    setBusy(true);
    setFailed(undefined);
    try {
      const { email } = await api.session.redeem({ token, password });
      const code = await signIn(email, password);
      if (code === undefined) await navigate({ to: '/' });
      else await navigate({ to: '/login', search: code === 'second-step' ? { step: true } : {} });
    } catch (error) {
      setFailed(errorWords(errorCode(error)));
      setBusy(false);
    }
  };
  return (
    <DoorPage title={t('redeem.title')} failed={failed}>
      <p className="t2">{t('redeem.hint')}</p>
      <form onSubmit={(event) => void submit(event)}>
        {(['password', 'again'] as const).map((name) => (
          <PasswordInput
            key={name}
            name={name}
            label={t(`redeem.${name}`)}
            autoComplete="new-password"
            required
            minLength={10}
            withAsterisk={false}
            size="sm"
            mt={12}
            visibilityToggleButtonProps={{ 'aria-label': t('login.showPassword') }}
          />
        ))}
        <Button type="submit" variant="filled" fullWidth mt={20} h={36} loading={busy}>
          {t('redeem.submit')}
        </Button>
      </form>
    </DoorPage>
  );
};

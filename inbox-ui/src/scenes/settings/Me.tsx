import { Button, PasswordInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changePassword, ownSignIn } from '../../api/auth.ts';
import { errorWords } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { say } from '../../state/undo.ts';
import { Failed, Page, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { SecondStep } from './SecondStep.tsx';
import css from './settings.module.css';

const Account = () => {
  const { t } = useTranslation('settings');
  const { agent } = useSession();
  return (
    <section className={css.section}>
      <h2>{t('me.account')}</h2>
      <dl className={css.facts}>
        <dt>{t('column.name')}</dt>
        <dd>{agent.name}</dd>
        <dt>{t('column.email')}</dt>
        <dd>{agent.email}</dd>
        <dt>{t('column.role')}</dt>
        <dd>{t(`common:role.${agent.role}`)}</dd>
      </dl>
    </section>
  );
};

const Password = () => {
  const { t } = useTranslation('settings');
  const [failed, setFailed] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const word = (name: string): string => String(new FormData(form).get(name) ?? '');
    if (word('new') !== word('again')) return setFailed(t('me.differ'));
    setBusy(true);
    const code = await changePassword(word('current'), word('new'));
    setBusy(false);
    setFailed(code === undefined ? undefined : errorWords(code));
    if (code !== undefined) return;
    form.reset();
    say(t('me.changed'));
  };
  return (
    <section className={css.section}>
      <h2>{t('me.password')}</h2>
      <form className={css.narrow} onSubmit={(event) => void submit(event)}>
        {(['current', 'new', 'again'] as const).map((name) => (
          <PasswordInput
            key={name}
            name={name}
            label={t(`me.${name}`)}
            autoComplete={name === 'current' ? 'current-password' : 'new-password'}
            required
            withAsterisk={false}
            maxLength={200}
            visibilityToggleButtonProps={{ 'aria-label': t('common:login.showPassword') }}
          />
        ))}
        {failed === undefined ? null : (
          <p className="late prose" role="alert">
            {failed}
          </p>
        )}
        <div className={page.keys}>
          <Button type="submit" loading={busy}>
            {t('me.change')}
          </Button>
        </div>
      </form>
    </section>
  );
};

/** One's own sign-in: who one is here, the password, the second step. */
export const Me = () => {
  const { t } = useTranslation('settings');
  const read = useQuery({ queryKey: ['own-sign-in'], queryFn: ownSignIn, staleTime: 0 });
  return (
    <Page title={t('nav.me')}>
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Waiting /> : null}
      {read.data === undefined ? null : (
        <div className={css.body}>
          <Account />
          <Password />
          <SecondStep on={read.data.secondStep} onChange={() => void read.refetch()} />
        </div>
      )}
    </Page>
  );
};

import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Enrolment, secondStep } from '../../api/auth.ts';
import { errorWords } from '../../i18n/i18n.ts';
import { say } from '../../state/undo.ts';
import { CopyField, StateDot } from '../page/Page.tsx';
import page from '../page/page.module.css';
import css from './settings.module.css';

type Wish = 'enable' | 'disable' | 'codes';
/** Where one is: nothing under way; the password is asked for a wish; the key is to be entered; the codes are to be kept. */
type Stage =
  | { at: 'rest' }
  | { at: 'password'; wish: Wish }
  | { at: 'key'; enrolment: Enrolment }
  | { at: 'codes'; codes: readonly string[] };

/** The key of an `otpauth:` address, in groups of four as people type it. */
const keyOf = (uri: string): string =>
  (new URL(uri).searchParams.get('secret') ?? '').replaceAll(/(.{4})(?=.)/g, '$1 ');

const Ask = ({
  submit,
  failed,
  busy,
  onSubmit,
  onCancel,
  children,
}: {
  submit: string;
  failed: string | undefined;
  busy: boolean;
  onSubmit: (word: string) => void;
  onCancel: () => void;
  children: ReactNode;
}) => {
  const { t } = useTranslation('settings');
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onSubmit(String(new FormData(event.currentTarget).get('word') ?? ''));
  };
  return (
    <form className={css.narrow} onSubmit={send}>
      {children}
      {failed === undefined ? null : (
        <p className="late prose" role="alert">
          {failed}
        </p>
      )}
      <div className={page.keys}>
        <Button type="submit" variant="filled" loading={busy}>
          {submit}
        </Button>
        <Button variant="subtle" onClick={onCancel}>
          {t('page:cancel')}
        </Button>
      </div>
    </form>
  );
};

const Codes = ({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) => {
  const { t } = useTranslation('settings');
  return (
    <div className={page.form}>
      <h3 className="sm t2">{t('me.codes')}</h3>
      <p className="prose">{t('me.codesText')}</p>
      <CopyField text={codes.join('\n')} label={t('me.codes')} />
      <div className={page.keys}>
        <Button variant="filled" onClick={onKept}>
          {t('me.kept')}
        </Button>
      </div>
    </div>
  );
};

const Key = ({ uri }: { uri: string }) => {
  const { t } = useTranslation('settings');
  return (
    <>
      <p className="prose">{t('me.scan')}</p>
      <CopyField text={keyOf(uri)} label={t('me.key')} />
      <a className={page.link} href={uri}>
        {t('me.openApp')}
      </a>
      <TextInput
        name="word"
        label={t('me.code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        withAsterisk={false}
        maxLength={10}
        data-autofocus
      />
    </>
  );
};

/** Sets up, renews and turns off the code that is asked for after the password. */
export const SecondStep = ({ on, onChange }: { on: boolean; onChange: () => void }) => {
  const { t } = useTranslation('settings');
  const [stage, setStage] = useState<Stage>({ at: 'rest' });
  const [failed, setFailed] = useState<string>();
  const [busy, setBusy] = useState(false);
  const go = (to: Stage): void => {
    setFailed(undefined);
    setStage(to);
  };
  const attempt = async (work: () => Promise<Stage>): Promise<void> => {
    setBusy(true);
    try {
      go(await work());
    } catch (error) {
      setFailed(errorWords(error instanceof Error ? error.message : 'internal'));
    } finally {
      setBusy(false);
    }
  };
  const withPassword = async (wish: Wish, password: string): Promise<Stage> => {
    if (wish === 'enable') return { at: 'key', enrolment: await secondStep.begin(password) };
    if (wish === 'codes') return { at: 'codes', codes: await secondStep.newCodes(password) };
    await secondStep.turnOff(password);
    say(t('me.turnedOff'));
    onChange();
    return { at: 'rest' };
  };
  const confirm = async (enrolment: Enrolment, code: string): Promise<Stage> => {
    await secondStep.confirm(code);
    say(t('me.turnedOn'));
    onChange();
    return { at: 'codes', codes: enrolment.codes };
  };
  const rest = (): void => go({ at: 'rest' });
  return (
    <section className={css.section}>
      <h2>{t('me.step')}</h2>
      <StateDot is={on ? 'good' : 'none'}>{t(on ? 'me.on' : 'me.off')}</StateDot>
      {on || stage.at === 'codes' ? null : <p className="t2 prose">{t('me.about')}</p>}
      {stage.at === 'rest' ? (
        <div className={page.keys}>
          {(on ? (['codes', 'disable'] as const) : (['enable'] as const)).map((wish) => (
            <Button key={wish} onClick={() => go({ at: 'password', wish })}>
              {t(wish === 'enable' ? 'me.setUp' : wish === 'codes' ? 'me.newCodes' : 'me.turnOff')}
            </Button>
          ))}
        </div>
      ) : null}
      {stage.at === 'password' ? (
        <Ask
          submit={t(stage.wish === 'disable' ? 'me.turnOff' : 'me.next')}
          failed={failed}
          busy={busy}
          onCancel={rest}
          onSubmit={(word) => void attempt(() => withPassword(stage.wish, word))}
        >
          <PasswordInput
            name="word"
            label={t('me.current')}
            description={t('me.ask')}
            autoComplete="current-password"
            required
            withAsterisk={false}
            autoFocus
            visibilityToggleButtonProps={{ 'aria-label': t('common:login.showPassword') }}
          />
        </Ask>
      ) : null}
      {stage.at === 'key' ? (
        <Ask
          submit={t('me.confirm')}
          failed={failed}
          busy={busy}
          onCancel={rest}
          onSubmit={(word) => void attempt(() => confirm(stage.enrolment, word))}
        >
          <Key uri={stage.enrolment.uri} />
        </Ask>
      ) : null}
      {stage.at === 'codes' ? <Codes codes={stage.codes} onKept={rest} /> : null}
    </section>
  );
};

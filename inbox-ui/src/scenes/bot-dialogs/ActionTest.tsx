import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HttpActionTest } from '#contracts/http-bot-dialogs.ts';
import { api, errorCode } from '../../api/client.ts';
import { errorWords } from '../../i18n/i18n.ts';
import { StateDot } from '../page/Page.tsx';
import css from './dialogs.module.css';
import { inputOf } from './input-lines.ts';

const requestText = ({ request }: HttpActionTest): string =>
  [
    `${request.method} ${request.url}`,
    ...Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`),
    ...(request.body === undefined ? [] : ['', request.body]),
  ].join('\n');

const Result = ({ test }: { test: HttpActionTest }) => {
  const { t } = useTranslation('bot-dialogs');
  const fields = Object.entries(test.answer);
  return (
    <div className={css.result}>
      {test.sent ? (
        <StateDot is={test.ok ? 'good' : 'late'}>
          {t(test.ok ? 'actions.answered' : 'actions.notAnswered', {
            status: test.status ?? '',
            ms: Math.round(test.ms ?? 0),
            problem: t(`actions.problem.${test.problem ?? 'other'}`, { defaultValue: test.problem ?? '' }),
          })}
        </StateDot>
      ) : (
        <StateDot is="none">{t('actions.wouldSend')}</StateDot>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={css.request} tabIndex={0} aria-label={t('actions.request')}>
        {requestText(test)}
      </section>
      {fields.length === 0 ? null : (
        <dl className={css.filled} aria-label={t('actions.answer')}>
          {fields.map(([name, value]) => (
            <div key={name}>
              <dt>{`{{answer.${name}}}`}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
};

/** Shows the signed request, or sends it for real. What is sent names no customer. */
export const ActionTest = ({ id, unsaved }: { id: string; unsaved: boolean }) => {
  const { t } = useTranslation('bot-dialogs');
  const [lines, setLines] = useState('');
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState(false);
  const [test, setTest] = useState<HttpActionTest>();
  const [failed, setFailed] = useState<string>();
  const run = async (send: boolean): Promise<void> => {
    setBusy(true);
    setFailed(undefined);
    setAsked(false);
    try {
      setTest(await api.httpActions.test({ id, send, input: inputOf(lines) }));
    } catch (error) {
      setFailed(errorWords(errorCode(error)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <fieldset className={css.case}>
      <legend>{t('actions.test')}</legend>
      <Textarea
        size="xs"
        label={t('actions.input')}
        description={t('actions.inputHint')}
        placeholder={'order=A-1001\nreason=late'}
        autosize
        minRows={2}
        maxRows={6}
        value={lines}
        onChange={(event) => setLines(event.currentTarget.value)}
      />
      {unsaved ? <p className="t3 sm prose">{t('actions.saveFirst')}</p> : null}
      {asked ? <p className="due prose">{t('actions.sendHint')}</p> : null}
      <div className={css.keys}>
        <Button loading={busy} disabled={unsaved} onClick={() => void run(false)}>
          {t('actions.show')}
        </Button>
        <Button
          variant="subtle"
          disabled={busy || unsaved}
          onClick={() => (asked ? void run(true) : setAsked(true))}
        >
          {t(asked ? 'actions.sendNow' : 'actions.send')}
        </Button>
      </div>
      {failed === undefined ? null : (
        <p className="late prose" role="alert">
          {failed}
        </p>
      )}
      {test === undefined ? null : <Result test={test} />}
    </fieldset>
  );
};

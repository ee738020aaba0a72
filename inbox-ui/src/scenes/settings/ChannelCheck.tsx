import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { AccountCheck } from '#contracts/views.ts';
import { api, errorCode, q } from '../../api/client.ts';
import { currentLanguage, errorWords } from '../../i18n/i18n.ts';
import { StateDot } from '../page/Page.tsx';
import type { Account } from './channel-health.ts';
import { type Adapter, wordsOf } from './SchemaFields.tsx';
import css from './settings.module.css';
import { TokenEnd } from './TokenEnd.tsx';

type Result = z.infer<typeof AccountCheck>;

/** A problem is a key of the adapter's words; two of them are the server's own. */
const problemWords = (problem: string, words: Partial<Record<string, string>>): string =>
  words[problem] ??
  words[`problem.${problem}`] ??
  errorWords(problem === 'unreachable' ? 'delivery-unreachable' : problem);

const Found = ({ result, words }: { result: Result; words: Partial<Record<string, string>> }) => {
  const { t } = useTranslation('settings');
  return (
    <>
      {result.ok === undefined ? (
        <p className="t2 prose">{t('channel.checkNone')}</p>
      ) : result.ok ? (
        <StateDot is="good">{t('channel.checkGood')}</StateDot>
      ) : (
        <p className={css.problem}>
          <StateDot is="late">{t('channel.checkBad')}</StateDot>
          <span className="prose">{problemWords(result.problem ?? 'unknown', words)}</span>
        </p>
      )}
      {result.facts.length === 0 && result.expiresAt === undefined ? null : (
        <dl className={css.facts}>
          {result.facts.map((fact) => (
            <div key={fact.label}>
              <dt>{words[fact.label] ?? fact.label}</dt>
              <dd>{fact.value}</dd>
            </div>
          ))}
          {result.expiresAt === undefined ? null : (
            <div>
              <dt>{t('channel.token')}</dt>
              <dd>
                <TokenEnd at={result.expiresAt} />
              </dd>
            </div>
          )}
        </dl>
      )}
    </>
  );
};

/** Asks the provider whether the account works, and says what it answered. */
export const ChannelCheck = ({ account, adapter }: { account: Account; adapter: Adapter | undefined }) => {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<Result>();
  const [failed, setFailed] = useState<string>();
  const words = adapter === undefined ? {} : wordsOf(adapter, currentLanguage());
  const check = async (): Promise<void> => {
    setBusy(true);
    setFailed(undefined);
    try {
      setResult(await api.channelAccounts.check({ id: account.id }));
      await client.invalidateQueries({ queryKey: q.channelAccounts.list.key() });
    } catch (error) {
      setResult(undefined);
      setFailed(errorWords(errorCode(error)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className={css.section}>
      <h2>{t('channel.check')}</h2>
      <p className="t2 prose">{t('channel.checkAbout')}</p>
      <Button style={{ justifySelf: 'start' }} loading={busy} onClick={() => void check()}>
        {t('channel.check')}
      </Button>
      <div role="status" className={css.result}>
        {failed === undefined ? null : <span className="late">{failed}</span>}
        {result === undefined ? null : <Found result={result} words={words} />}
      </div>
    </section>
  );
};

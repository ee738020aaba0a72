import { Button, NumberInput, PasswordInput, Switch, TextInput } from '@mantine/core';
import '@mantine/core/styles/Switch.css';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelLimits, ModelUsage, ModelUse, ModelView } from '#contracts/model.ts';
import { api, errorCode, q } from '../../api/client.ts';
import { currentLanguage, errorWords } from '../../i18n/i18n.ts';
import { say } from '../../state/undo.ts';
import { LeaveGuard } from '../page/LeaveGuard.tsx';
import { Failed, Page, StateDot, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useSave } from '../page/use-save.ts';
import css from './model.module.css';

type Draft = Pick<ModelView, 'enabled' | 'url' | 'model' | 'may' | 'limits'>;
interface Part {
  draft: Draft;
  onChange: (draft: Draft) => void;
}
const FORM = 'bot-model';
/** The server's limit. */
const MOST_SECONDS = 7;

const Connection = ({
  draft,
  onChange,
  keySet,
  secret,
  onSecret,
  refused,
}: Part & {
  keySet: boolean;
  secret: string | undefined;
  onSecret: (secret: string) => void;
  refused: (field: string) => boolean;
}) => {
  const { t } = useTranslation('bot-model');
  return (
    <section className={page.section}>
      <h2>{t('connection.title')}</h2>
      <p className="t2 prose">{t('connection.hint')}</p>
      <Switch
        size="sm"
        label={t('connection.enabled')}
        checked={draft.enabled}
        onChange={(event) => onChange({ ...draft, enabled: event.currentTarget.checked })}
      />
      <div className={css.pair}>
        <TextInput
          size="xs"
          type="url"
          label={t('connection.url')}
          placeholder="https://api.example.com/v1"
          maxLength={500}
          value={draft.url}
          error={refused('url') ? t('connection.missing') : undefined}
          onChange={(event) => onChange({ ...draft, url: event.currentTarget.value.trim() })}
        />
        <TextInput
          size="xs"
          label={t('connection.model')}
          maxLength={120}
          value={draft.model}
          error={refused('model') ? t('connection.missing') : undefined}
          onChange={(event) => onChange({ ...draft, model: event.currentTarget.value })}
        />
      </div>
      {keySet && secret === undefined ? (
        <div className={css.secret}>
          <span className="sm grow">{t('connection.key')}</span>
          <StateDot is="good">{t('connection.keySet')}</StateDot>
          <Button onClick={() => onSecret('')}>{t('connection.replace')}</Button>
        </div>
      ) : (
        <PasswordInput
          size="xs"
          label={t('connection.key')}
          description={t('connection.keyHint')}
          autoComplete="new-password"
          maxLength={4_000}
          value={secret ?? ''}
          visibilityToggleButtonProps={{ 'aria-label': t('connection.show') }}
          onChange={(event) => onSecret(event.currentTarget.value)}
        />
      )}
    </section>
  );
};

const Uses = ({ draft, onChange }: Part) => {
  const { t } = useTranslation('bot-model');
  return (
    <section className={page.section}>
      <h2>{t('may.title')}</h2>
      <p className="t2 prose">{t('may.hint')}</p>
      <div className={css.uses}>
        {(Object.keys(draft.may) as ModelUse[]).map((use) => (
          <Switch
            key={use}
            size="sm"
            label={t(`may.${use}`)}
            description={t(`may.${use}Hint`)}
            checked={draft.may[use]}
            onChange={(event) =>
              onChange({ ...draft, may: { ...draft.may, [use]: event.currentTarget.checked } })
            }
          />
        ))}
      </div>
    </section>
  );
};

type Cap = 'dayTokens' | 'monthTokens' | 'dayMoney' | 'monthMoney';
const CAPS: readonly Cap[] = ['dayTokens', 'monthTokens', 'dayMoney', 'monthMoney'];

const Limits = ({ draft, onChange }: Part) => {
  const { t } = useTranslation('bot-model');
  const { limits } = draft;
  const set = (change: Partial<ModelLimits>): void =>
    onChange({ ...draft, limits: { ...limits, ...change } });
  return (
    <section className={page.section}>
      <h2>{t('limits.title')}</h2>
      <p className="t2 prose">{t('limits.hint')}</p>
      <div className={css.pair}>
        {CAPS.map((cap) => (
          <NumberInput
            key={cap}
            size="xs"
            hideControls
            min={0}
            thousandSeparator=","
            allowDecimal={cap.endsWith('Money')}
            label={t(`limits.${cap}`)}
            placeholder={t('limits.none')}
            value={limits[cap] ?? ''}
            onChange={(value) => set({ [cap]: value === '' ? null : Math.max(0, Number(value)) })}
          />
        ))}
        {(['priceIn', 'priceOut'] as const).map((price) => (
          <NumberInput
            key={price}
            size="xs"
            hideControls
            min={0}
            decimalScale={6}
            label={t(`limits.${price}`)}
            value={limits[price]}
            onChange={(value) => set({ [price]: Math.max(0, Number(value)) })}
          />
        ))}
        <TextInput
          size="xs"
          label={t('limits.currency')}
          maxLength={3}
          value={limits.currency}
          onChange={(event) => set({ currency: event.currentTarget.value.toUpperCase() })}
        />
        <NumberInput
          size="xs"
          hideControls
          min={1}
          max={MOST_SECONDS}
          decimalScale={1}
          label={t('limits.timeout', { most: MOST_SECONDS })}
          value={limits.timeoutMs / 1_000}
          onChange={(value) => set({ timeoutMs: Math.round(Number(value) * 1_000) })}
        />
      </div>
    </section>
  );
};

const Usage = ({ view }: { view: ModelView }) => {
  const { t } = useTranslation('bot-model');
  const { limits, usage } = view;
  const number = new Intl.NumberFormat(currentLanguage());
  const money = new Intl.NumberFormat(currentLanguage(), { style: 'currency', currency: limits.currency });
  const of = (used: string, cap: string | undefined): string =>
    cap === undefined ? used : t('usage.of', { used, cap });
  const row = (name: 'day' | 'month', one: ModelUsage, tokens: number | null, most: number | null) => (
    <tr key={name}>
      <th scope="row">{t(`usage.${name}`)}</th>
      <td className="num">
        {of(number.format(one.tokensIn + one.tokensOut), tokens === null ? undefined : number.format(tokens))}
      </td>
      <td className="num">{of(money.format(one.money), most === null ? undefined : money.format(most))}</td>
      <td className="num">{number.format(one.calls)}</td>
      <td className="num">{number.format(one.faults)}</td>
    </tr>
  );
  return (
    <section className={page.section}>
      <h2>{t('usage.title')}</h2>
      <table className={css.usage}>
        <thead>
          <tr>
            <td />
            {(['tokens', 'money', 'calls', 'faults'] as const).map((name) => (
              <th key={name} scope="col">
                {t(`usage.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {row('day', usage.day, limits.dayTokens, limits.dayMoney)}
          {row('month', usage.month, limits.monthTokens, limits.monthMoney)}
        </tbody>
      </table>
    </section>
  );
};

const Probe = ({ disabled }: { disabled: boolean }) => {
  const { t } = useTranslation('bot-model');
  const test = useMutation({ mutationFn: () => api.model.test() });
  const { ok, ms, fault } = test.data ?? {};
  return (
    <>
      <span className="sm t2" role="status">
        {test.isError ? errorWords(errorCode(test.error)) : null}
        {ok === undefined ? null : (
          <StateDot is={ok ? 'good' : 'late'}>
            {ok ? t('test.ok', { ms }) : t(`assist:fault.${fault ?? 'failed'}`)}
          </StateDot>
        )}
      </span>
      <Button disabled={disabled} loading={test.isPending} onClick={() => test.mutate()}>
        {t('test.run')}
      </Button>
    </>
  );
};

const Form = ({ view }: { view: ModelView }) => {
  const { t } = useTranslation(['bot-model', 'assist']);
  const save = useSave(q.model.show.key(), q.model.summary.key());
  const { enabled, url, model, may, limits } = view;
  const before: Draft = { enabled, url, model, may, limits };
  const [draft, setDraft] = useState(before);
  const [secret, setSecret] = useState<string>();
  const changed = secret !== undefined || JSON.stringify(draft) !== JSON.stringify(before);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const key = secret === undefined ? {} : { key: secret };
    const change = { ...draft, ...key, version: view.version };
    if (await save.run(() => api.model.update(change))) say(t('page:saved'));
  };
  return (
    <Page
      title={t('title')}
      actions={
        <>
          <span className={`sm ${save.failed === undefined ? 't3' : 'late'}`} role="status">
            {save.failed ?? (changed ? t('unsaved') : '')}
          </span>
          <Probe disabled={changed || url === '' || model === ''} />
          <Button type="submit" form={FORM} variant="filled" disabled={!changed} loading={save.busy}>
            {t('common:save')}
          </Button>
        </>
      }
    >
      <form id={FORM} className={css.body} onSubmit={(event) => void submit(event)}>
        <LeaveGuard unsaved={() => changed} />
        <Connection
          draft={draft}
          onChange={setDraft}
          keySet={view.keySet}
          secret={secret}
          onSecret={setSecret}
          refused={save.refused}
        />
        <Uses draft={draft} onChange={setDraft} />
        <Limits draft={draft} onChange={setDraft} />
        <Usage view={view} />
      </form>
    </Page>
  );
};

/** The optional language model: where it is, what it may do, what it may cost, and what it has cost. */
export const ModelPage = () => {
  const { t } = useTranslation(['bot-model', 'assist']);
  const read = useQuery(q.model.show.queryOptions());
  if (read.data !== undefined) return <Form key={read.data.version} view={read.data} />;
  return (
    <Page title={t('title')}>
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : <Waiting />}
    </Page>
  );
};

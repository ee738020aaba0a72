import { Button, Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { MINUTE } from '#contracts/time.ts';
import type { GeneralSettings } from '#contracts/views.ts';
import { api, q } from '../../api/client.ts';
import { useSession } from '../../state/session.ts';
import { say } from '../../state/undo.ts';
import { LeaveGuard } from '../page/LeaveGuard.tsx';
import { Failed, Page, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useSave } from '../page/use-save.ts';
import { HoursEditor } from './HoursEditor.tsx';
import css from './settings.module.css';

type Settings = z.infer<typeof GeneralSettings>;
/** Where the settings say nothing, as the server has it. */
const REQUEUE_AFTER_MS = 10 * MINUTE;
const zones = (now: string): string[] => [...new Set([now, ...Intl.supportedValuesOf('timeZone')])];

const Names = ({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Settings['shopName'];
  onChange: (next: Settings['shopName']) => void;
}) => {
  const { t } = useTranslation('settings');
  return (
    <section className={css.section}>
      <h2>{label}</h2>
      <div className={page.pair}>
        {(['ja', 'en'] as const).map((language) => (
          <TextInput
            key={language}
            label={t(`general.name.${language}`)}
            aria-label={`${label} ${t(`general.name.${language}`)}`}
            lang={language}
            maxLength={80}
            value={value[language]}
            onChange={(event) => onChange({ ...value, [language]: event.currentTarget.value })}
          />
        ))}
      </div>
    </section>
  );
};

const Surveys = ({ draft, set }: { draft: Settings; set: (patch: Partial<Settings>) => void }) => {
  const { t } = useTranslation('settings');
  const { csat, nps } = draft;
  return (
    <section className={css.section}>
      <h2>{t('general.surveys')}</h2>
      <div className={page.pair}>
        <div className={page.form}>
          <Checkbox
            label={t('general.csat')}
            checked={csat.enabled}
            onChange={(event) => set({ csat: { ...csat, enabled: event.currentTarget.checked } })}
          />
          <NumberInput
            size="xs"
            label={t('general.csatDelay')}
            min={0}
            max={10_080}
            hideControls
            allowDecimal={false}
            value={Math.round(csat.delayMs / MINUTE)}
            onChange={(value) => set({ csat: { ...csat, delayMs: Number(value) * MINUTE } })}
          />
        </div>
        <div className={page.form}>
          <Checkbox
            label={t('general.nps')}
            checked={nps.enabled}
            onChange={(event) => set({ nps: { ...nps, enabled: event.currentTarget.checked } })}
          />
          <NumberInput
            size="xs"
            label={t('general.npsDays')}
            min={1}
            max={3_650}
            hideControls
            allowDecimal={false}
            value={nps.everyDays}
            onChange={(value) => set({ nps: { ...nps, everyDays: Math.max(1, Number(value) || 1) } })}
          />
        </div>
      </div>
    </section>
  );
};

const Away = ({ draft, set }: { draft: Settings; set: (patch: Partial<Settings>) => void }) => {
  const { t } = useTranslation('settings');
  const afterMs = draft.routing?.requeueAbsentAfterMs ?? REQUEUE_AFTER_MS;
  return (
    <section className={css.section}>
      <h2>{t('general.requeue')}</h2>
      <NumberInput
        size="xs"
        label={t('general.requeueMinutes')}
        description={t('general.requeueHint')}
        min={0}
        max={1_440}
        hideControls
        allowDecimal={false}
        value={Math.round(afterMs / MINUTE)}
        onChange={(value) => set({ routing: { requeueAbsentAfterMs: Number(value) * MINUTE } })}
      />
    </section>
  );
};

const Form = ({ settings }: { settings: Settings }) => {
  const { t } = useTranslation('settings');
  const may = useSession().abilities['manage-settings'] === true;
  const save = useSave(q.settings.show.key());
  const [draft, setDraft] = useState(settings);
  const set = (patch: Partial<Settings>): void => setDraft((before) => ({ ...before, ...patch }));
  const changed = JSON.stringify(draft) !== JSON.stringify(settings);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { shopName, botName, hours, csat, nps, routing, version } = draft;
    const bot = { ...draft.bot, bands: settings.bot.bands };
    const change = { shopName, botName, hours, csat, nps, bot, version, ...(routing ? { routing } : {}) };
    if (await save.run(() => api.settings.update(change))) say(t('page:saved'));
  };
  return (
    <form className={css.body} onSubmit={(event) => void submit(event)}>
      <LeaveGuard unsaved={() => changed} />
      <fieldset className={css.plain} disabled={!may}>
        <Names label={t('general.shop')} value={draft.shopName} onChange={(shopName) => set({ shopName })} />
        <Names label={t('general.bot')} value={draft.botName} onChange={(botName) => set({ botName })} />
        <section className={css.section}>
          <Checkbox
            label={t('general.botEnabled')}
            checked={draft.bot.enabled}
            onChange={(event) => set({ bot: { ...draft.bot, enabled: event.currentTarget.checked } })}
          />
        </section>
        <section className={css.section}>
          <h2>{t('general.hours')}</h2>
          <Select
            label={t('general.zone')}
            searchable
            w={280}
            allowDeselect={false}
            data={zones(draft.hours.timeZone)}
            value={draft.hours.timeZone}
            limit={60}
            onChange={(timeZone) =>
              timeZone === null ? undefined : set({ hours: { ...draft.hours, timeZone } })
            }
          />
          <HoursEditor hours={draft.hours} onChange={(hours) => set({ hours })} />
        </section>
        <Surveys draft={draft} set={set} />
        <Away draft={draft} set={set} />
      </fieldset>
      {may ? (
        <div className={page.keys}>
          <Button type="submit" variant="filled" disabled={!changed} loading={save.busy}>
            {t('common:save')}
          </Button>
          <span className="sm late" role="status">
            {save.failed}
          </span>
        </div>
      ) : null}
    </form>
  );
};

/** Names, hours and surveys of the shop. */
export const General = () => {
  const { t } = useTranslation('settings');
  const read = useQuery(q.settings.show.queryOptions({ staleTime: 30_000 }));
  return (
    <Page title={t('nav.general')}>
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Waiting /> : null}
      {read.data === undefined ? null : <Form key={read.data.version} settings={read.data} />}
    </Page>
  );
};

import { Button, NumberInput, TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { GateOverride } from '#contracts/bot-test.ts';
import type { BotPolicy } from '#contracts/policy.ts';
import { DEFAULT_POLICY } from '#contracts/policy-default.ts';
import type { GeneralSettings } from '#contracts/views.ts';
import { api, q } from '../../api/client.ts';
import { useSession } from '../../state/session.ts';
import { say } from '../../state/undo.ts';
import { ChangeDialog } from '../bot-tests/ChangeDialog.tsx';
import { LeaveGuard } from '../page/LeaveGuard.tsx';
import { Failed, Page, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useSave } from '../page/use-save.ts';
import { Bands } from './Bands.tsx';
import { Matrix } from './Matrix.tsx';
import css from './policy.module.css';

type Settings = z.infer<typeof GeneralSettings>;
const LANGUAGES = ['ja', 'en'] as const;
const MOST_WORDS = 200;

interface Part {
  policy: BotPolicy;
  disabled: boolean;
  onChange: (policy: BotPolicy) => void;
}

const Limits = ({ policy, disabled, onChange }: Part) => {
  const { t } = useTranslation('bot-policy');
  return (
    <section className={page.section}>
      <h2>{t('limits.title')}</h2>
      <div className={css.pair}>
        <NumberInput
          size="xs"
          hideControls
          allowDecimal={false}
          disabled={disabled}
          label={t('limits.turnCap')}
          min={1}
          max={200}
          value={policy.turnCap}
          onChange={(value) => onChange({ ...policy, turnCap: Math.max(1, Number(value)) })}
        />
        <NumberInput
          size="xs"
          hideControls
          allowDecimal={false}
          disabled={disabled}
          label={t('limits.waitOffer')}
          min={0}
          max={240}
          value={policy.waitOfferMinutes}
          onChange={(value) => onChange({ ...policy, waitOfferMinutes: Math.max(0, Number(value)) })}
        />
      </div>
    </section>
  );
};

const Regulated = ({ policy, disabled, onChange }: Part) => {
  const { t } = useTranslation('bot-policy');
  const { regulated } = policy;
  return (
    <section className={page.section}>
      <h2>{t('regulated.title')}</h2>
      <p className="t2 prose">{t('regulated.hint')}</p>
      <div className={css.pair}>
        {LANGUAGES.map((language) => (
          <TagsInput
            key={language}
            size="xs"
            lang={language}
            disabled={disabled}
            label={t(`language.${language}`)}
            placeholder={regulated[language].length === 0 ? t('regulated.add') : ''}
            value={regulated[language]}
            maxTags={MOST_WORDS}
            onChange={(next) => {
              const words = next.map((word) => word.trim().slice(0, 60)).filter((word) => word.length > 1);
              onChange({ ...policy, regulated: { ...regulated, [language]: words } });
            }}
          />
        ))}
      </div>
    </section>
  );
};

const Form = ({ settings }: { settings: Settings }) => {
  const { t } = useTranslation('bot-policy');
  const disabled = useSession().abilities['manage-settings'] !== true;
  const save = useSave(q.settings.show.key());
  const [policy, setPolicy] = useState(settings.policy ?? DEFAULT_POLICY);
  const [bands, setBands] = useState(settings.bot.bands);
  const changed =
    JSON.stringify(policy) !== JSON.stringify(settings.policy ?? DEFAULT_POLICY) ||
    JSON.stringify(bands) !== JSON.stringify(settings.bot.bands);
  const [asked, setAsked] = useState(false);
  const submit = async (override?: GateOverride): Promise<void> => {
    const change = {
      policy,
      bot: { ...settings.bot, bands },
      version: settings.version,
      ...(override ? { override } : {}),
    };
    if (await save.run(() => api.settings.update(change))) say(t('page:saved'));
  };
  return (
    <Page
      title={t('title')}
      actions={
        disabled ? null : (
          <>
            <span className={`sm ${save.failed === undefined ? 't3' : 'late'}`} role="status">
              {save.failed ?? (changed ? t('unsaved') : '')}
            </span>
            <Button variant="filled" disabled={!changed} loading={save.busy} onClick={() => setAsked(true)}>
              {t('common:save')}
            </Button>
          </>
        )
      }
    >
      {/* No form: that of a cell's dialog would submit it along. */}
      <div className={css.body}>
        <LeaveGuard unsaved={() => changed} />
        {asked ? (
          <ChangeDialog
            change={{ kind: 'settings', bands, policy }}
            onPublish={submit}
            onClose={() => setAsked(false)}
          />
        ) : null}
        <Matrix policy={policy} disabled={disabled} onChange={setPolicy} />
        <Bands bands={bands} disabled={disabled} onChange={setBands} />
        <Limits policy={policy} disabled={disabled} onChange={setPolicy} />
        <Regulated policy={policy} disabled={disabled} onChange={setPolicy} />
      </div>
    </Page>
  );
};

/** How customers are served: the matrix, when the bot answers, its limits, and words kept for people. */
export const PolicyPage = () => {
  const { t } = useTranslation('bot-policy');
  const read = useQuery(q.settings.show.queryOptions({ staleTime: 30_000 }));
  if (read.data !== undefined) return <Form key={read.data.version} settings={read.data} />;
  return (
    <Page title={t('title')}>
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : <Waiting />}
    </Page>
  );
};

import { Select, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnswerDefinition } from '#contracts/answer.ts';
import type { LifecycleStage } from '#contracts/audience.ts';
import { LIFECYCLE_STAGES } from '#contracts/choices.ts';
import { pickFor } from '#contracts/pick-audience.ts';
import type { Language } from '#contracts/time.ts';
import { errorCode, q } from '../../api/client.ts';
import { currentLanguage, errorWords } from '../../i18n/i18n.ts';
import { LanguageSelect } from '../page/fields.tsx';
import page from '../page/page.module.css';
import css from './answers.module.css';

/** Who asks, made up: nothing of it is kept. */
export interface Asker {
  language: Language;
  tier: string;
  stage: LifecycleStage;
  tags: string[];
  persona: string;
  name: string;
}

/** Which variant an asker gets. */
export const variantFor = (draft: AnswerDefinition, { tier, stage, tags, persona }: Asker) =>
  pickFor(draft.variants, { tier, stage, tags, ...(persona === '' ? {} : { persona }) });

export const useAsker = () =>
  useState<Asker>({
    language: currentLanguage(),
    tier: 'C',
    stage: 'prospect',
    tags: [],
    persona: '',
    name: '',
  });

/** What a customer of this kind would be sent, filled in as the bot fills it. */
export const TryVariants = ({
  draft,
  asker,
  onChange,
}: {
  draft: AnswerDefinition;
  asker: Asker;
  onChange: (asker: Asker) => void;
}) => {
  const { t } = useTranslation('bot-answers');
  const set = (patch: Partial<Asker>): void => onChange({ ...asker, ...patch });
  const { language, tier, stage, tags, persona, name } = asker;
  const input = {
    draft,
    language,
    customer: { tier, stage, tags, ...(persona === '' ? {} : { persona }) },
    ...(name === '' ? {} : { customerName: name }),
  };
  const read = useQuery(
    q.botAnswers.preview.queryOptions({ input, retry: false, placeholderData: (old) => old }),
  );
  const said = read.data;
  return (
    <section className={css.try} aria-label={t('try.title')}>
      <h2>{t('try.title')}</h2>
      <p className="t2 prose">{t('try.hint')}</p>
      <div className={page.pair}>
        <Select
          label={t('audience.tiers')}
          allowDeselect={false}
          data={['A', 'B', 'C'].map((value) => ({ value, label: t(`tier.${value}`) }))}
          value={tier}
          onChange={(value) => set({ tier: value ?? 'C' })}
        />
        <Select
          label={t('audience.stages')}
          allowDeselect={false}
          data={LIFECYCLE_STAGES.map((value) => ({ value, label: t(`stage.${value}`) }))}
          value={stage}
          onChange={(value) => set({ stage: LIFECYCLE_STAGES.find((one) => one === value) ?? 'prospect' })}
        />
      </div>
      <div className={page.pair}>
        <TagsInput
          size="xs"
          label={t('audience.tags')}
          value={tags}
          onChange={(next) => set({ tags: next })}
        />
        <TextInput
          label={t('audience.personas')}
          maxLength={60}
          value={persona}
          onChange={(event) => set({ persona: event.currentTarget.value })}
        />
      </div>
      <div className={page.pair}>
        <TextInput
          label={t('try.name')}
          maxLength={120}
          value={name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <LanguageSelect
          label={t('try.language')}
          value={language}
          onChange={(next) => set({ language: next })}
        />
      </div>
      <div className={css.said} aria-live="polite">
        {read.isError ? <p className="late">{errorWords(errorCode(read.error))}</p> : null}
        {said === undefined || read.isError ? null : (
          <>
            <span className="t3 xs">{t(`kinds.${said.kind}`, { defaultValue: said.kind })}</span>
            <p className="prose" lang={language}>
              {said.text || said.title || (said.kind === 'text' ? t('try.empty') : '')}
            </p>
          </>
        )}
      </div>
    </section>
  );
};

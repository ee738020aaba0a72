import { MultiSelect, TagsInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Audience } from '#contracts/audience.ts';
import { LIFECYCLE_STAGES } from '#contracts/choices.ts';
import page from '../page/page.module.css';

const TIERS = ['A', 'B', 'C'] as const;

/** An audience with the conditions that are left empty taken out. */
const trimmed = (audience: Audience): Audience =>
  Object.fromEntries(Object.entries(audience).filter(([, list]) => (list?.length ?? 0) > 0));

/** For whom a text is meant: every condition given must hold. */
export const AudienceFields = ({
  audience,
  onChange,
}: {
  audience: Audience;
  onChange: (audience: Audience) => void;
}) => {
  const { t } = useTranslation('bot-answers');
  const set = (patch: Partial<Audience>): void => onChange(trimmed({ ...audience, ...patch }));
  return (
    <>
      <div className={page.pair}>
        <MultiSelect
          size="xs"
          label={t('audience.tiers')}
          data={TIERS.map((value) => ({ value, label: t(`tier.${value}`) }))}
          value={audience.tiers ?? []}
          onChange={(next) => set({ tiers: TIERS.filter((one) => next.includes(one)) })}
        />
        <MultiSelect
          size="xs"
          label={t('audience.stages')}
          data={LIFECYCLE_STAGES.map((value) => ({ value, label: t(`stage.${value}`) }))}
          value={audience.stages ?? []}
          onChange={(next) => set({ stages: LIFECYCLE_STAGES.filter((one) => next.includes(one)) })}
        />
      </div>
      <div className={page.pair}>
        <TagsInput
          size="xs"
          label={t('audience.tags')}
          maxTags={20}
          value={audience.tags ?? []}
          onChange={(tags) => set({ tags })}
        />
        <TagsInput
          size="xs"
          label={t('audience.personas')}
          maxTags={20}
          value={audience.personas ?? []}
          onChange={(personas) => set({ personas })}
        />
      </div>
    </>
  );
};

/** An audience in words. */
export const useAudienceWords = (): ((audience: Audience) => string) => {
  const { t } = useTranslation('bot-answers');
  return ({ tiers = [], stages = [], tags = [], personas = [] }) => {
    const or = t('or');
    const parts = [
      tiers.map((tier) => t(`tier.${tier}`)).join(or),
      stages.map((stage) => t(`stage.${stage}`)).join(or),
      tags.join(or),
      personas.join(or),
    ].filter(Boolean);
    return parts.length === 0 ? t('audience.everyone') : parts.join(' · ');
  };
};

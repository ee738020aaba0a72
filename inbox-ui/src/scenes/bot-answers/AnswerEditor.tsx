import { Button, Switch, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnswerDefinition, AnswerVariant, AnswerView } from '#contracts/answer.ts';
import type { GateOverride } from '#contracts/bot-test.ts';
import { isDefault } from '#contracts/pick-audience.ts';
import { api, q } from '../../api/client.ts';
import { useSession } from '../../state/session.ts';
import { say } from '../../state/undo.ts';
import { ChangeDialog } from '../bot-tests/ChangeDialog.tsx';
import { SkillsInput } from '../page/fields.tsx';
import { LeaveGuard } from '../page/LeaveGuard.tsx';
import { Page } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useGo } from '../page/use-page-search.ts';
import { useSave } from '../page/use-save.ts';
import css from './answers.module.css';
import { inOrder, linesOf, newDraft, newVariant } from './draft.ts';
import { TryVariants, useAsker, variantFor } from './TryVariants.tsx';
import { VariantCard } from './VariantCard.tsx';

const LANGUAGES = ['ja', 'en'] as const;

const Examples = ({
  draft,
  onChange,
}: {
  draft: AnswerDefinition;
  onChange: (draft: AnswerDefinition) => void;
}) => {
  const { t } = useTranslation('bot-answers');
  const [typed, setTyped] = useState({
    ja: draft.examples.ja.join('\n'),
    en: draft.examples.en.join('\n'),
  });
  return (
    <div className={page.pair}>
      {LANGUAGES.map((language) => (
        <Textarea
          key={language}
          lang={language}
          label={t('examples', { language: t(`common:language.${language}`) })}
          autosize
          minRows={4}
          maxRows={14}
          value={typed[language]}
          onChange={(event) => {
            const text = event.currentTarget.value;
            setTyped((before) => ({ ...before, [language]: text }));
            onChange({ ...draft, examples: { ...draft.examples, [language]: linesOf(text).slice(0, 200) } });
          }}
        />
      ))}
    </div>
  );
};

const Variants = ({
  draft,
  shown,
  onChange,
}: {
  draft: AnswerDefinition;
  shown: string | undefined;
  onChange: (draft: AnswerDefinition) => void;
}) => {
  const { t } = useTranslation('bot-answers');
  /** The default is the one that came so: a variant being written has no condition yet either. */
  const standard = draft.variants.find(({ audience }) => isDefault(audience))?.id;
  const set = (variants: AnswerVariant[]): void => onChange({ ...draft, variants });
  return (
    <>
      <h2>{t('variants')}</h2>
      {draft.variants.map((variant) => (
        <VariantCard
          key={variant.id}
          variant={variant}
          shown={variant.id === shown}
          onChange={(next) => set(draft.variants.map((one) => (one.id === next.id ? next : one)))}
          {...(variant.id === standard
            ? {}
            : { onRemove: () => set(draft.variants.filter(({ id }) => id !== variant.id)) })}
        />
      ))}
      <div>
        <Button
          leftSection={<IconPlus size={16} stroke={1.6} />}
          disabled={draft.variants.length >= 20}
          onClick={() => set([...draft.variants, newVariant({ tiers: ['A'] })])}
        >
          {t('addVariant')}
        </Button>
      </div>
    </>
  );
};

/** One answer: what it is asked by, and what is said to whom. `answer` absent: a new one. */
export const AnswerEditor = ({ answer }: { answer?: AnswerView }) => {
  const { t } = useTranslation('bot-answers');
  const go = useGo();
  const may = useSession().abilities['manage-answers'] === true;
  const [draft, setDraft] = useState<AnswerDefinition>(() =>
    answer ? { ...answer.draft, variants: inOrder(answer.draft.variants) } : newDraft(),
  );
  const [held, setHeld] = useState({ id: answer?.id, version: answer?.version, text: JSON.stringify(draft) });
  /** Everything is kept, or nothing is wanted: leaving asks no more. */
  const done = useRef(false);
  const leave = (): void => {
    done.current = true;
    go('/bot/answers');
  };
  const [asker, setAsker] = useAsker();
  const save = useSave(['bot-answers'], q.botAnswers.show.key(), q.botLearning.targets.key());
  const changed = JSON.stringify(draft) !== held.text;
  const keep = (saved: AnswerView): void =>
    setHeld({ id: saved.id, version: saved.version, text: JSON.stringify(draft) });
  const store = async (): Promise<AnswerView> => {
    const { id, version } = held;
    const saved = await (id === undefined || version === undefined
      ? api.botAnswers.create(draft)
      : api.botAnswers.update({ id, version, draft }));
    keep(saved);
    return saved;
  };
  const [asked, setAsked] = useState(false);
  const submit = async (publish: boolean, override?: GateOverride): Promise<void> => {
    const saved = await save.run(async () => {
      const saved = changed || held.id === undefined ? await store() : { id: held.id, version: held.version };
      if (publish)
        keep(
          await api.botAnswers.publish({
            id: saved.id,
            version: saved.version,
            ...(override ? { override } : {}),
          }),
        );
    });
    if (!saved) return;
    say(t(publish ? 'published' : 'page:saved'));
    if (answer === undefined) leave();
  };
  const switchOn = (enabled: boolean): void => {
    const { id } = held;
    if (id !== undefined) void save.run(async () => keep(await api.botAnswers.update({ id, enabled })));
  };
  const remove = async (): Promise<void> => {
    const { id } = held;
    if (id !== undefined && (await save.run(() => api.botAnswers.remove({ id })))) leave();
  };
  const title = draft.title.ja || draft.title.en || t('create');
  const actions = may ? (
    <>
      {save.failed === undefined ? null : (
        <span className="sm late" role="alert">
          {save.failed}
        </span>
      )}
      <Button loading={save.busy} disabled={!changed} onClick={() => void submit(false)}>
        {t('saveDraft')}
      </Button>
      <Button variant="filled" loading={save.busy} onClick={() => setAsked(true)}>
        {t('publish')}
      </Button>
    </>
  ) : null;
  return (
    <Page title={title} actions={actions}>
      <LeaveGuard unsaved={() => changed && may && !done.current} />
      {asked ? (
        <ChangeDialog
          quiet
          change={{ kind: 'answer', id: held.id ?? 'new', definition: draft }}
          onPublish={(override) => submit(true, override)}
          onClose={() => setAsked(false)}
        />
      ) : null}
      <div className={css.layout}>
        <fieldset className={css.main} disabled={!may}>
          <div className={page.pair}>
            {LANGUAGES.map((language) => (
              <TextInput
                key={language}
                lang={language}
                label={t('name', { language: t(`common:language.${language}`) })}
                maxLength={120}
                value={draft.title[language]}
                onChange={(event) =>
                  setDraft({ ...draft, title: { ...draft.title, [language]: event.currentTarget.value } })
                }
              />
            ))}
          </div>
          <Examples draft={draft} onChange={setDraft} />
          <SkillsInput
            label={t('skills')}
            value={draft.skills}
            onChange={(skills) => setDraft({ ...draft, skills: skills.slice(0, 10) })}
          />
          <Variants draft={draft} shown={variantFor(draft, asker)?.id} onChange={setDraft} />
          {answer === undefined || !may ? null : (
            <div className={page.keys}>
              <Switch
                label={t('enabled')}
                defaultChecked={answer.enabled}
                onChange={(event) => switchOn(event.currentTarget.checked)}
              />
              <span className="grow" />
              <Button variant="subtle" className="late" onClick={() => void remove()}>
                {t('remove')}
              </Button>
            </div>
          )}
        </fieldset>
        <TryVariants draft={draft} asker={asker} onChange={setAsker} />
      </div>
    </Page>
  );
};

import { ActionIcon, Button, Checkbox, Select, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BotTestDraft, BotTestView, TestResult, TestTurn } from '#contracts/bot-test.ts';
import { BOT_DECISIONS, ESCALATION_REASONS } from '#contracts/choices.ts';
import { api, q } from '../../api/client.ts';
import { EditDialog } from '../page/EditDialog.tsx';
import { LanguageSelect } from '../page/fields.tsx';
import page from '../page/page.module.css';
import { useSave } from '../page/use-save.ts';
import { Turns } from './Results.tsx';
import { slotLines, slotsOf } from './slot-lines.ts';
import css from './tests.module.css';
import { useArticles } from './use-articles.ts';

const MOST_TURNS = 20;
const icon = { size: 16, stroke: 1.6 } as const;

/** Puts a value in or takes the field out. */
const withField = <T extends object>(of: T, field: keyof T, value: unknown): T => {
  const { [field]: _, ...rest } = of;
  return (value === undefined || value === '' || value === null ? rest : { ...rest, [field]: value }) as T;
};

interface TurnProps {
  turn: TestTurn;
  at: number;
  language: BotTestDraft['language'];
  onChange: (turn: TestTurn) => void;
  onRemove: (() => void) | undefined;
}

const ExpectFields = ({ turn, language, onChange }: TurnProps) => {
  const { t } = useTranslation('bot-tests');
  const articles = useArticles();
  const { expect } = turn;
  const set = (field: keyof typeof expect, value: unknown): void =>
    onChange({ ...turn, expect: withField(expect, field, value) });
  const known = articles.filter((one) => one.language === language || one.id === expect.articleId);
  return (
    <>
      {expect.decision === 'answer' ? (
        <Select
          label={t('field.article')}
          placeholder={t('field.any')}
          searchable
          clearable
          value={expect.articleId ?? null}
          data={known.map(({ id, title }) => ({ value: id, label: title }))}
          onChange={(value) => set('articleId', value)}
        />
      ) : null}
      {expect.decision === 'answer' && expect.answerId !== undefined ? (
        <TextInput
          label={t('field.answer')}
          value={expect.answerId}
          maxLength={200}
          onChange={(event) => set('answerId', event.currentTarget.value)}
        />
      ) : null}
      {expect.decision === 'escalate' ? (
        <Select
          label={t('field.reason')}
          placeholder={t('field.any')}
          clearable
          value={expect.reason ?? null}
          data={ESCALATION_REASONS.map((value) => ({ value, label: t(`inbox:reason.${value}`) }))}
          onChange={(value) => set('reason', value)}
        />
      ) : null}
      {expect.decision === 'dialog' ? (
        <>
          <TextInput
            label={t('field.intent')}
            value={expect.intent ?? ''}
            maxLength={200}
            onChange={(event) => set('intent', event.currentTarget.value)}
          />
          <Textarea
            label={t('field.slots')}
            description={t('field.slotsHint')}
            autosize
            minRows={1}
            defaultValue={slotLines(expect.slots)}
            onChange={(event) => set('slots', slotsOf(event.currentTarget.value))}
          />
        </>
      ) : null}
    </>
  );
};

const Turn = (props: TurnProps) => {
  const { turn, at, onChange, onRemove, language } = props;
  const { t } = useTranslation('bot-tests');
  return (
    <fieldset className={css.turn}>
      <legend className="sm t2">{t('field.turn', { n: at + 1 })}</legend>
      <Textarea
        label={t('field.says')}
        lang={language}
        value={turn.text}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={2_000}
        onChange={(event) => onChange({ ...turn, text: event.currentTarget.value })}
      />
      <Select
        label={t('field.decision')}
        allowDeselect={false}
        value={turn.expect.decision}
        data={BOT_DECISIONS.filter((one) => one !== 'none').map((value) => ({
          value,
          label: t(`decision.${value}`),
        }))}
        onChange={(value) => {
          const decision = BOT_DECISIONS.find((one) => one === value);
          if (decision) onChange({ ...turn, expect: { decision } });
        }}
      />
      <ExpectFields {...props} />
      {onRemove === undefined ? null : (
        <ActionIcon
          className={css.drop ?? ''}
          aria-label={t('field.removeTurn', { n: at + 1 })}
          onClick={onRemove}
        >
          <IconTrash {...icon} />
        </ActionIcon>
      )}
    </fieldset>
  );
};

const FACTS = ['verified', 'vip', 'highTouch'] as const;

const Customer = ({ draft, set }: { draft: BotTestDraft; set: (patch: Partial<BotTestDraft>) => void }) => {
  const { t } = useTranslation('bot-tests');
  const { customer } = draft;
  return (
    <div className={css.customer}>
      <Select
        w={120}
        label={t('field.tier')}
        allowDeselect={false}
        value={customer.tier}
        data={[...new Set(['A', 'B', 'C', customer.tier])]}
        onChange={(tier) => set({ customer: { ...customer, tier: tier ?? 'C' } })}
      />
      {FACTS.map((fact) => (
        <Checkbox
          key={fact}
          label={t(`field.${fact}`)}
          checked={customer[fact]}
          onChange={(event) => set({ customer: { ...customer, [fact]: event.currentTarget.checked } })}
        />
      ))}
    </div>
  );
};

/** One test: who the customer is to the bot, what they write, what the bot is to do. */
export const TestDialog = ({
  test,
  result,
  onClose,
}: {
  /** Absent id: a new one. */
  test: BotTestDraft & Partial<Pick<BotTestView, 'id' | 'version'>>;
  result: TestResult | undefined;
  onClose: () => void;
}) => {
  const { t } = useTranslation('bot-tests');
  const save = useSave(['bot-tests'], q.botTests.list.key());
  const { id, version, ...fields } = test;
  const [draft, setDraft] = useState<BotTestDraft>({
    name: fields.name,
    language: fields.language,
    channel: fields.channel,
    customer: fields.customer,
    turns: fields.turns,
    enabled: fields.enabled,
  });
  const [removing, setRemoving] = useState(false);
  const set = (patch: Partial<BotTestDraft>): void => setDraft((before) => ({ ...before, ...patch }));
  const setTurn = (at: number, turn: TestTurn): void =>
    set({ turns: draft.turns.map((one, place) => (place === at ? turn : one)) });
  const submit = async (): Promise<void> => {
    const done = await save.run(() =>
      id === undefined
        ? api.botTests.create(draft)
        : api.botTests.update({ ...draft, id, ...(version === undefined ? {} : { version }) }),
    );
    if (done) onClose();
  };
  const remove = async (): Promise<void> => {
    if (id !== undefined && (await save.run(() => api.botTests.remove({ id })))) onClose();
  };
  return (
    <EditDialog
      title={id === undefined ? t('create') : t('edit')}
      size={640}
      save={save}
      onSubmit={submit}
      onClose={onClose}
      actions={
        id === undefined ? null : (
          <Button
            variant="subtle"
            color="gray"
            className="late"
            onClick={() => (removing ? void remove() : setRemoving(true))}
          >
            {t(removing ? 'removeNow' : 'remove')}
          </Button>
        )
      }
    >
      {result === undefined || result.passed ? null : <Turns result={result} />}
      <div className={page.pair}>
        <TextInput
          label={t('field.name')}
          value={draft.name}
          required
          withAsterisk={false}
          maxLength={120}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <LanguageSelect
          label={t('field.language')}
          value={draft.language}
          onChange={(language) => set({ language })}
        />
      </div>
      <Customer draft={draft} set={set} />
      {draft.turns.map((turn, at) => (
        <Turn
          // biome-ignore lint/suspicious/noArrayIndexKey: turns have no other name
          key={at}
          turn={turn}
          at={at}
          language={draft.language}
          onChange={(next) => setTurn(at, next)}
          onRemove={
            draft.turns.length === 1
              ? undefined
              : () => set({ turns: draft.turns.filter((_, place) => place !== at) })
          }
        />
      ))}
      <div className={page.keys}>
        <Button
          leftSection={<IconPlus {...icon} />}
          disabled={draft.turns.length >= MOST_TURNS}
          onClick={() => set({ turns: [...draft.turns, { text: '', expect: { decision: 'answer' } }] })}
        >
          {t('field.addTurn')}
        </Button>
        <Checkbox
          label={t('field.enabled')}
          checked={draft.enabled}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
        />
      </div>
    </EditDialog>
  );
};

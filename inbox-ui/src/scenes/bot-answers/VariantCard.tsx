import { Button, Select, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AnswerContent, AnswerVariant } from '#contracts/answer.ts';
import { BOT_VARIABLES, strangeVariables } from '#contracts/fill-words.ts';
import { isDefault } from '#contracts/pick-audience.ts';
import { q } from '../../api/client.ts';
import { SkillsInput } from '../page/fields.tsx';
import page from '../page/page.module.css';
import { AudienceFields, useAudienceWords } from './AudienceFields.tsx';
import css from './answers.module.css';
import { emptyContent } from './draft.ts';

const KINDS = ['text', 'article', 'hand-over'] as const;
const LANGUAGES = ['ja', 'en'] as const;
const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;

interface Props<C extends AnswerContent = AnswerContent> {
  content: C;
  onChange: (content: AnswerContent) => void;
}

/** The words in both languages side by side; a variable the bot cannot fill is told at once. */
const TextFields = ({ content, onChange }: Props<Extract<AnswerContent, { kind: 'text' }>>) => {
  const { t } = useTranslation('bot-answers');
  return (
    <>
      <div className={page.pair}>
        {LANGUAGES.map((language) => {
          const strange = strangeVariables(content.text[language], BOT_VARIABLES);
          return (
            <Textarea
              key={language}
              lang={language}
              label={t('text', { language: t(`common:language.${language}`) })}
              autosize
              minRows={3}
              maxRows={12}
              maxLength={2_000}
              value={content.text[language]}
              error={strange.length > 0 ? t('strange', { names: strange.join(', ') }) : undefined}
              onChange={(event) =>
                onChange({ ...content, text: { ...content.text, [language]: event.currentTarget.value } })
              }
            />
          );
        })}
      </div>
      <p className={`${css.variables} t3`}>
        {t('variables')} {BOT_VARIABLES.map((name) => `{{${name}}}`).join(' ')} {t('variablesFallback')}
      </p>
    </>
  );
};

const ArticleField = ({ content, onChange }: Props<Extract<AnswerContent, { kind: 'article' }>>) => {
  const { t } = useTranslation('bot-answers');
  const input = { status: 'published' as const, limit: 100 };
  const found = useQuery(q.articles.list.queryOptions({ input, staleTime: 30_000 })).data?.items ?? [];
  return (
    <Select
      label={t('article')}
      searchable
      data={found.map(({ id, title, language }) => ({
        value: id,
        label: `${title} (${t(`common:language.${language}`)})`,
      }))}
      value={content.articleId === '' ? null : content.articleId}
      onChange={(articleId) => onChange({ ...content, articleId: articleId ?? '' })}
    />
  );
};

const HandOverFields = ({ content, onChange }: Props<Extract<AnswerContent, { kind: 'hand-over' }>>) => {
  const { t } = useTranslation('bot-answers');
  return (
    <div className={page.pair}>
      <SkillsInput
        label={t('skills')}
        value={content.skills}
        onChange={(skills) => onChange({ ...content, skills: skills.slice(0, 10) })}
      />
      <Select
        label={t('priority')}
        allowDeselect={false}
        data={PRIORITIES.map((value) => ({ value, label: t(`inbox:priority.${value}`) }))}
        value={content.priority ?? 'normal'}
        onChange={(value) =>
          onChange({ ...content, priority: PRIORITIES.find((one) => one === value) ?? 'normal' })
        }
      />
    </div>
  );
};

/** One variant: for whom, and what is said. `shown`: the try box says that this one would be sent. */
export const VariantCard = ({
  variant,
  shown,
  onChange,
  onRemove,
}: {
  variant: AnswerVariant;
  shown: boolean;
  onChange: (variant: AnswerVariant) => void;
  /** Absent for the default. */
  onRemove?: () => void;
}) => {
  const { t } = useTranslation('bot-answers');
  const words = useAudienceWords();
  const { content, audience } = variant;
  const title = onRemove === undefined ? t('audience.default') : words(audience);
  const change = (next: AnswerContent): void => onChange({ ...variant, content: next });
  return (
    <section className={css.variant} data-shown={shown || undefined} aria-label={title}>
      <div className={css.variantHead}>
        <h3>{title}</h3>
        {shown ? <span className={page.chip}>{t('try.this')}</span> : null}
        <span className="grow" />
        {onRemove === undefined ? null : (
          <Button variant="subtle" color="gray" onClick={onRemove}>
            {t('removeVariant')}
          </Button>
        )}
      </div>
      {onRemove === undefined ? null : (
        <>
          <AudienceFields audience={audience} onChange={(next) => onChange({ ...variant, audience: next })} />
          {isDefault(audience) ? <p className="sm due">{t('needsCondition')}</p> : null}
        </>
      )}
      <Select
        w={200}
        label={t('kind')}
        allowDeselect={false}
        data={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        value={content.kind}
        onChange={(value) => change(emptyContent(KINDS.find((kind) => kind === value) ?? 'text'))}
      />
      {content.kind === 'text' ? <TextFields content={content} onChange={change} /> : null}
      {content.kind === 'article' ? <ArticleField content={content} onChange={change} /> : null}
      {content.kind === 'hand-over' ? <HandOverFields content={content} onChange={change} /> : null}
    </section>
  );
};

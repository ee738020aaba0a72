import { Button, MultiSelect, Textarea } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { AnswerView, Greeting } from '#contracts/answer.ts';
import type { GeneralSettings } from '#contracts/views.ts';
import { api, q } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { newId } from '../../state/new-id.ts';
import { useSession } from '../../state/session.ts';
import { say } from '../../state/undo.ts';
import page from '../page/page.module.css';
import { useSave } from '../page/use-save.ts';
import { AudienceFields, useAudienceWords } from './AudienceFields.tsx';
import css from './answers.module.css';

const LANGUAGES = ['ja', 'en'] as const;
const MOST = 20;

const GreetingCard = ({
  greeting,
  answers,
  onChange,
  onRemove,
}: {
  greeting: Greeting;
  answers: readonly AnswerView[];
  onChange: (greeting: Greeting) => void;
  onRemove: () => void;
}) => {
  const { t } = useTranslation('bot-answers');
  const words = useAudienceWords();
  const language = currentLanguage();
  const title = words(greeting.audience);
  return (
    <section className={css.variant} aria-label={title}>
      <div className={css.variantHead}>
        <h3>{title}</h3>
        <span className="grow" />
        <Button variant="subtle" color="gray" onClick={onRemove}>
          {t('removeVariant')}
        </Button>
      </div>
      <AudienceFields
        audience={greeting.audience}
        onChange={(audience) => onChange({ ...greeting, audience })}
      />
      <div className={page.pair}>
        {LANGUAGES.map((one) => (
          <Textarea
            key={one}
            lang={one}
            label={t('text', { language: t(`common:language.${one}`) })}
            autosize
            minRows={2}
            maxLength={500}
            value={greeting.text[one]}
            onChange={(event) =>
              onChange({ ...greeting, text: { ...greeting.text, [one]: event.currentTarget.value } })
            }
          />
        ))}
      </div>
      <MultiSelect
        size="xs"
        label={t('greetings.offers')}
        maxValues={4}
        data={answers.map(({ id, draft }) => ({
          value: id,
          label: draft.title[language] || draft.title.ja || draft.title.en || t('untitled'),
        }))}
        value={greeting.offers}
        onChange={(offers) => onChange({ ...greeting, offers })}
      />
    </section>
  );
};

const Editor = ({
  settings,
  answers,
}: {
  settings: z.infer<typeof GeneralSettings>;
  answers: readonly AnswerView[];
}) => {
  const { t } = useTranslation('bot-answers');
  const [greetings, setGreetings] = useState<Greeting[]>(settings.bot.greetings ?? []);
  const save = useSave(q.settings.show.key());
  const changed = JSON.stringify(greetings) !== JSON.stringify(settings.bot.greetings ?? []);
  const submit = async (): Promise<void> => {
    const bot = { ...settings.bot, greetings };
    if (await save.run(() => api.settings.update({ bot, version: settings.version }))) say(t('page:saved'));
  };
  return (
    <section className={css.greetings} aria-label={t('greetings.title')}>
      <h2>{t('greetings.title')}</h2>
      <p className="t2 prose">{t('greetings.hint')}</p>
      {greetings.map((greeting) => (
        <GreetingCard
          key={greeting.id}
          greeting={greeting}
          answers={answers}
          onChange={(next) => setGreetings(greetings.map((one) => (one.id === next.id ? next : one)))}
          onRemove={() => setGreetings(greetings.filter(({ id }) => id !== greeting.id))}
        />
      ))}
      <div className={page.keys}>
        <Button
          leftSection={<IconPlus size={16} stroke={1.6} />}
          disabled={greetings.length >= MOST}
          onClick={() =>
            setGreetings([...greetings, { id: newId(), audience: {}, text: { ja: '', en: '' }, offers: [] }])
          }
        >
          {t('greetings.add')}
        </Button>
        {changed ? (
          <Button variant="filled" loading={save.busy} onClick={() => void submit()}>
            {t('common:save')}
          </Button>
        ) : null}
        <span className="sm late" role="status">
          {save.failed}
        </span>
      </div>
    </section>
  );
};

/** The bot's first words by audience, with the answers it offers; the usual ones for everyone else. */
export const Greetings = ({ answers }: { answers: readonly AnswerView[] }) => {
  const may = useSession().abilities['manage-settings'] === true;
  const settings = useQuery(q.settings.show.queryOptions({ staleTime: 30_000 })).data;
  return may && settings ? <Editor key={settings.version} settings={settings} answers={answers} /> : null;
};

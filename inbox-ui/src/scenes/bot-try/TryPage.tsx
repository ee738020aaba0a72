import { Button, Select, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { BotAskResult } from '#contracts/bot.ts';
import type { Language } from '#contracts/time.ts';
import { api } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { Page, StateDot } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useSave } from '../page/use-save.ts';
import css from './try.module.css';

type Answer = z.infer<typeof BotAskResult>;
const TONES = { answer: 'good', clarify: 'due', escalate: 'late' } as const;

const Answered = ({ answer }: { answer: Answer }) => {
  const { t } = useTranslation('bot-try');
  return (
    <>
      <section className={css.block}>
        <h2>{t('decision.title')}</h2>
        <StateDot is={TONES[answer.decision]}>{t(`decision.${answer.decision}`)}</StateDot>
        {answer.reason === undefined ? null : (
          <p className="t2">
            {t('reason')}: {t(`inbox:reason.${answer.reason}`)}
          </p>
        )}
      </section>
      {answer.answer === undefined ? null : (
        <section className={css.block}>
          <h2>{t('answer')}</h2>
          <p className={`${css.text} prose`}>{answer.answer}</p>
        </section>
      )}
      {answer.citations.length === 0 ? null : (
        <section className={css.block}>
          <h2>{t('citations')}</h2>
          <ul>
            {answer.citations.map((one) => (
              <li key={one.articleId}>{one.title}</li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h2>{t('candidates')}</h2>
        {answer.candidates.length === 0 ? <p className="t3">{t('noCandidates')}</p> : null}
        <ul>
          {answer.candidates.map(({ intent, title, probability }) => (
            <li key={`${intent}${title}`} className={css.candidate}>
              <span className="cut" title={`${title} (${intent})`}>
                {title}
              </span>
              <i aria-hidden="true">
                <b style={{ width: `${Math.round(probability * 100)}%` }} />
              </i>
              <span className="num t2">{Math.round(probability * 100)}%</span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
};

/** A dry run of the bot over one text. */
export const TryPage = () => {
  const { t } = useTranslation('bot-try');
  const [text, setText] = useState('');
  const [lang, setLang] = useState<Language>(currentLanguage());
  const [answer, setAnswer] = useState<Answer>();
  const save = useSave();
  const ask = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    await save.run(async () => setAnswer(await api.bot.ask({ text: text.trim(), lang })));
  };
  return (
    <Page title={t('title')}>
      <div className={css.two}>
        <div className={css.part}>
          <form className={page.form} onSubmit={(event) => void ask(event)}>
            <h2>{t('ask.title')}</h2>
            <p className="t2 prose">{t('ask.hint')}</p>
            <Textarea
              label={t('ask.text')}
              lang={lang}
              autosize
              minRows={3}
              maxRows={10}
              maxLength={2_000}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              error={save.failed}
            />
            <Select
              w={160}
              label={t('ask.language')}
              allowDeselect={false}
              value={lang}
              data={(['ja', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
              onChange={(value) => setLang(value === 'en' ? 'en' : 'ja')}
            />
            <div className={page.keys}>
              <Button type="submit" variant="filled" disabled={text.trim() === ''} loading={save.busy}>
                {t('ask.submit')}
              </Button>
            </div>
          </form>
        </div>
        <div className={css.part} aria-live="polite">
          {answer === undefined ? <p className="t3">{t('ask.none')}</p> : <Answered answer={answer} />}
        </div>
      </div>
    </Page>
  );
};

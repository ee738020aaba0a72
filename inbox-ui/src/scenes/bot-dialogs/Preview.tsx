import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core';
import { IconRefresh, IconSend2 } from '@tabler/icons-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DialogPreview } from '#contracts/dialog.ts';
import type { Language } from '#contracts/time.ts';
import { api, errorCode } from '../../api/client.ts';
import { currentLanguage, errorWords } from '../../i18n/i18n.ts';
import css from './dialogs.module.css';
import { cleaned } from './draft.ts';
import type { Editor } from './use-editor.ts';
import { slotName } from './words.ts';

const LANGUAGES = ['ja', 'en'] as const;

const useRun = (editor: Editor) => {
  const [language, setLanguage] = useState<Language>(currentLanguage());
  const [verified, setVerified] = useState(true);
  const [callFails, setCallFails] = useState(false);
  const [run, setRun] = useState<DialogPreview>();
  const [pending, setPending] = useState('');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();
  /** Only the answer to the newest question counts. */
  const round = useRef(0);
  const ask = async (text: string, from: DialogPreview | undefined, lang: Language): Promise<void> => {
    round.current += 1;
    const mine = round.current;
    setBusy(true);
    setPending(text);
    setFailed(undefined);
    try {
      const answer = await api.botDialogs.preview({
        draft: cleaned(editor.draft),
        language: lang,
        text,
        ...(from === undefined ? {} : { preview: from }),
        customer: verified
          ? { verified, name: lang === 'ja' ? '佐藤 花子' : 'Hanako Sato', email: 'hanako@example.com' }
          : { verified },
        ...(callFails ? { callFails } : {}),
      });
      if (mine === round.current) setRun(answer as DialogPreview);
    } catch (error) {
      if (mine === round.current) setFailed(errorWords(errorCode(error)));
    } finally {
      if (mine === round.current) {
        setBusy(false);
        setPending('');
      }
    }
  };
  const restart = (lang: Language = language): void => {
    setRun(undefined);
    setLanguage(lang);
    void ask('', undefined, lang);
  };
  return {
    language,
    verified,
    setVerified,
    callFails,
    setCallFails,
    run,
    pending,
    busy,
    failed,
    ask,
    restart,
  };
};
type Run = ReturnType<typeof useRun>;

const Said = ({ run }: { run: Run }) => {
  const { t } = useTranslation('bot-dialogs');
  const end = useRef<HTMLDivElement>(null);
  const said = run.run?.said ?? [];
  const count = said.length + (run.pending === '' ? 0 : 1);
  useEffect(() => {
    if (count > 0) end.current?.scrollIntoView({ block: 'nearest' });
  }, [count]);
  const choices = run.run?.over === true ? [] : (said.at(-1)?.choices ?? []);
  return (
    <div className={css.chat} role="log" aria-label={t('preview.title')} lang={run.language}>
      {said.map(({ by, text }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
        <p key={at} className={css.bubble} data-by={by}>
          <span className="sr">{t(`preview.by.${by}`)}: </span>
          {text}
        </p>
      ))}
      {run.pending === '' ? null : (
        <p className={css.bubble} data-by="customer" data-pending="true">
          {run.pending}
        </p>
      )}
      {choices.length === 0 ? null : (
        <div className={css.quick}>
          {choices.map((choice) => (
            <button
              key={choice}
              type="button"
              className={css.reply}
              disabled={run.busy}
              onClick={() => void run.ask(choice, run.run, run.language)}
            >
              {choice}
            </button>
          ))}
        </div>
      )}
      {run.run?.over === true ? (
        <p className={css.over}>{t(`preview.ended.${run.run.ended ?? 'done'}`)}</p>
      ) : null}
      <div ref={end} />
    </div>
  );
};

const Known = ({ run, editor }: { run: Run; editor: Editor }) => {
  const { t } = useTranslation('bot-dialogs');
  const filled = run.run?.slots ?? {};
  const names = editor.draft.slots.map(({ name }) => name);
  if (names.length === 0) return null;
  return (
    <dl className={css.filled} aria-label={t('preview.slots')}>
      {names.map((name) => (
        <div key={name}>
          <dt>{slotName(editor.tell, name)}</dt>
          <dd className={filled[name] === undefined ? 't3' : undefined}>{filled[name] ?? '—'}</dd>
        </div>
      ))}
    </dl>
  );
};

const Say = ({ run }: { run: Run }) => {
  const { t } = useTranslation('bot-dialogs');
  const [text, setText] = useState('');
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const said = text.trim();
    if (said === '' || run.busy) return;
    setText('');
    void run.ask(said, run.run, run.language);
  };
  const over = run.run?.over === true;
  return (
    <form className={css.say} onSubmit={send}>
      <TextInput
        className="grow"
        lang={run.language}
        aria-label={t('preview.say')}
        placeholder={t('preview.say')}
        value={text}
        maxLength={2_000}
        disabled={over || run.run === undefined}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          // An Enter that confirms a conversion sends nothing.
          if (event.key === 'Enter' && (event.nativeEvent.isComposing || event.keyCode === 229))
            event.preventDefault();
        }}
      />
      <ActionIcon
        type="submit"
        size={32}
        aria-label={t('preview.send')}
        disabled={over || run.busy || text.trim() === ''}
      >
        <IconSend2 size={16} stroke={1.6} />
      </ActionIcon>
    </form>
  );
};

/** A chat that runs the draft as it stands. Nothing of it is kept, nobody is called. */
export const Preview = ({ editor }: { editor: Editor }) => {
  const { t } = useTranslation('bot-dialogs');
  const run = useRun(editor);
  const calls = editor.draft.steps.some(({ kind }) => kind === 'call');
  const begun = run.run !== undefined || run.busy;
  return (
    <section className={css.preview} aria-labelledby="dialog-preview">
      <div className={css.tools}>
        <h2 id="dialog-preview">{t('preview.title')}</h2>
        <span className="grow" />
        <fieldset className={css.segments}>
          <legend className="sr">{t('preview.language')}</legend>
          {LANGUAGES.map((language) => (
            <button
              key={language}
              type="button"
              aria-pressed={run.language === language}
              onClick={() => run.restart(language)}
            >
              {t(`language.${language}`)}
            </button>
          ))}
        </fieldset>
        <ActionIcon
          aria-label={t('preview.restart')}
          title={t('preview.restart')}
          onClick={() => run.restart()}
        >
          <IconRefresh size={16} stroke={1.6} />
        </ActionIcon>
      </div>
      {begun ? (
        <Said run={run} />
      ) : (
        <div className={css.begin}>
          <p className="t2 prose">{t('preview.hint')}</p>
          <Button onClick={() => run.restart()}>{t('preview.begin')}</Button>
        </div>
      )}
      {run.failed === undefined ? null : (
        <p className="late sm prose" role="alert">
          {run.failed}
        </p>
      )}
      <Say run={run} />
      <Known run={run} editor={editor} />
      <div className={css.options}>
        <Checkbox
          size="sm"
          label={t('preview.verified')}
          checked={run.verified}
          onChange={(event) => run.setVerified(event.currentTarget.checked)}
        />
        {calls ? (
          <Checkbox
            size="sm"
            label={t('preview.callFails')}
            checked={run.callFails}
            onChange={(event) => run.setCallFails(event.currentTarget.checked)}
          />
        ) : null}
      </div>
    </section>
  );
};

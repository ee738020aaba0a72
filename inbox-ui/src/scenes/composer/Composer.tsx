import { useQueryClient } from '@tanstack/react-query';
import { EditorContent } from '@tiptap/react';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import { errorWords } from '../../i18n/i18n.ts';
import { useCommands } from '../../keyboard/commands.ts';
import { keepDraft, localDraft, serverDraft } from '../../state/drafts.ts';
import { newId } from '../../state/new-id.ts';
import { sendMessage } from '../../state/sending.ts';
import { useAgents } from '../../state/session.ts';
import { may } from '../conversation/abilities.ts';
import { isMailSendable, mailChoice, NO_MAIL } from '../mail/mail-choice.ts';
import { ChannelPicker, usualThread } from './ChannelPicker.tsx';
import { ComposerBar } from './ComposerBar.tsx';
import css from './composer.module.css';
import { FileTiles } from './FileTiles.tsx';
import { composer, takeWanted } from './put-back.ts';
import { SuggestionList } from './SuggestionList.tsx';
import { fill, textOf, useComposerEditor } from './use-editor.ts';
import { useFiles } from './use-files.ts';
import { useTyping } from './use-typing.ts';

const MailFields = lazy(() => import('../mail/MailFields.tsx').then((m) => ({ default: m.MailFields })));

type Mode = 'public' | 'note';

const Tabs = ({
  mode,
  canReply,
  onMode,
}: {
  mode: Mode;
  canReply: boolean;
  onMode: (mode: Mode) => void;
}) => {
  const { t } = useTranslation();
  return (
    <div role="tablist" aria-label={t('composer.kind')} className={css.tabs}>
      {(['public', 'note'] as const).map((one) => (
        <button
          key={one}
          type="button"
          role="tab"
          id={`composer-tab-${one}`}
          aria-selected={mode === one}
          aria-controls="composer-panel"
          tabIndex={mode === one ? 0 : -1}
          className={css.tab}
          disabled={one === 'public' && !canReply}
          onClick={() => onMode(one)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowLeft' || event.key === 'ArrowRight')
              onMode(one === 'public' ? 'note' : 'public');
          }}
        >
          {t(one === 'public' ? 'composer.reply' : 'composer.note')}
          {mode === one ? null : <span className="key">{one === 'public' ? 'R' : 'N'}</span>}
        </button>
      ))}
    </div>
  );
};

/** Where one writes: reply or note, over which channel, with files; the draft is never lost. */
export const Composer = ({ conversation, lastSeq }: { conversation: ConversationView; lastSeq: number }) => {
  const { t } = useTranslation();
  const client = useQueryClient();
  const agents = useAgents();
  const canReply = may(conversation, 'reply');
  const [mode, setMode] = useState<Mode>(canReply ? 'public' : 'note');
  const [text, setText] = useState('');
  const [saved, setSaved] = useState(false);
  const [threadId, setThreadId] = useState<string>();
  const [mail, setMail] = useState(NO_MAIL);
  const files = useFiles();
  const typing = useTyping(conversation.id);
  const basedOn = useRef(lastSeq);
  const { id } = conversation;
  const thread = conversation.threads.find((one) => one.id === threadId) ?? usualThread(conversation);
  const closed = mode === 'public' && (thread === undefined || !thread.open);
  const tooLong = mode === 'public' && thread !== undefined && text.length > thread.maxText;
  const byMail = mode === 'public' && thread?.mail === true;
  const choice = byMail ? mailChoice(mail) : undefined;
  const sendable =
    (text.trim() !== '' || files.attachments.length > 0) &&
    !files.busy &&
    !closed &&
    !tooLong &&
    (!byMail || isMailSendable(mail));

  const send = (thenResolve: boolean): void => {
    if (!sendable) return;
    sendMessage(client, {
      clientId: newId(),
      conversationId: id,
      text: text.trim(),
      visibility: mode,
      attachments: files.attachments,
      mentions:
        mode === 'note'
          ? agents.filter((agent) => text.includes(`@${agent.name}`)).map((agent) => agent.id)
          : [],
      ...(mode === 'public' && thread !== undefined ? { threadId: thread.id } : {}),
      ...(mode === 'public' ? { basedOnSeq: basedOn.current } : {}),
      ...(choice === undefined ? {} : { mail: choice }),
      ...(thenResolve ? { thenResolve: true } : {}),
      writtenAt: new Date().toISOString(),
      state: 'waiting',
    });
    typing.stop();
    editor?.commands.clearContent();
    files.clear();
    setMail(NO_MAIL);
    keepDraft(id, { text: '', visibility: mode }, () => undefined);
    setText('');
    setSaved(false);
  };

  const editor = useComposerEditor({
    conversation,
    note: mode === 'note',
    label: t(mode === 'public' ? 'composer.reply' : 'composer.note'),
    placeholder: placeholderOf(mode, conversation, t),
    onChange: (next) => {
      // What the writer had seen when the first word was written: a reply by somebody else since then is a warning.
      if (text === '' && next !== '') basedOn.current = lastSeq;
      setText(next);
      setSaved(false);
      keepDraft(id, { text: next, visibility: mode }, () => setSaved(true));
      if (next !== '') typing.typed(mode === 'note');
    },
    onSend: send,
    onFiles: files.add,
  });

  const focusOn = useCallback(
    (next: Mode): void => {
      setMode(next);
      // At once: the editor's own command waits for a frame, and a quick hand's next letters would be shortcuts.
      editor?.view.focus();
      editor?.commands.focus('end');
    },
    [editor],
  );
  useCommands({
    reply: () => (canReply ? focusOn('public') : false),
    note: () => focusOn('note'),
    close: () => (editor?.isFocused === true ? void editor.commands.blur() : false),
  });

  useEffect(() => {
    if (editor === null) return;
    let dropped = false;
    const take = (draft: { text: string; visibility: Mode } | undefined): void => {
      if (dropped || draft === undefined || textOf(editor) !== '') return;
      fill(editor, draft.text);
      setText(draft.text);
      setMode(draft.visibility === 'note' || !canReply ? 'note' : 'public');
      setSaved(true);
    };
    const local = localDraft(id);
    if (local !== undefined) take(local);
    else void serverDraft(id).then(take);
    return () => {
      dropped = true;
    };
  }, [editor, id, canReply]);

  const restore = useRef(files.restore);
  restore.current = files.restore;
  useEffect(() => {
    if (editor === null) return;
    composer.set({
      conversationId: id,
      insert: (words) => {
        editor.chain().focus('end').insertContent(words).run();
      },
      takeBack: (entry) => {
        fill(editor, entry.text);
        setText(entry.text);
        setMode(entry.visibility);
        restore.current(entry.attachments);
        editor.commands.focus('end');
      },
    });
    return () => composer.set(undefined);
  }, [editor, id]);

  useEffect(() => {
    const asked = editor === null ? undefined : takeWanted(id);
    if (editor === null || asked === undefined) return;
    focusOn(asked.mode === 'public' && canReply ? 'public' : 'note');
    if (asked.typed !== '') editor.chain().focus('end').insertContent(asked.typed).run();
  }, [editor, id, canReply, focusOn]);

  return (
    <footer className={css.composer} data-mode={mode}>
      <div className={css.top}>
        <Tabs mode={mode} canReply={canReply} onMode={focusOn} />
        <span className="grow" />
        {mode === 'public' ? (
          <ChannelPicker conversation={conversation} chosen={thread} onChoose={setThreadId} />
        ) : (
          <span className="xs t3">{t('composer.noteHint')}</span>
        )}
      </div>
      {closed && thread !== undefined ? (
        <p className={css.closed}>{errorWords(thread.closedReason ?? 'channel-not-available')}</p>
      ) : null}
      {byMail && !closed ? (
        <Suspense fallback={null}>
          <MailFields draft={mail} onChange={setMail} />
        </Suspense>
      ) : null}
      <div
        id="composer-panel"
        role="tabpanel"
        aria-labelledby={`composer-tab-${mode}`}
        className={css.editor}
      >
        <EditorContent editor={editor} />
      </div>
      <FileTiles files={files.files} onRemove={files.remove} />
      <ComposerBar
        text={text}
        saved={saved}
        sms={mode === 'public' && thread?.channel === 'sms'}
        language={conversation.language}
        limit={mode === 'public' ? thread?.maxText : undefined}
        note={mode === 'note'}
        sendable={sendable}
        canResolve={may(conversation, 'resolve') && conversation.status !== 'resolved'}
        onFiles={files.add}
        onInsert={(words) => editor?.chain().focus().insertContent(words).run()}
        onMention={() => {
          // Colleagues are named in notes only: in a reply the customer would read it.
          setMode('note');
          setTimeout(() => editor?.chain().focus('end').insertContent('@').run(), 0);
        }}
        onSend={send}
      />
      <SuggestionList />
    </footer>
  );
};

const placeholderOf = (mode: Mode, conversation: ConversationView, t: (key: string) => string): string => {
  if (mode === 'note') return t('composer.notePlaceholder');
  if (conversation.status === 'bot') return t('composer.takesOver');
  if (conversation.status === 'resolved') return t('composer.reopens');
  return t('composer.placeholder');
};

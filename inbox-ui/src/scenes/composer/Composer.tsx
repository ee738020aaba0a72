import { useQueryClient } from '@tanstack/react-query';
import { EditorContent } from '@tiptap/react';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import type { MessageView, TemplateUse } from '#contracts/message.ts';
import { useNow } from '../../components/use-now.ts';
import { useCommands } from '../../keyboard/commands.ts';
import { keepDraft, localDraft, serverDraft } from '../../state/drafts.ts';
import { newId } from '../../state/new-id.ts';
import type { OutboxEntry } from '../../state/outbox.ts';
import { sendMessage } from '../../state/sending.ts';
import { useAgents } from '../../state/session.ts';
import { may } from '../conversation/abilities.ts';
import { isMailSendable, mailChoice, NO_MAIL } from '../mail/mail-choice.ts';
import { ChannelPicker } from './ChannelPicker.tsx';
import { ComposerBar } from './ComposerBar.tsx';
import css from './composer.module.css';
import { FileTiles } from './FileTiles.tsx';
import { type Links, LinkTiles } from './LinkButtons.tsx';
import { composer, takeWanted } from './put-back.ts';
import { Reach, type ReachOf } from './Reach.tsx';
import { closedNow, type Spoken } from './reply-thread.ts';
import { SuggestionList } from './SuggestionList.tsx';
import { fill, textOf, useComposerEditor } from './use-editor.ts';
import { useFiles } from './use-files.ts';
import { useReplyThread } from './use-reply-thread.ts';
import { useTyping } from './use-typing.ts';
import { WindowLine } from './WindowLine.tsx';

const MailFields = lazy(() => import('../mail/MailFields.tsx').then((m) => ({ default: m.MailFields })));
const TranslateDraft = lazy(() =>
  import('../assist/Translate.tsx').then((m) => ({ default: m.TranslateDraft })),
);
const TemplateDialog = lazy(() =>
  import('../templates/TemplateDialog.tsx').then((m) => ({ default: m.TemplateDialog })),
);

type Mode = 'public' | 'note';
type Attachment = MessageView['attachments'][number];

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
export const Composer = ({
  conversation,
  lastSeq,
  spoken,
}: {
  conversation: ConversationView;
  lastSeq: number;
  /** Where the talk is, by the messages. */
  spoken: Spoken;
}) => {
  const { t } = useTranslation();
  const client = useQueryClient();
  const agents = useAgents();
  const canReply = may(conversation, 'reply');
  const [mode, setMode] = useState<Mode>(canReply ? 'public' : 'note');
  const [text, setText] = useState('');
  const [saved, setSaved] = useState(false);
  const [mail, setMail] = useState(NO_MAIL);
  const files = useFiles();
  const typing = useTyping(conversation.id);
  const basedOn = useRef(lastSeq);
  const { id } = conversation;
  const now = useNow();
  const writing = text !== '' || files.files.length > 0;
  const { thread, hold } = useReplyThread(conversation, spoken, writing);
  const [chosenReach, setChosenReach] = useState<{ threadId: string; reach: ReachOf }>();
  const [links, setLinks] = useState<Links>([]);
  const [template, setTemplate] = useState<{ used?: TemplateUse | undefined }>();
  const isPublic = mode === 'public' && thread?.isPublic === true;
  const both = thread?.privateReplies === true;
  const chosen = chosenReach?.threadId === thread?.id ? chosenReach?.reach : undefined;
  const reach = isPublic ? (both ? chosen : 'public') : undefined;
  const closed = mode === 'public' && (thread === undefined || closedNow(thread, now) !== undefined);
  const tooLong = mode === 'public' && thread !== undefined && text.length > thread.maxText;
  const byMail = mode === 'public' && thread?.mail === true;
  const choice = byMail ? mailChoice(mail) : undefined;
  const sendable =
    (text.trim() !== '' || files.attachments.length > 0) &&
    !files.busy &&
    !closed &&
    !tooLong &&
    (!isPublic || reach !== undefined) &&
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
      ...(mode === 'public' && links.length > 0 ? { links } : {}),
      ...(reach === 'private' ? { replyPrivately: true } : {}),
      ...(thenResolve ? { thenResolve: true } : {}),
      writtenAt: new Date().toISOString(),
      state: 'waiting',
    });
    typing.stop();
    editor?.commands.clearContent();
    files.clear();
    setMail(NO_MAIL);
    setLinks([]);
    hold();
    keepDraft(id, { text: '', visibility: mode }, () => undefined);
    setText('');
    setSaved(false);
  };

  /** A template goes out as it is; what is being written stays. */
  const sendTemplate = (words: string, use: TemplateUse, header: Attachment | undefined): void => {
    if (thread === undefined) return;
    setTemplate(undefined);
    hold();
    sendMessage(client, {
      clientId: newId(),
      conversationId: id,
      text: words,
      visibility: 'public',
      attachments: header === undefined ? [] : [header],
      mentions: [],
      threadId: thread.id,
      basedOnSeq: lastSeq,
      template: use,
      ...(reach === 'private' ? { replyPrivately: true } : {}),
      writtenAt: new Date().toISOString(),
      state: 'waiting',
    });
  };

  const editor = useComposerEditor({
    conversation,
    note: mode === 'note',
    label: t(mode === 'public' ? 'composer.reply' : 'composer.note'),
    placeholder: placeholderOf(mode, conversation, reach, t),
    onChange: (next) => {
      // What the writer had seen when the first word was written: a reply by somebody else since then is a warning.
      if (text === '' && next !== '') {
        basedOn.current = lastSeq;
        hold();
      }
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

  const restore = useRef<(entry: OutboxEntry) => void>(() => undefined);
  restore.current = (entry) => {
    files.restore(entry.attachments);
    if (entry.threadId !== undefined) {
      hold(entry.threadId);
      setChosenReach({
        threadId: entry.threadId,
        reach: entry.replyPrivately === true ? 'private' : 'public',
      });
    }
    if (entry.visibility === 'public') setLinks(entry.links ?? []);
    if (entry.template !== undefined) setTemplate({ used: entry.template });
  };
  useEffect(() => {
    if (editor === null) return;
    composer.set({
      conversationId: id,
      insert: (words) => {
        editor.chain().focus('end').insertContent(words).run();
      },
      takeBack: (entry) => {
        setMode(entry.visibility);
        restore.current(entry);
        if (entry.template !== undefined) return;
        fill(editor, entry.text);
        setText(entry.text);
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

  // The customer went on elsewhere while this was being written: it stays where it is, and that is said.
  const theirs = conversation.threads.find((one) => one.id === spoken.customer?.threadId);
  const elsewhere =
    mode === 'public' &&
    writing &&
    theirs !== undefined &&
    theirs.id !== thread?.id &&
    (spoken.customer?.seq ?? 0) > basedOn.current
      ? theirs
      : undefined;

  return (
    <footer className={css.composer} data-mode={mode} data-reach={reach}>
      <div className={css.top}>
        <Tabs mode={mode} canReply={canReply} onMode={focusOn} />
        <span className="grow" />
        {mode === 'public' ? (
          <ChannelPicker conversation={conversation} chosen={thread} onChoose={hold} />
        ) : (
          <span className="xs t3">{t('composer.noteHint')}</span>
        )}
      </div>
      {mode === 'public' && thread !== undefined ? (
        <WindowLine thread={thread} onTemplate={() => setTemplate({})} />
      ) : null}
      {isPublic && thread !== undefined && !closed ? (
        <Reach
          reach={reach}
          both={both}
          onChoose={(next) => setChosenReach({ threadId: thread.id, reach: next })}
        />
      ) : null}
      {elsewhere === undefined ? null : (
        <p className={css.moved} role="status">
          <span>{t('composer.moved', { channel: t(`channel.${elsewhere.channel}`) })}</span>
          <button type="button" className={css.step} onClick={() => hold(elsewhere.id)}>
            {t('composer.moveThere', { channel: t(`channel.${elsewhere.channel}`) })}
          </button>
        </p>
      )}
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
      {mode === 'public' && text !== '' && editor !== null ? (
        <Suspense fallback={null}>
          <TranslateDraft conversation={conversation} text={text} onText={(next) => fill(editor, next)} />
        </Suspense>
      ) : null}
      <FileTiles files={files.files} onRemove={files.remove} />
      {mode === 'public' ? <LinkTiles links={links} onChange={setLinks} /> : null}
      <ComposerBar
        text={text}
        saved={saved}
        sms={mode === 'public' && thread?.channel === 'sms'}
        language={conversation.language}
        limit={mode === 'public' ? thread?.maxText : undefined}
        note={mode === 'note'}
        reach={reach}
        links={links}
        onLinks={setLinks}
        onTemplate={mode === 'public' && thread?.templates === true ? () => setTemplate({}) : undefined}
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
      {template === undefined || thread === undefined ? null : (
        <Suspense fallback={null}>
          <TemplateDialog
            thread={thread}
            language={conversation.language}
            used={template.used}
            onSend={sendTemplate}
            onClose={() => setTemplate(undefined)}
          />
        </Suspense>
      )}
    </footer>
  );
};

const placeholderOf = (
  mode: Mode,
  conversation: ConversationView,
  reach: ReachOf | undefined,
  t: (key: string) => string,
): string => {
  if (mode === 'note') return t('composer.notePlaceholder');
  if (reach === 'public') return t('composer.publicPlaceholder');
  if (conversation.status === 'bot') return t('composer.takesOver');
  if (conversation.status === 'resolved') return t('composer.reopens');
  return t('composer.placeholder');
};

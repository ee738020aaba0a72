import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { bytes, fill } from './format.ts';
import { Icon } from './Icon.tsx';
import type { SentFile } from './outbox.ts';
import type { Ui } from './ui.ts';
import { type Upload, upload } from './uploads.ts';
import { useExtras } from './use-extras.ts';

const MAX_FILES = 5;
const MAX_TEXT = 20_000;
const IDLE_MS = 4_000;
const EMOJI = [...'😊😄😂😢😮😅🤔😌😍👍👎🙏👏🙌💪👌🎉✨💡🎁📦🚚📷🏠'];

let keys = 0;

const useUploads = (ui: Ui) => {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const { host, session, words } = ui;
  const change = (key: number, part: Partial<Upload>): void =>
    setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const add = (files: Iterable<File>): void => {
    for (const file of files) {
      keys += 1;
      const key = keys;
      const max = host.config.maxFileBytes;
      const token = session.visitorToken();
      const entry: Upload = { key, name: file.name || words.picture, progress: 0, abort: () => {} };
      if (file.size > max) entry.error = fill(words.tooBig, bytes(max));
      else if (!token) entry.error = words.uploadFailed;
      else {
        const { done, abort } = upload(host, token, file, entry.name, (progress) =>
          change(key, { progress }),
        );
        entry.abort = abort;
        done.then(
          (sent) => change(key, { file: sent, progress: 1 }),
          ({ message }) =>
            change(key, { error: message === 'file-not-accepted' ? words.failedFile : words.uploadFailed }),
        );
      }
      setUploads((all) =>
        all.length < MAX_FILES
          ? [...all, entry]
          : all.map((one, at) => (at ? one : { ...one, error: words.tooMany })),
      );
    }
  };
  const remove = (key: number): void => {
    uploads.find((one) => one.key === key)?.abort();
    setUploads((all) => all.filter((one) => one.key !== key));
  };
  const sendable = uploads.flatMap(({ file }) => (file ? [file] : []));
  const busy = uploads.some(({ file, error }) => !file && !error);
  return { uploads, add, remove, sendable, busy, clear: () => setUploads([]) };
};
export type Uploads = ReturnType<typeof useUploads>;
export { useUploads };

const Chips = ({ ui, files }: { ui: Ui; files: Uploads }) =>
  files.uploads.length === 0 ? null : (
    <ul class="ups">
      {files.uploads.map(({ key, name, error, progress, file }) => (
        <li class={`up${error ? ' bad' : ''}`} key={key}>
          <Icon name={error ? 'alert' : 'file'} size={16} />
          <span class="grow cut" role={error ? 'alert' : undefined}>
            {name}
            {error && ` · ${error}`}
          </span>
          <button
            type="button"
            class="ib"
            aria-label={fill(ui.words.remove, name)}
            onClick={() => files.remove(key)}
          >
            <Icon name="x" size={16} />
          </button>
          {!error && !file && (
            <div class="prog grow">
              <i style={{ width: `${progress * 100}%` }} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );

const Emoji = ({ pick }: { pick(emoji: string): void }) => (
  <div class="emo">
    {EMOJI.map((one) => (
      <button key={one} type="button" onClick={() => pick(one)}>
        {one}
      </button>
    ))}
  </div>
);

/** The draft of this tab, kept over a reload. */
const draftOf = (key: string) => ({
  read: (): string => {
    try {
      return sessionStorage.getItem(key) ?? '';
    } catch {
      return '';
    }
  },
  write: (text: string): void => {
    try {
      sessionStorage.setItem(key, text);
    } catch {
      // No storage: the draft lives as long as the page.
    }
  },
});

/** The field, files, emoji, voice. Enter sends, Shift+Enter breaks the line, and neither while an input method composes. */
export const Composer = ({ ui, files }: { ui: Ui; files: Uploads }) => {
  const { words, session, view, host } = ui;
  const draft = draftOf(host.store.name('draft'));
  const [text, setText] = useState(draft.read);
  const [emoji, setEmoji] = useState(false);
  const [recording, setRecording] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const idle = useRef(0);
  const ready = (text.trim() !== '' || files.sendable.length > 0) && !files.busy;
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = '';
    if (element.scrollHeight > element.clientHeight) element.style.height = `${element.scrollHeight}px`;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the draft's place stays
  useEffect(() => draft.write(text), [text]);
  useEffect(() => () => clearTimeout(idle.current), []);
  const write = (value: string): void => {
    setText(value);
    session.typing(value !== '');
    clearTimeout(idle.current);
    idle.current = window.setTimeout(() => session.typing(false), IDLE_MS);
  };
  const send = (sent: readonly SentFile[] = files.sendable): void => {
    if (!ready && sent === files.sendable) return;
    session.send(text.trim(), {}, [...sent]);
    clearTimeout(idle.current);
    setText('');
    files.clear();
    field.current?.focus();
  };
  const insert = (one: string): void => {
    const element = field.current as HTMLTextAreaElement;
    element.focus();
    element.setRangeText(one, element.selectionStart, element.selectionEnd, 'end');
    write(element.value);
    setEmoji(false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  };
  const extras = useExtras(host.root, recording);
  if (recording && extras)
    return (
      <div class="foot">
        <extras.Recorder
          ui={ui}
          done={(file) => {
            setRecording(false);
            if (file) send([file]);
          }}
        />
      </div>
    );
  const nobody =
    view.state && !view.state.hours.someone && view.state.status !== 'bot' && view.state.status !== 'none';
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape of what is inside
    <div
      class="foot"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !emoji) return;
        event.stopPropagation();
        setEmoji(false);
        field.current?.focus();
      }}
    >
      <Chips ui={ui} files={files} />
      {emoji && <Emoji pick={insert} />}
      <div class="row">
        <input
          type="file"
          multiple
          hidden
          ref={picker}
          onChange={({ currentTarget }) => {
            files.add(currentTarget.files ?? []);
            currentTarget.value = '';
          }}
        />
        <button
          type="button"
          class="ib"
          aria-label={words.attach}
          title={words.attach}
          onClick={() => picker.current?.click()}
        >
          <Icon name="clip" />
        </button>
        <textarea
          class="field"
          ref={field}
          rows={1}
          value={text}
          maxLength={MAX_TEXT}
          enterkeyhint="send"
          aria-label={words.message}
          placeholder={nobody ? words.leave : words.write}
          onInput={({ currentTarget }) => write(currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const pasted = event.clipboardData?.files;
            if (!pasted?.length) return;
            event.preventDefault();
            files.add(pasted);
          }}
        />
        <button
          type="button"
          class="ib"
          aria-label={words.emoji}
          title={words.emoji}
          aria-expanded={emoji}
          onClick={() => setEmoji(!emoji)}
        >
          <Icon name="smile" />
        </button>
        {host.config.voiceNotes && !ready && 'MediaRecorder' in window && (
          <button
            type="button"
            class="ib"
            aria-label={words.voice}
            title={words.voice}
            onClick={() => setRecording(true)}
          >
            <Icon name="mic" />
          </button>
        )}
        <button
          type="button"
          class={`go${ready ? ' on' : ''}`}
          aria-label={words.send}
          title={words.send}
          aria-disabled={!ready}
          onClick={() => send()}
        >
          <Icon name="up" />
        </button>
      </div>
    </div>
  );
};

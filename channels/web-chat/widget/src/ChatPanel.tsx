import { useEffect, useRef, useState } from 'preact/hooks';
import type { Citation } from '#contracts/message.ts';
import { Composer, useUploads } from './Composer.tsx';
import { readable } from './color.ts';
import { Head } from './Head.tsx';
import type { Host, WidgetLanguage } from './host.ts';
import { Log } from './Log.tsx';
import { speaker } from './Message.tsx';
import { Slot } from './Slot.tsx';
import type { Session } from './session.ts';
import type { Ui } from './ui.ts';
import { useExtras } from './use-extras.ts';
import type { Words } from './words.ja.ts';

/** Same measure as the sheet: full screen below it. */
const NARROW = '(max-width:600px),(max-height:520px)';
/** Body text needs 4.5:1; a tint or dark paper takes some of it. */
const CONTRAST = { light: 5, dark: 6 };

const useMedia = (query: string): boolean => {
  const [list] = useState(() => matchMedia(query));
  const [on, setOn] = useState(list.matches);
  useEffect(() => {
    const heard = (): void => setOn(list.matches);
    list.addEventListener('change', heard);
    return () => list.removeEventListener('change', heard);
  }, [list]);
  return on;
};

/** Focus goes in on opening, stays in on phones, and goes back to the button. The page behind a full screen does not scroll. */
const useFocus = (host: Host, open: boolean, narrow: boolean) => {
  const panel = useRef<HTMLElement>(null);
  const was = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: moves focus only when it opens or closes
  useEffect(() => {
    if (open && !was.current) {
      const field = panel.current?.querySelector<HTMLElement>('.field,.in');
      // On a phone the field would bring up the keyboard over the conversation.
      (matchMedia('(pointer:coarse)').matches || narrow ? panel.current : (field ?? panel.current))?.focus();
    }
    if (!open && was.current) host.button.focus();
    was.current = open;
  }, [open]);
  useEffect(() => {
    const { style } = document.documentElement;
    const before = style.overflow;
    if (open && narrow) style.overflow = 'hidden';
    return () => {
      style.overflow = before;
    };
  }, [open, narrow]);
  useEffect(() => {
    const seen = window.visualViewport;
    if (!seen || !narrow) return;
    // An on-screen keyboard shrinks only the visual viewport.
    const fit = (): void => {
      const { style } = panel.current as HTMLElement;
      const covered = seen.scale === 1 && seen.height < innerHeight - 1;
      style.top = covered ? `${seen.offsetTop}px` : '';
      style.bottom = covered ? 'auto' : '';
      style.height = covered ? `${seen.height}px` : '';
    };
    seen.addEventListener('resize', fit);
    seen.addEventListener('scroll', fit);
    return () => {
      seen.removeEventListener('resize', fit);
      seen.removeEventListener('scroll', fit);
    };
  }, [narrow]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      host.close();
    }
    if (event.key !== 'Tab' || !narrow) return;
    const all = [
      ...(panel.current?.querySelectorAll<HTMLElement>(
        'button,a[href],input:not([hidden]),select,textarea,[tabindex="0"]',
      ) ?? []),
    ];
    const edge = event.shiftKey ? all[0] : all.at(-1);
    const { activeElement } = host.root;
    if (activeElement !== edge && activeElement !== panel.current) return;
    event.preventDefault();
    (event.shiftKey ? all.at(-1) : all[0])?.focus();
  };
  return { panel, onKeyDown };
};

const useSession = (session: Session) => {
  const [, redraw] = useState(0);
  useEffect(() => {
    const off = session.subscribe(() => redraw((n) => n + 1));
    return () => void off();
  }, [session]);
  return session.view;
};

interface ChatPanelProps {
  host: Host;
  session: Session;
  open: boolean;
  language: WidgetLanguage;
  words: Words;
  switchLanguage(): void;
}

export const ChatPanel = ({ host, session, open, language, words, switchLanguage }: ChatPanelProps) => {
  const view = useSession(session);
  const narrow = useMedia(NARROW);
  const wantsDark = useMedia('(prefers-color-scheme:dark)');
  const dark = host.theme ? host.theme === 'dark' : wantsDark;
  const [citation, showArticle] = useState<Citation>();
  const [help, setHelp] = useState(false);
  const [ending, setEnding] = useState(false);
  const [over, setOver] = useState(false);
  const ui: Ui = { host, session, view, words, language, showArticle };
  const files = useUploads(ui);
  const { panel, onKeyDown } = useFocus(host, open, narrow);
  const { config } = host;
  const { state, latest } = view;
  const brandText = readable(
    config.color,
    dark ? '#1b1b1a' : '#ffffff',
    dark ? CONTRAST.dark : CONTRAST.light,
  );
  const empty = view.thread.list().length === 0 && view.outbox.length === 0;
  const asks = config.preChat.enabled && empty && state?.status === 'none' && !state.verified;
  const Extras = useExtras(host.root, asks || help || !!citation);
  const goes = state && state.status !== 'none' && state.status !== 'resolved';
  return (
    <section
      class="mg"
      ref={panel}
      role="dialog"
      aria-modal={narrow}
      aria-label={config.name[language]}
      lang={language}
      tabIndex={-1}
      hidden={!open}
      data-dark={dark || undefined}
      style={{ '--brand-text': brandText }}
      onKeyDown={onKeyDown}
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) =>
        event.currentTarget.contains(event.relatedTarget as Node | null) || setOver(false)
      }
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        files.add(event.dataTransfer?.files ?? []);
      }}
    >
      <Head
        ui={ui}
        endChat={goes ? () => setEnding(true) : undefined}
        switchLanguage={switchLanguage}
        searchHelp={() => setHelp(true)}
      />
      <Bar ui={ui} />
      {asks ? (
        Extras && <Extras.PreChat ui={ui} />
      ) : (
        <>
          <Log ui={ui} />
          <Slot ui={ui} ending={ending} endingDone={() => setEnding(false)} />
          <Composer ui={ui} files={files} />
        </>
      )}
      {help && Extras && <Extras.Help ui={ui} close={() => setHelp(false)} />}
      {citation && Extras && (
        <Extras.Article ui={ui} citation={citation} close={() => showArticle(undefined)} />
      )}
      {over && <div class="dropping">{words.drop}</div>}
      <div class="sr" role="status">
        {latest && `${latest.from === 'system' ? '' : `${speaker(ui, latest)}: `}${latest.text}`}
      </div>
    </section>
  );
};

/** One quiet line while something is not as it should be. */
const Bar = ({ ui }: { ui: Ui }) => {
  const { view, words } = ui;
  const text = view.notice
    ? words[view.notice]
    : view.link !== 'offline'
      ? ''
      : navigator.onLine
        ? words.reconnecting
        : words.offline;
  return (
    <div role="status" class={text ? 'bar' : undefined}>
      {text}
    </div>
  );
};

import { useEffect, useRef, useState } from 'preact/hooks';
import { clock, fill, minutes, moment } from './format.ts';
import { Icon } from './Icon.tsx';
import type { Ui } from './ui.ts';

/** 受付中 19:00まで · 返信まで約2分 */
const Status = ({ ui }: { ui: Ui }) => {
  const { words, language, view } = ui;
  const { state } = view;
  if (!state) return <div class="st sub" />;
  const { hours, replyMs } = state;
  const now = hours.open
    ? hours.closesAt
      ? fill(words.openUntil, clock(hours.closesAt, language))
      : words.open
    : hours.opensAt
      ? fill(words.opensAt, moment(hours.opensAt, language, words))
      : words.closed;
  const soon =
    hours.open && hours.someone && replyMs !== undefined
      ? ` · ${fill(words.repliesIn, minutes(replyMs))}`
      : '';
  return (
    <div class="st sub">
      <i class={hours.open ? '' : 'off'} />
      <span class="cut">{now + soon}</span>
    </div>
  );
};

const Menu = ({
  ui,
  actions,
  close,
}: {
  ui: Ui;
  actions: [label: string, run: () => void, lang?: string][];
  close(): void;
}) => {
  const menu = useRef<HTMLDivElement>(null);
  const items = (): HTMLElement[] => [...(menu.current?.querySelectorAll('button') ?? [])];
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, on opening
  useEffect(() => items()[0]?.focus(), []);
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = items();
    const at = all.indexOf((ui.host.root.activeElement ?? all[0]) as HTMLElement);
    all[(at + step + all.length) % all.length]?.focus();
  };
  return (
    <div
      class="menu"
      role="menu"
      ref={menu}
      onKeyDown={move}
      onFocusOut={({ relatedTarget }) => !menu.current?.contains(relatedTarget as Node | null) && close()}
    >
      {actions.map(([label, run, lang]) => (
        <button
          key={label}
          type="button"
          role="menuitem"
          lang={lang}
          onClick={() => {
            close();
            run();
          }}
        >
          {label}
        </button>
      ))}
    </div>
  );
};

/** Name, hours, menu and the way out. */
export const Head = ({
  ui,
  endChat,
  switchLanguage,
  searchHelp,
}: {
  ui: Ui;
  endChat: (() => void) | undefined;
  switchLanguage(): void;
  searchHelp(): void;
}) => {
  const { words, language, host } = ui;
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const name = host.config.name[language] ?? '';
  const close = (): void => setOpen(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape of the menu inside
    <div
      class="head"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        close();
        button.current?.focus();
      }}
    >
      <span class="mark" aria-hidden="true">
        {host.config.mark || [...name][0]}
      </span>
      <div class="grow">
        <h2 class="cut">{name}</h2>
        <Status ui={ui} />
      </div>
      <button
        type="button"
        class="ib"
        ref={button}
        aria-label={words.menu}
        aria-haspopup="menu"
        aria-expanded={open}
        onMouseDown={(event) => open && event.preventDefault()}
        onClick={() => setOpen(!open)}
      >
        <Icon name="dots" />
      </button>
      <button type="button" class="ib" aria-label={words.close} onClick={host.close}>
        <Icon name="x" />
      </button>
      {open && (
        <Menu
          ui={ui}
          close={close}
          actions={[
            [words.helpSearch, searchHelp],
            ...(endChat ? ([[words.endChat, endChat]] as [string, () => void][]) : []),
            [words.otherLanguage, switchLanguage, language === 'ja' ? 'en' : 'ja'],
          ]}
        />
      )}
    </div>
  );
};

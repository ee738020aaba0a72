import type { WidgetConfig } from '#contracts/socket.ts';
import type { Host, PanelHandle, Store, TrackedPage, Wake, WidgetEvents, WidgetLanguage } from './host.ts';

/**
 * The button. A classic script, whole in one file; it loads nothing but the public configuration until the chat is
 * opened, unless something unsent or unanswered waits. `PANEL_FILE` is written by the build.
 */
declare const PANEL_FILE: string;

type Listener = (data: unknown) => void;
type Call = [name: string, ...args: unknown[]];

const script = document.currentScript as HTMLScriptElement;
const base = new URL(script.src).origin;
const account = script.dataset.account ?? '';
const page = window as unknown as { Madoguchi?: Call[] | object };
const narrow = '(max-width:600px),(max-height:520px)';
const MAX_TRACKED = 20;

const CSS = `:host{all:initial!important;position:fixed!important;z-index:2147483000!important;right:0!important;bottom:0!important}
@media print{:host{display:none!important}}
.mg-b{all:unset;box-sizing:border-box;position:fixed;right:24px;bottom:24px;display:grid;place-items:center;width:56px;height:56px;border-radius:50%;background:var(--brand);color:var(--ink);box-shadow:0 6px 20px rgb(29 29 27/26%);cursor:pointer;-webkit-tap-highlight-color:transparent}
.mg-b:focus-visible{outline:2px solid var(--brand);outline-offset:3px;box-shadow:0 0 0 3px #fff,0 6px 20px rgb(29 29 27/26%)}
.mg-b svg{width:26px;height:26px;fill:none;stroke:currentColor;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}
.mg-b[aria-busy=true] svg{opacity:.55}
.mg-b path+path{display:none}.mg-b[aria-expanded=true] path{display:none}.mg-b[aria-expanded=true] path+path{display:block}
.mg-n{position:absolute;top:-4px;right:-4px;min-width:22px;box-sizing:border-box;padding:0 6px;border-radius:11px;background:#b3261e;color:#fff;font:600 12px/22px system-ui,sans-serif;text-align:center;font-variant-numeric:tabular-nums}
.mg-n:empty{display:none}
@media ${narrow}{.mg-b{right:16px;bottom:16px}.mg-b[aria-expanded=true]{display:none}}
@media (forced-colors:active){.mg-b{border:2px solid ButtonText}}`;

const memory = new Map<string, string>();
const name = (key: string): string => `madoguchi.${account}.${key}`;
const store: Store = {
  name,
  get(key) {
    try {
      const text = memory.get(key) ?? localStorage.getItem(name(key));
      return text ? JSON.parse(text) : undefined;
    } catch {
      return undefined;
    }
  },
  set(key, value) {
    const text = JSON.stringify(value);
    memory.delete(key);
    try {
      if (text) localStorage.setItem(name(key), text);
      else localStorage.removeItem(name(key));
    } catch {
      // No storage, or it is full: this tab remembers by itself.
      if (text) memory.set(key, text);
    }
  },
};

const listeners: Record<string, Set<Listener>> = {};
const emit = (event: string, data?: unknown): void => {
  for (const listener of listeners[event] ?? []) listener(data);
};

let host: Host | undefined;
let panel: Promise<PanelHandle> | undefined;
let shown = false;
let userToken: string | null = null;

const load = (): Promise<PanelHandle> => {
  panel ??= import(/* @vite-ignore */ `${base}/widget/${PANEL_FILE}`).then((module) => module.mount(host));
  return panel;
};

const setShown = (open: boolean): void => {
  if (!host || open === shown) return;
  shown = open;
  const { button } = host;
  button.ariaExpanded = String(open);
  button.ariaBusy = 'true';
  try {
    if (open) sessionStorage.setItem(name('open'), '1');
    else sessionStorage.removeItem(name('open'));
  } catch {
    // Without storage the panel stays closed on the next page.
  }
  load()
    .then(
      (handle) => {
        handle.show(shown);
        emit(open ? 'open' : 'close');
      },
      () => {
        // The next press tries again.
        panel = undefined;
        shown = false;
        button.ariaExpanded = 'false';
      },
    )
    .finally(() => {
      button.ariaBusy = null;
    });
};

const here = (): TrackedPage => ({ url: location.href.slice(0, 2048), title: document.title.slice(0, 200) });

const api = {
  identify(token: string | null) {
    if (token === userToken) return;
    userToken = token;
    panel?.then(
      (handle) => handle.identified(),
      () => {},
    );
    wakeUp();
  },
  track(event?: string, data?: TrackedPage['data']) {
    store.set('consent', 1);
    const entry: TrackedPage = { ...here(), ...(event ? { event } : {}), ...(data ? { data } : {}) };
    store.set('pages', [...(store.get<TrackedPage[]>('pages') ?? []), entry].slice(-MAX_TRACKED));
    panel?.then(
      (handle) => handle.tracked(),
      () => {},
    );
  },
  open: () => setShown(true),
  close: () => setShown(false),
  on<K extends keyof WidgetEvents>(event: K, listener: (data: WidgetEvents[K]) => void) {
    listeners[event] ??= new Set();
    listeners[event].add(listener as Listener);
    return () => listeners[event]?.delete(listener as Listener);
  },
};

/** Loads the panel unseen when an answer may wait or something was not sent. */
function wakeUp(): void {
  const wake = store.get<Wake>('wake');
  if (host && (wake?.unread || wake?.live || store.get<unknown[]>('outbox')?.length)) load().catch(() => {});
}

/** 1 … 21 by WCAG 2.2, against white. */
const contrastWithWhite = (hex: string): number => {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
};

const languageOf = (config: WidgetConfig): WidgetLanguage => {
  const asked =
    script.dataset.language || config.language || document.documentElement.lang || navigator.language;
  return /^ja/i.test(asked) ? 'ja' : 'en';
};

const draw = (config: WidgetConfig): void => {
  const chat = (): string => (languageOf(config) === 'ja' ? 'チャット' : 'Chat');
  const element = document.createElement('madoguchi-widget');
  const root = element.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
  // White while it reads, else black: one of the two always reaches 4.5:1.
  const ink = contrastWithWhite(config.color) >= 4.5 ? '#fff' : '#000';
  element.style.setProperty('--brand', config.color);
  element.style.setProperty('--ink', ink);

  const button = document.createElement('button');
  button.className = 'mg-b';
  button.ariaExpanded = 'false';
  button.ariaLabel = chat();
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const shapes = [
    'M8 9h8M8 13h6M9 18H6a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3h12a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3h-3l-3 3z',
    'M6 9l6 6 6-6',
  ];
  for (const d of shapes) {
    svg.appendChild(document.createElementNS(svg.namespaceURI, 'path')).setAttribute('d', d);
  }
  const count = document.createElement('span');
  count.className = 'mg-n';
  button.append(svg, count);
  button.onclick = () => setShown(!shown);
  root.append(button);

  const badge = (unread: number): void => {
    count.textContent = unread ? (unread > 9 ? '9+' : String(unread)) : '';
    const label = languageOf(config) === 'ja' ? `チャット、未読${unread}件` : `Chat, ${unread} unread`;
    button.ariaLabel = unread ? label : chat();
  };
  badge(store.get<Wake>('wake')?.unread ?? 0);
  const { theme } = script.dataset;
  host = {
    base,
    account,
    config,
    get language() {
      return languageOf(config);
    },
    theme,
    root,
    button,
    ink,
    store,
    badge,
    emit,
    close: api.close,
    userToken: () => userToken,
  };
  document.body.append(element);
};

const start = async (): Promise<void> => {
  const answer = await fetch(`${base}/api/v1/widget/config?account=${encodeURIComponent(account)}`, {
    credentials: 'omit',
  });
  // A refused site or unknown account shows no button.
  if (!answer.ok) return;
  draw(await answer.json());
  if (store.get('consent')) api.track();
  emit('ready');
  try {
    if (sessionStorage.getItem(name('open')) && !matchMedia(narrow).matches) return setShown(true);
  } catch {
    // No storage, nothing was open.
  }
  wakeUp();
};

const waiting = page.Madoguchi;
page.Madoguchi = Object.assign(api, {
  push: ([call, ...args]: Call) =>
    (api as unknown as Record<string, (...a: unknown[]) => void>)[call]?.(...args),
});
if (Array.isArray(waiting)) for (const call of waiting) (page.Madoguchi as Call[]).push(call);
/** Without its configuration there is no button; the page is not to notice. */
const begin = (): void => {
  start().catch(() => {});
};
if (document.body) begin();
else document.addEventListener('DOMContentLoaded', begin);

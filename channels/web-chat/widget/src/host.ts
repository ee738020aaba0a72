import type { WidgetConfig } from '#contracts/socket.ts';

export type WidgetLanguage = 'ja' | 'en';

/** Events a page can listen to by `Madoguchi.on`. */
export interface WidgetEvents {
  ready: undefined;
  open: undefined;
  close: undefined;
  /** A message of the other side came in. */
  message: { from: string; text: string };
  /** Count of unread messages. */
  unread: number;
  /** The identity token is refused or past its end; call `identify` with a new one. */
  'identity-expired': undefined;
}

/** A page or event the visitor consented to have told. */
export interface TrackedPage {
  url: string;
  title: string;
  event?: string;
  data?: Record<string, string | number | boolean>;
}

/** What the loader gives to the panel. Only types are shared: the loader must stay one small file. */
export interface Host {
  /** Origin of the server, e.g. `https://desk.example`. */
  base: string;
  account: string;
  config: WidgetConfig;
  /** The page's language as it is now: pages may set it, or change it, after the button is there. */
  readonly language: WidgetLanguage;
  /** `light` or `dark` where the page says so. */
  theme: string | undefined;
  root: ShadowRoot;
  button: HTMLButtonElement;
  /** Ink that reads on the brand colour. */
  ink: string;
  /** Reads and writes this account's part of the browser's storage; memory where there is none. */
  store: Store;
  userToken(): string | null;
  badge(count: number): void;
  emit<K extends keyof WidgetEvents>(name: K, data: WidgetEvents[K]): void;
  close(): void;
}

export interface Store {
  get<T>(key: string): T | undefined;
  /** `undefined` removes. */
  set(key: string, value: unknown): void;
  /** Full name of a key, as `storage` events give it. */
  name(key: string): string;
}

/** What the panel gives back. */
export interface PanelHandle {
  show(open: boolean): void;
  /** The page called `identify`. */
  identified(): void;
  /** There are tracked pages to tell. */
  tracked(): void;
}

/** Kept under `wake`: why the panel has to be loaded before it is opened. */
export interface Wake {
  /** Unread messages known to any tab. */
  unread: number;
  /** A person or a queue has the conversation, so an answer may come. */
  live: boolean;
}

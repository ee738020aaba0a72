import type { WidgetMessage, WidgetState } from '#contracts/socket.ts';
import type { Host, TrackedPage, Wake } from './host.ts';
import { createOutbox, type OutboxEvent, type OutboxItem, type SentFile } from './outbox.ts';
import { createThread, type Thread } from './thread.ts';
import { type Ask, createLink, type Link } from './transport.ts';

/** What the panel draws. */
export interface View {
  thread: Thread;
  state: WidgetState | undefined;
  outbox: OutboxItem[];
  /** `waiting`: never connected so far. */
  link: 'waiting' | 'online' | 'offline';
  notice: 'refused' | 'signIn' | 'reload' | undefined;
  unread: number;
  /** A person was asked for and the queue has not answered yet. */
  calling: boolean;
  /** Last message that came in while the panel was there, for the live region. */
  latest: WidgetMessage | undefined;
}

type Code = { code?: string };
const RETRY_MS = 3_000;
const CALLING_MS = 20_000;
const PAGE_FULL = 20;
/** Hours, and who is there, change unannounced for those who do not wait: looked at anew when an older panel is opened. */
const FRESH_MS = 30_000;
const TYPING_EVERY_MS = 3_000;
/** Refusals that may pass; everything else stays refused and is said. */
const PASSING = new Set(['internal', 'rate-limited', 'store-unavailable', 'busy', 'version-conflict']);
const HUMAN = new Set(['queued', 'open', 'snoozed']);

/** `sub` of an identity token, only to keep what belongs to one user apart from another's. The server checks the token. */
const subOf = (token: string | null): string => {
  try {
    const body = (token ?? '').split('.')[1] ?? '';
    return String(JSON.parse(atob(body.replace(/-/g, '+').replace(/_/g, '/'))).sub);
  } catch {
    return '';
  }
};

export const createSession = (host: Host) => {
  const { store, config } = host;
  const slot = (): string => subOf(host.userToken());
  const tokenKey = (): string => `visitor.${slot()}`;
  const outbox = createOutbox(store, slot);
  const view: View = {
    thread: createThread(),
    state: undefined,
    outbox: outbox.items(),
    link: 'waiting',
    notice: undefined,
    unread: 0,
    calling: false,
    latest: undefined,
  };
  const listeners = new Set<() => void>();
  let current = slot();
  let started = false;
  let looking = false;
  let syncedAt = 0;
  let visitorToken: string | undefined;

  const handshake = () => {
    const held = store.get<string>(tokenKey());
    const user = host.userToken();
    return {
      protocol: config.protocol,
      accountId: host.account,
      language: host.language,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...(held ? { visitorToken: held } : {}),
      ...(user ? { userToken: user } : {}),
    };
  };
  /** For what may be lost: typing, read marks, pages. */
  const tell: Link['ask'] = (event, data) =>
    link.ask(event, data).catch(() => ({ ok: false, code: '' })) as never;

  const changed = (): void => {
    outbox.drop((clientId) => view.thread.holds(clientId));
    view.outbox = outbox.items();
    const { state, thread } = view;
    const seen = store.get<Record<string, number>>(`seen.${slot()}`);
    const unread = started && seen ? thread.unread(seen) : view.unread;
    if (looking || !seen) markSeen();
    const now = looking ? 0 : unread;
    if (now !== view.unread || started) {
      const wake: Wake = { unread: now, live: state ? HUMAN.has(state.status) : false };
      const held = store.get<Wake>('wake');
      if (state && (held?.unread !== wake.unread || held.live !== wake.live)) store.set('wake', wake);
      host.badge(now);
      if (now !== view.unread) host.emit('unread', now);
    }
    view.unread = now;
    for (const listener of listeners) listener();
  };

  /** Tells how far this visitor has read, and remembers it for the other tabs. */
  const markSeen = (): void => {
    const last = view.thread.last();
    if (!started || !last) return;
    const key = `seen.${slot()}`;
    if (store.get<Record<string, number>>(key)?.[last.conversationId] === last.seq) return;
    store.set(key, { [last.conversationId]: last.seq });
    if (looking) tell('read.set', { conversationId: last.conversationId, seq: last.seq });
  };

  const accept = (messages: readonly WidgetMessage[], first: boolean): void => {
    for (const message of messages) {
      const fresh = view.thread.add(message);
      if (!fresh || first || message.from === 'customer') continue;
      view.latest = message;
      host.emit('message', { from: message.from, text: message.text });
    }
  };

  /** Reads what came after `cursor`, page by page, until nothing new comes. */
  const sync = async (cursor = view.thread.cursor()): Promise<void> => {
    const page = store.get('consent')
      ? { url: location.href.slice(0, 2048), title: document.title.slice(0, 200) }
      : undefined;
    const ask = { ...(cursor ? { cursor } : {}), ...(page ? { page } : {}) };
    const answer = await link.ask('session.start', ask);
    if (!answer.ok) throw new Error(answer.code);
    visitorToken = answer.visitorToken;
    if (store.get(tokenKey()) !== visitorToken) store.set(tokenKey(), visitorToken);
    const first = !started;
    started = true;
    accept(answer.messages, first);
    view.state = answer.state;
    syncedAt = Date.now();
    view.link = 'online';
    view.notice = undefined;
    if (cursor && answer.messages.length >= PAGE_FULL) await sync();
    changed();
  };

  const resync = (cursor?: ReturnType<Thread['cursor']>): void => {
    sync(cursor)
      .then(() => {
        flush();
        tellPages();
      })
      .catch(() => {
        if (link.up) setTimeout(() => link.up && resync(), RETRY_MS);
      });
  };

  const tellPages = (): void => {
    const pages = store.get<TrackedPage[]>('pages');
    if (!pages || !started || !link.up) return;
    store.set('pages', undefined);
    for (const entry of pages) tell('page.track', entry);
  };

  const refused = (code: string): void => {
    if (code === 'origin-not-allowed' || code === 'unknown-account') view.notice = 'refused';
    else if (code === 'sign-in-required') view.notice = 'signIn';
    else if (code.includes('protocol')) view.notice = 'reload';
    else if (host.userToken() && (code === 'bad-signature' || code === 'secret-missing')) {
      view.notice = 'signIn';
      host.emit('identity-expired', undefined);
    } else setTimeout(link.open, RETRY_MS);
  };

  const link = createLink(host.base, handshake, {
    up: () => resync(),
    down(code) {
      view.link = 'offline';
      if (code) refused(code);
      changed();
    },
    push(event, data) {
      if (event === 'state.changed') {
        view.state = data as WidgetState;
        if (HUMAN.has(view.state.status)) view.calling = false;
        return changed();
      }
      const { messages } = data as { messages: WidgetMessage[] };
      const before = view.thread.cursor();
      const gap = started && messages.some(view.thread.leavesGap);
      accept(messages, !started);
      changed();
      if (gap) resync(before);
    },
  });

  let flushing = false;
  let again = false;
  /** Sends what waits, one after another, oldest first; one tab at a time where the browser has locks. The server drops repeats. */
  const flush = (): void => {
    again = true;
    if (flushing || !started || !link.up) return;
    flushing = true;
    const work = async (): Promise<void> => {
      while (again) {
        again = false;
        await sendWaiting();
      }
    };
    const locked = navigator.locks ? navigator.locks.request(outbox.name, work) : work();
    locked
      .catch(() => setTimeout(flush, RETRY_MS))
      .finally(() => {
        flushing = false;
        changed();
      });
  };

  const sendWaiting = async (): Promise<void> => {
    for (;;) {
      const item = outbox.items().find(({ state }) => state === 'waiting');
      if (!item) return;
      const { clientId } = item.data;
      const answer: { ok: boolean } & Code = await link.ask(item.event as Ask, item.data as never);
      if (answer.ok) taken(item);
      else if (PASSING.has(answer.code ?? '')) throw new Error(answer.code);
      else outbox.change(clientId, { state: 'failed', code: answer.code ?? '' });
      changed();
    }
  };

  const taken = ({ event, data }: OutboxItem): void => {
    if (event === 'message.send' || event === 'survey.answer')
      outbox.change(data.clientId, { state: 'taken' });
    else outbox.drop((clientId) => clientId === data.clientId);
  };

  const put = <E extends OutboxEvent>(
    event: E,
    data: Parameters<typeof outbox.add<E>>[1],
    files?: SentFile[],
  ): void => {
    outbox.add(event, data, files);
    changed();
    flush();
  };

  addEventListener('storage', ({ key }) => {
    if (key === outbox.name) flush();
    // Another tab became this visitor first: follow it while nothing was said here.
    const held = store.get<string>(tokenKey());
    if (key === store.name(tokenKey()) && held && held !== visitorToken && !view.thread.last()) reopen();
    if (key?.startsWith(store.name(''))) changed();
  });

  const reopen = (): void => {
    current = slot();
    started = false;
    visitorToken = undefined;
    view.thread = createThread();
    view.state = undefined;
    view.link = 'waiting';
    view.notice = undefined;
    view.latest = undefined;
    link.close();
    view.link = 'waiting';
    link.open();
    changed();
  };

  let typingAt = 0;
  return {
    view,
    start: link.open,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send(
      text: string,
      more: { payload?: string; fields?: Record<string, string>; topic?: string } = {},
      files: SentFile[] = [],
    ) {
      const fileIds = files.map((file) => file.fileId);
      put(
        'message.send',
        { text, sentAt: new Date().toISOString(), ...more, ...(fileIds.length ? { fileIds } : {}) },
        files,
      );
      typingAt = 0;
    },
    callPerson() {
      if (view.calling) return;
      view.calling = true;
      setTimeout(() => {
        view.calling = false;
        changed();
      }, CALLING_MS);
      put('person.ask', {});
    },
    answer: (surveyId: string, score: number, comment: string) =>
      put('survey.answer', { surveyId, score, ...(comment ? { comment } : {}) }),
    /** Thumbs under an answer of the bot; whether they were kept. */
    vote: async ({ conversationId, seq }: WidgetMessage, helpful: boolean): Promise<boolean> =>
      (await tell('answer.vote', { conversationId, seq, helpful })).ok,
    end: () => put('conversation.end', {}),
    retry(clientId: string) {
      outbox.change(clientId, { state: 'waiting' });
      changed();
      flush();
    },
    discard(clientId: string) {
      outbox.drop((id) => id === clientId);
      changed();
    },
    typing(on: boolean) {
      const now = Date.now();
      if (!link.up || !started || (on ? now - typingAt < TYPING_EVERY_MS : !typingAt)) return;
      typingAt = on ? now : 0;
      tell('typing.set', { typing: on });
    },
    /** The panel is open and on the screen. */
    look(on: boolean) {
      if (on && !looking && started && link.up && Date.now() - syncedAt > FRESH_MS) resync();
      looking = on;
      changed();
    },
    identified() {
      // A new token of the same user is used at the next handshake.
      if (slot() !== current || !link.up) reopen();
    },
    tracked: tellPages,
    /** The token an upload needs; absent until the session is open. */
    visitorToken: () => visitorToken,
  };
};
export type Session = ReturnType<typeof createSession>;

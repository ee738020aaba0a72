import { z } from 'zod';
import { AppError } from '#contracts/errors.ts';
import { SOCKET_PROTOCOL, WidgetSend } from '#contracts/socket.ts';
import { Language, SECOND, TimeZone } from '#contracts/time.ts';
import type { AttentionHub } from './attention.ts';
import type { RealtimeDeps, VisitorCaller, VisitorFact } from './deps.ts';
import { answerEvents, holdToRate, refuse, refusedBy } from './dispatch.ts';
import { answerVote } from './handlers/widget/answer-vote.ts';
import { conversationEnd } from './handlers/widget/conversation-end.ts';
import { messageSend } from './handlers/widget/message-send.ts';
import { pageTrack } from './handlers/widget/page-track.ts';
import { personAsk } from './handlers/widget/person-ask.ts';
import { readSet } from './handlers/widget/read-set.ts';
import { sessionStart } from './handlers/widget/session-start.ts';
import { surveyAnswer } from './handlers/widget/survey-answer.ts';
import { typingSet } from './handlers/widget/typing-set.ts';
import type { WidgetContext, WidgetEvent, WidgetHandler } from './handlers/widget/widget-handler.ts';
import type { SocketLimits } from './limits.ts';
import type { Presence } from './presence.ts';
import { threadRoom } from './rooms.ts';
import type { AnySocket, VisitorPush, WidgetNamespace, WidgetSocket, WidgetSocketData } from './sockets.ts';
import { KeyedBuckets, TokenBucket } from './token-bucket.ts';

/** One handler for each message of the catalogue. */
const HANDLERS: { [K in WidgetEvent]: WidgetHandler<K> } = {
  'session.start': sessionStart,
  'message.send': messageSend,
  'typing.set': typingSet,
  'read.set': readSet,
  'person.ask': personAsk,
  'survey.answer': surveyAnswer,
  'conversation.end': conversationEnd,
  'answer.vote': answerVote,
  'page.track': pageTrack,
};

/** What a widget may say at the handshake; the rest is ignored. */
const Handshake = z.object({
  accountId: z.string().min(1).max(512),
  visitorToken: z.string().max(1_024).nullish(),
  userToken: z.string().max(8_192).nullish(),
  language: Language.catch('en'),
  timeZone: TimeZone.optional().catch(undefined),
  page: WidgetSend['page.track'].pick({ url: true, title: true }).nullish().catch(undefined),
});

/** An event trusts a look at account and page that is not older than this. Milliseconds. */
const TRUST_MS = SECOND;
/** A browser that has not confirmed by then is taken for not having it. */
const CONFIRM_MS = 10 * SECOND;
/** Reads under way at once while all visitors of an account are looked at again. */
const RECHECKED_TOGETHER = 64;

export interface WidgetSideOptions {
  nsp: WidgetNamespace;
  deps: RealtimeDeps;
  presence: Presence;
  attention: AttentionHub;
  limits: SocketLimits;
  connected(): boolean;
  /** No other process has sockets: a push to a room nobody is in here goes nowhere. */
  alone(): boolean;
}

/** The customers' side of the gateway. */
export class WidgetSide {
  readonly #options: WidgetSideOptions;
  readonly #newVisitors: KeyedBuckets;
  readonly #items: KeyedBuckets;
  readonly #addresses: KeyedBuckets;
  readonly #pages: KeyedBuckets;

  constructor(options: WidgetSideOptions) {
    this.#options = options;
    this.#newVisitors = new KeyedBuckets(options.limits.newVisitors);
    this.#items = new KeyedBuckets(options.limits.threadItems);
    this.#addresses = new KeyedBuckets(options.limits.addressItems);
    this.#pages = new KeyedBuckets(options.limits.threadPages);
    const { nsp } = options;
    nsp.use((socket, next) => {
      this.#admit(socket).then(
        () => next(),
        (error: unknown) => next(error instanceof Error ? error : refuse('internal')),
      );
    });
    nsp.on('connection', (socket) => this.#welcome(socket));
    nsp.on('push', (threadId, push) => this.#deliver(threadId, push));
    nsp.on('account', (accountId) => void this.#recheckAccount(accountId));
  }

  /** Pushes to a visitor's tabs on every process; the messages a browser confirms are reported as delivered. */
  push(threadId: string, push: VisitorPush): void {
    const { nsp, alone } = this.#options;
    if (alone() && !nsp.adapter.rooms.has(threadRoom(threadId))) return;
    void this.#fill(push).then((filled) => {
      this.#deliver(threadId, filled);
      if (this.#options.connected() && !alone()) this.#options.nsp.serverSideEmit('push', threadId, filled);
    });
  }

  /** The account was paused or its allowed sites changed: visitors on every process who may not stay are cut. */
  accountChanged(accountId: string): void {
    void this.#recheckAccount(accountId);
    if (this.#options.connected()) this.#options.nsp.serverSideEmit('account', accountId);
  }

  sockets(): WidgetSocket[] {
    return [...this.#options.nsp.sockets.values()];
  }

  /** Renews the visitors' leases. */
  async renew(): Promise<void> {
    const threads = new Set(this.sockets().map((socket) => socket.data.caller.threadId));
    if (threads.size > 0) await this.#options.presence.visitorsBeat([...threads]);
  }

  async #fill(push: VisitorPush): Promise<VisitorPush> {
    return push.state ? { ...push, state: await this.#options.attention.fill(push.state) } : push;
  }

  async #admit(socket: WidgetSocket): Promise<void> {
    const { deps, limits, nsp } = this.#options;
    const { auth, headers, address } = socket.handshake;
    if (auth.protocol !== SOCKET_PROTOCOL) throw refuse('protocol-mismatch', { protocol: SOCKET_PROTOCOL });
    const asked = Handshake.safeParse(auth);
    if (!asked.success) throw refuse('invalid-input');
    const { accountId, visitorToken, userToken, language, timeZone, page } = asked.data;
    const ip = deps.clientIp?.({ headers, remoteAddress: address }) ?? address;
    const { origin } = headers;
    try {
      const session = await deps.widget.openSession({
        accountId,
        visitorToken: visitorToken ?? undefined,
        userToken: userToken ?? undefined,
        origin,
      });
      // A token that is not ours makes a new visitor just as none does: what came back tells, not what was sent.
      const isNew = session.visitorToken !== visitorToken;
      if (isNew && !this.#newVisitors.take(ip)) throw new AppError('rate-limited');
      const caller: VisitorCaller = {
        ...session,
        threadId: `${session.accountId}|${session.threadKey}`,
        language,
        timeZone,
      };
      if ((nsp.adapter.rooms.get(threadRoom(caller.threadId))?.size ?? 0) >= limits.socketsPerThread)
        throw new AppError('rate-limited');
      Object.assign(socket.data, {
        caller,
        origin,
        address: ip,
        checkedAt: performance.now(),
        bucket: new TokenBucket(limits.widgetEvents),
        bytes: new TokenBucket(limits.widgetBytes),
        strikes: 0,
      });
      if (page) await this.#track(caller.threadId, page);
    } catch (error) {
      throw refusedBy(error, deps.log);
    }
  }

  #welcome(socket: WidgetSocket): void {
    const { deps, limits, presence } = this.#options;
    const { threadId } = socket.data.caller;
    void socket.join(threadRoom(threadId));
    const plain = socket as unknown as AnySocket;
    socket.conn.on('packet', ({ data }: { data?: unknown }) => {
      const size = typeof data === 'string' ? data.length : Buffer.isBuffer(data) ? data.length : 0;
      if (!socket.data.bytes.take(size)) socket.disconnect(true);
    });
    holdToRate(plain, socket.data, limits.strikes);
    answerEvents(
      plain,
      WidgetSend,
      (name, data) => this.#handle(socket, name as WidgetEvent, data),
      deps.log,
    );
    socket.on('disconnect', () => {
      if (this.#localIn(threadId).length > 0) return;
      presence.visitorLeave(threadId).catch(() => undefined); // Its lease ends by itself.
    });
    presence.visitorBeat(threadId, socket.id).catch(() => undefined); // Renewed soon.
  }

  async #handle(socket: WidgetSocket, name: WidgetEvent, data: unknown): Promise<object> {
    if (performance.now() - socket.data.checkedAt > TRUST_MS) await this.#recheck(socket);
    if (!socket.connected) throw new AppError('not-allowed');
    const handler = HANDLERS[name] as WidgetHandler<WidgetEvent>;
    return handler(data as never, this.#context(socket));
  }

  #context(socket: WidgetSocket): WidgetContext {
    const { deps, attention } = this.#options;
    const { caller } = socket.data;
    return {
      socket,
      caller,
      deps,
      attention,
      keep: (fact) => this.#keep(socket.data, fact),
      track: (page) => this.#track(caller.threadId, page),
      confirm: (messageIds) =>
        this.#emitMessages(socket, [], () => this.#delivered(caller.threadId, messageIds)),
    };
  }

  /** Each page is a row of the record: one over the rate is not kept, and the visitor need not know. */
  async #track(threadId: string, page: Parameters<RealtimeDeps['widget']['trackPage']>[1]): Promise<void> {
    if (this.#pages.take(threadId)) await this.#options.deps.widget.trackPage(threadId, page);
  }

  async #keep({ caller, address }: WidgetSocketData, fact: VisitorFact): Promise<void> {
    if (!this.#items.take(caller.threadId) || !this.#addresses.take(address))
      throw new AppError('rate-limited');
    const { deps } = this.#options;
    const receivedAt = deps.clock.now();
    const items = await deps.widget.items(caller, fact, receivedAt);
    await deps.widget.accept({ accountId: caller.accountId, items, receivedAt });
  }

  #deliver(threadId: string, { messages, state }: VisitorPush): void {
    const sockets = this.#localIn(threadId);
    let told = false;
    const confirmed = (): void => {
      if (told || !messages) return;
      told = true;
      const ours = messages.filter(({ from }) => from !== 'customer').map(({ id }) => id);
      if (ours.length > 0) this.#delivered(threadId, ours);
    };
    for (const socket of sockets) {
      if (messages) this.#emitMessages(socket, messages, confirmed);
      if (state) socket.emit('state.changed', state);
    }
  }

  #emitMessages(
    socket: WidgetSocket,
    messages: NonNullable<VisitorPush['messages']>,
    confirmed: () => void,
  ): void {
    socket.timeout(CONFIRM_MS).emit('messages.changed', { messages }, (error?: Error | null) => {
      if (!error) confirmed();
    });
  }

  #delivered(threadId: string, messageIds: readonly string[]): void {
    const { deps } = this.#options;
    // A lost confirmation leaves the message at `sent`; the next session.start asks again.
    deps.widget
      .delivered(threadId, messageIds)
      .catch((error: unknown) => deps.log.debug({ error: String(error) }, 'widget: delivered not recorded'));
  }

  async #recheck(socket: WidgetSocket): Promise<void> {
    const { caller, origin } = socket.data;
    const { accountId, threadId } = caller;
    if (!(await this.#options.deps.widget.mayStay(accountId, origin, threadId))) {
      socket.disconnect(true);
      return;
    }
    socket.data.checkedAt = performance.now();
  }

  async #recheckAccount(accountId: string): Promise<void> {
    const { log } = this.#options.deps;
    const sockets = this.sockets().filter((socket) => socket.data.caller.accountId === accountId);
    for (let at = 0; at < sockets.length; at += RECHECKED_TOGETHER)
      await Promise.all(
        sockets
          .slice(at, at + RECHECKED_TOGETHER)
          .map((socket) =>
            this.#recheck(socket).catch((error: unknown) =>
              log.debug({ error: String(error) }, 'widget: rights not read, the next event asks again'),
            ),
          ),
      );
  }

  #localIn(threadId: string): WidgetSocket[] {
    const { nsp } = this.#options;
    return [...(nsp.adapter.rooms.get(threadRoom(threadId)) ?? [])].flatMap(
      (id) => nsp.sockets.get(id) ?? [],
    );
  }
}

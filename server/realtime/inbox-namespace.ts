import { AppError } from '#contracts/errors.ts';
import { InboxSend, SOCKET_PROTOCOL } from '#contracts/socket.ts';
import { SECOND } from '#contracts/time.ts';
import type { AttentionHub } from './attention.ts';
import type { AgentCaller, RealtimeDeps } from './deps.ts';
import { answerEvents, holdToRate, refuse, refusedBy } from './dispatch.ts';
import { activityBeat } from './handlers/inbox/activity-beat.ts';
import { conversationUnwatch, unwatch } from './handlers/inbox/conversation-unwatch.ts';
import { conversationWatch } from './handlers/inbox/conversation-watch.ts';
import type { InboxContext, InboxEvent, InboxHandler } from './handlers/inbox/inbox-handler.ts';
import { messageSend } from './handlers/inbox/message-send.ts';
import { presenceSet } from './handlers/inbox/presence-set.ts';
import { readSet } from './handlers/inbox/read-set.ts';
import { typingSet } from './handlers/inbox/typing-set.ts';
import type { SocketLimits } from './limits.ts';
import type { Presence } from './presence.ts';
import { agentRoom, conversationRoom, isOwnRoom, ownRooms } from './rooms.ts';
import type { AnySocket, InboxNamespace, InboxSocket } from './sockets.ts';
import { TokenBucket } from './token-bucket.ts';

/** One handler for each message of the catalogue. */
const HANDLERS: { [K in InboxEvent]: InboxHandler<K> } = {
  'conversation.watch': conversationWatch,
  'conversation.unwatch': conversationUnwatch,
  'message.send': messageSend,
  'typing.set': typingSet,
  'read.set': readSet,
  'presence.set': presenceSet,
  'activity.beat': activityBeat,
};

/** An event trusts a look at the session that is not older than this. Milliseconds. */
const TRUST_MS = SECOND;

export interface InboxSideOptions {
  nsp: InboxNamespace;
  deps: RealtimeDeps;
  presence: Presence;
  attention: AttentionHub;
  limits: SocketLimits;
  /** Redis is there: other processes can be told. */
  connected(): boolean;
}

/** The agents' side of the gateway. */
export class InboxSide {
  readonly #options: InboxSideOptions;
  readonly #origin: string;
  readonly #leaving = new Set<Promise<void>>();

  constructor(options: InboxSideOptions) {
    this.#options = options;
    this.#origin = new URL(options.deps.publicUrl).origin;
    const { nsp } = options;
    nsp.use((socket, next) => {
      this.#admit(socket).then(
        () => next(),
        (error: unknown) => next(error instanceof Error ? error : refuse('internal')),
      );
    });
    nsp.on('connection', (socket) => this.#welcome(socket));
    nsp.on('rights', (agentId) => void this.#recheckAgent(agentId));
    nsp.on('access', (conversationId) => void this.#recheckConversation(conversationId));
  }

  /** The agent's role, teams or sign-in changed: sockets on every process are moved or cut. */
  rightsChanged(agentId: string): void {
    void this.#recheckAgent(agentId);
    if (this.#options.connected()) this.#options.nsp.serverSideEmit('rights', agentId);
  }

  /** The conversation went to another team or hand: who may no longer read it stops watching. */
  accessChanged(conversationId: string): void {
    void this.#recheckConversation(conversationId);
    if (this.#options.connected()) this.#options.nsp.serverSideEmit('access', conversationId);
  }

  sockets(): InboxSocket[] {
    return [...this.#options.nsp.sockets.values()];
  }

  /** Resolves when those who left are no longer seen. */
  async farewells(): Promise<void> {
    await Promise.all(this.#leaving);
  }

  /** Conversations watched on this process. */
  watched(): Set<string> {
    return new Set(this.sockets().flatMap((socket) => [...socket.data.watched]));
  }

  /** Renews leases and looks at every session and watched conversation again. */
  async renew(): Promise<void> {
    for (const socket of this.sockets()) {
      await this.#recheck(socket);
      if (!socket.connected) continue;
      const { agentId } = socket.data.caller.scope;
      await this.#announce(socket);
      for (const conversationId of socket.data.watched)
        await this.#options.attention.change(conversationId, {
          kind: 'view',
          agentId,
          socketId: socket.id,
          on: true,
        });
    }
  }

  async #admit(socket: InboxSocket): Promise<void> {
    const { deps, limits, nsp } = this.#options;
    const { headers, auth } = socket.handshake;
    if (auth.protocol !== SOCKET_PROTOCOL) throw refuse('protocol-mismatch', { protocol: SOCKET_PROTOCOL });
    // A browser names the origin of every websocket and every request from elsewhere; without one it is our own page or a program.
    if (headers.origin !== undefined && headers.origin !== this.#origin) throw refuse('origin-not-allowed');
    const cookie = headers.cookie;
    let caller: AgentCaller | undefined;
    try {
      caller = await deps.inbox.sessionOf(cookie);
    } catch (error) {
      throw refusedBy(error, deps.log);
    }
    if (!caller) throw refuse('sign-in-required');
    const others = nsp.adapter.rooms.get(agentRoom(caller.scope.agentId))?.size ?? 0;
    if (others >= limits.socketsPerAgent) throw refuse('rate-limited');
    Object.assign(socket.data, {
      caller,
      cookie,
      checkedAt: performance.now(),
      watched: new Set<string>(),
      bucket: new TokenBucket(limits.inboxEvents),
      strikes: 0,
    });
  }

  #welcome(socket: InboxSocket): void {
    const { deps, limits } = this.#options;
    void socket.join(ownRooms(socket.data.caller.scope));
    const plain = socket as unknown as AnySocket;
    holdToRate(plain, socket.data, limits.strikes);
    answerEvents(plain, InboxSend, (name, data) => this.#handle(socket, name as InboxEvent, data), deps.log);
    socket.on('disconnect', () => {
      const leaving = this.#farewell(socket).finally(() => this.#leaving.delete(leaving));
      this.#leaving.add(leaving);
    });
    void this.#announce(socket);
  }

  async #handle(socket: InboxSocket, name: InboxEvent, data: unknown): Promise<object> {
    if (performance.now() - socket.data.checkedAt > TRUST_MS) await this.#recheckSession(socket);
    if (!socket.connected) throw new AppError('sign-in-required');
    const handler = HANDLERS[name] as InboxHandler<InboxEvent>;
    return handler(data as never, this.#context(socket));
  }

  #context(socket: InboxSocket): InboxContext {
    const { deps, attention, presence, limits } = this.#options;
    return { socket, caller: socket.data.caller, deps, attention, presence, limits };
  }

  async #announce(socket: InboxSocket): Promise<void> {
    const { presence, deps } = this.#options;
    const { agentId } = socket.data.caller.scope;
    try {
      const { came, state } = await presence.announce(agentId, socket.id);
      if (came) await deps.presence.onPresenceChanged(agentId, state);
      // It may have closed while it was being announced.
      if (!socket.connected) await presence.leave(agentId, socket.id);
    } catch (error) {
      deps.log.debug({ agentId, error: String(error) }, 'presence: not announced, trying again');
    }
  }

  async #farewell(socket: InboxSocket): Promise<void> {
    const { agentId } = socket.data.caller.scope;
    try {
      for (const conversationId of [...socket.data.watched])
        await unwatch(conversationId, this.#context(socket));
      await this.#options.presence.leave(agentId, socket.id);
    } catch (error) {
      this.#options.deps.log.debug({ agentId, error: String(error) }, 'presence: leave not told');
    }
  }

  /** Reads session and agent anew; cuts the socket when there is none, else moves its rooms. */
  async #recheckSession(socket: InboxSocket): Promise<void> {
    const caller = await this.#options.deps.inbox.sessionOf(socket.data.cookie);
    if (!caller || caller.scope.agentId !== socket.data.caller.scope.agentId) {
      socket.disconnect(true);
      return;
    }
    const wanted = new Set<string>(ownRooms(caller.scope));
    for (const room of socket.rooms) if (isOwnRoom(room) && !wanted.has(room)) await socket.leave(room);
    await socket.join([...wanted]);
    socket.data.caller = caller;
    socket.data.checkedAt = performance.now();
  }

  async #recheck(socket: InboxSocket): Promise<void> {
    try {
      await this.#recheckSession(socket);
      for (const conversationId of [...socket.data.watched]) await this.#recheckWatch(socket, conversationId);
    } catch (error) {
      // MongoDB is away: nothing new can be read or pushed meanwhile, and the next event checks again.
      this.#options.deps.log.debug({ error: String(error) }, 'inbox: rights not read, trying again');
    }
  }

  async #recheckWatch(socket: InboxSocket, conversationId: string): Promise<void> {
    const { deps } = this.#options;
    if (!socket.connected || (await deps.inbox.mayRead(socket.data.caller.scope, conversationId))) return;
    await unwatch(conversationId, this.#context(socket));
    socket.emit('conversations.changed', { rows: [], removed: [conversationId] });
  }

  async #recheckAgent(agentId: string): Promise<void> {
    await Promise.all(this.#localIn(agentRoom(agentId)).map((socket) => this.#recheck(socket)));
  }

  async #recheckConversation(conversationId: string): Promise<void> {
    const sockets = this.#localIn(conversationRoom(conversationId));
    try {
      await Promise.all(sockets.map((socket) => this.#recheckWatch(socket, conversationId)));
    } catch (error) {
      this.#options.deps.log.debug({ error: String(error) }, 'inbox: rights not read, trying again');
    }
  }

  #localIn(room: string): InboxSocket[] {
    const { nsp } = this.#options;
    return [...(nsp.adapter.rooms.get(room) ?? [])].flatMap((id) => nsp.sockets.get(id) ?? []);
  }
}

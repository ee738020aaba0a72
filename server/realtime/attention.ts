import type { WidgetState } from '#contracts/socket.ts';
import type { RealtimePort } from '../ports/realtime-port.ts';
import type { Log } from '../ports.ts';
import { conversationRoom } from './rooms.ts';
import { type Attention, NOBODY, type Watching } from './watching.ts';

type Change = Parameters<Watching['touch']>[1];

export interface AttentionHubOptions {
  watching: Watching;
  push: RealtimePort;
  log: Log;
  /** Web chat threads of a conversation, and a thread's state: the customer sees that an agent types. */
  threadsOf(conversationId: string): Promise<string[]>;
  stateOf(threadId: string): Promise<WidgetState>;
}

/** Some time after a lease ended, so that Redis sees it ended too. Milliseconds. */
const SLACK_MS = 200;

/** Tells a conversation's room, and its customer, when who looks or types has changed. Best effort: never throws. */
export class AttentionHub {
  readonly #options: AttentionHubOptions;
  /** What this process last told about a conversation. */
  readonly #told = new Map<string, { attention: Attention; text: string }>();
  /** Ends of typing that nobody took back, by conversation. */
  readonly #ends = new Map<string, NodeJS.Timeout>();

  constructor(options: AttentionHubOptions) {
    this.#options = options;
  }

  /** Makes a change and tells it. Answers what holds now. */
  async change(conversationId: string, change: NonNullable<Change>): Promise<Attention> {
    const attention = await this.#touch(conversationId, change);
    this.#tell(conversationId, attention);
    if (attention.typing.length > 0 || attention.customerTyping) this.#lookAgain(conversationId);
    return attention;
  }

  /** Tells what changed elsewhere or ran out, for conversations watched on this process; forgets the others. */
  async refresh(conversationIds: ReadonlySet<string>): Promise<void> {
    for (const known of this.#told.keys())
      if (!conversationIds.has(known) && !this.#ends.has(known)) this.#told.delete(known);
    await Promise.all(
      [...conversationIds].map(async (id) => this.#tell(id, await this.#touch(id, { kind: 'none' }))),
    );
  }

  /** The state with `agentTyping` as it is now. */
  async fill(state: WidgetState): Promise<WidgetState> {
    if (state.conversationId === undefined) return state;
    const { replyTyping } = await this.#touch(state.conversationId, { kind: 'none' });
    return { ...state, agentTyping: replyTyping };
  }

  stop(): void {
    for (const timer of this.#ends.values()) clearTimeout(timer);
    this.#ends.clear();
  }

  async #touch(conversationId: string, change: NonNullable<Change>): Promise<Attention> {
    try {
      return await this.#options.watching.touch(conversationId, change);
    } catch (error) {
      this.#options.log.debug({ error: String(error) }, 'attention: Redis is away');
      return NOBODY;
    }
  }

  #tell(conversationId: string, attention: Attention): void {
    const text = JSON.stringify(attention);
    const before = this.#told.get(conversationId);
    if (before?.text === text) return;
    this.#told.set(conversationId, { attention, text });
    const { viewers, typing, customerTyping, replyTyping } = attention;
    this.#options.push.toAgents(conversationRoom(conversationId), 'viewers.changed', {
      conversationId,
      viewers,
      typing,
      customerTyping,
    });
    if ((before?.attention.replyTyping ?? false) !== replyTyping) void this.#tellCustomer(conversationId);
  }

  async #tellCustomer(conversationId: string): Promise<void> {
    try {
      for (const threadId of await this.#options.threadsOf(conversationId))
        this.#options.push.toVisitor(threadId, { state: await this.#options.stateOf(threadId) });
    } catch (error) {
      this.#options.log.debug({ error: String(error) }, 'attention: customer not told');
    }
  }

  #lookAgain(conversationId: string): void {
    clearTimeout(this.#ends.get(conversationId));
    const timer = setTimeout(() => {
      this.#ends.delete(conversationId);
      void this.change(conversationId, { kind: 'none' });
    }, this.#options.watching.times.typingMs + SLACK_MS);
    timer.unref();
    this.#ends.set(conversationId, timer);
  }
}

import type { z } from 'zod';
import type { InboxPush, WidgetMessage, WidgetState } from '#contracts/socket.ts';

type Push = { [K in keyof typeof InboxPush]: z.infer<(typeof InboxPush)[K]> };

/** Push is a hint, best effort, never awaited by a command. Rooms: `agent:<id>`, `team:<id>`, `conversation:<id>`, `all` (every agent), `thread:<id>` (a visitor). */
export interface RealtimePort {
  toAgents<K extends keyof Push>(
    room: `agent:${string}` | `team:${string}` | `conversation:${string}` | 'all',
    name: K,
    data: Push[K],
  ): void;
  toVisitor(
    threadId: string,
    push: { messages?: z.infer<typeof WidgetMessage>[]; state?: z.infer<typeof WidgetState> },
  ): void;
}

export interface PresencePort {
  /** States of all agents with a live lease; absent = offline. */
  states(): Promise<Record<string, 'available' | 'away'>>;
  set(agentId: string, state: 'available' | 'away'): Promise<void>;
  /** Renews the socket's 15 s lease. */
  beat(agentId: string, socketId: string): Promise<void>;
  leave(agentId: string, socketId: string): Promise<void>;
  /** Whether a visitor's thread has a live socket. */
  visitorOnline(threadId: string): Promise<boolean>;
  visitorBeat(threadId: string, socketId: string): Promise<void>;
}

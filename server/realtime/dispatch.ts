import type { z } from 'zod';
import { AppError } from '#contracts/errors.ts';
import type { Log } from '../ports.ts';
import type { AnySocket } from './sockets.ts';
import type { TokenBucket } from './token-bucket.ts';

type Answer = (ack: { ok: boolean; code?: string; message?: string }) => void;

const answerOf = (args: readonly unknown[]): Answer => {
  const last = args.at(-1);
  return typeof last === 'function' ? (last as Answer) : () => undefined;
};

const refusal = (error: unknown, event: string, log: Log): Parameters<Answer>[0] => {
  if (error instanceof AppError) return { ok: false, code: error.code, message: error.message };
  log.error({ event, error: error instanceof Error ? error.stack : String(error) }, 'socket: event failed');
  return { ok: false, code: 'internal' };
};

/**
 * Answers every event of a catalogue: data is parsed, `run` does it, the ack tells how it went, always with a code on failure.
 * `run` is told what the catalogue's schema made of the data.
 */
export const answerEvents = (
  socket: AnySocket,
  catalogue: Record<string, z.ZodType>,
  run: (name: string, data: unknown) => Promise<object | undefined>,
  log: Log,
): void => {
  for (const [name, schema] of Object.entries(catalogue)) {
    socket.on(name, async (...args: unknown[]) => {
      const answer = answerOf(args);
      try {
        const parsed = schema.safeParse(typeof args[0] === 'function' ? undefined : args[0]);
        if (!parsed.success) throw new AppError('invalid-input');
        answer({ ok: true, ...(await run(name, parsed.data)) });
      } catch (error) {
        answer(refusal(error, name, log));
      }
    });
  }
};

/** Holds a socket to its rate: what is over it is refused unread; one that goes on regardless is cut. */
export const holdToRate = (
  socket: AnySocket,
  state: { bucket: TokenBucket; strikes: number },
  strikes: number,
): void => {
  socket.use((packet, next) => {
    if (state.bucket.take()) {
      state.strikes = 0;
      next();
      return;
    }
    state.strikes += 1;
    answerOf(packet)({ ok: false, code: 'rate-limited' });
    if (state.strikes > strikes) socket.disconnect(true);
  });
};

/** A refused handshake: socket.io hands `data` to the client's `connect_error`. */
export const refuse = (code: string, data: object = {}): Error =>
  Object.assign(new Error(code), { data: { code, ...data } });

/** Any thrown thing as a refused handshake, without telling what only the log should know. */
export const refusedBy = (error: unknown, log: Log): Error => {
  if (error instanceof AppError) return refuse(error.code);
  log.error({ error: error instanceof Error ? error.stack : String(error) }, 'socket: handshake failed');
  return refuse('internal');
};

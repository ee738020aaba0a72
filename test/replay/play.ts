import { setTimeout as sleep } from 'node:timers/promises';
import type { Line, Persona } from './personas.ts';

/** A customer's end of a channel. */
export interface Voice {
  /** Says it; resolves when the other side has it for certain, rejects when it does not. */
  say(line: Line): Promise<void>;
  onReply(listener: (text: string) => void): void;
  close(): Promise<void>;
}

/** What one customer saw. `unsaid`: lines there was no time for. */
export interface Story {
  persona: Persona;
  said: number;
  replies: number;
  refused: number;
  unsaid: number;
}

export interface PlayOptions {
  /** How long an answer is waited for before going on, in milliseconds. */
  patienceMs: number;
  /** Ends the run: no new line is begun. */
  until: AbortSignal;
  /** Told of each line as it happens: `>` said, `<` heard, `!` refused. */
  tell(persona: Persona, mark: '>' | '<' | '!', text: string): void;
}

/** Plays one customer to the end of their lines, or of the time. */
export const play = async (persona: Persona, voice: Voice, options: PlayOptions): Promise<Story> => {
  const story: Story = { persona, said: 0, replies: 0, refused: 0, unsaid: persona.lines.length };
  let heard = (): void => undefined;
  voice.onReply((text) => {
    story.replies += 1;
    options.tell(persona, '<', text);
    heard();
  });
  const wait = (ms: number): Promise<unknown> =>
    sleep(ms, undefined, { signal: options.until }).catch(() => undefined);
  await wait(persona.startsAfterMs);
  for (const line of persona.lines) {
    await wait(line.pauseMs);
    if (options.until.aborted) break;
    const answered = new Promise<void>((resolve) => {
      heard = resolve;
    });
    try {
      await voice.say(line);
      story.said += 1;
      options.tell(persona, '>', line.text);
    } catch (error) {
      story.refused += 1;
      options.tell(persona, '!', error instanceof Error ? error.message : String(error));
    }
    story.unsaid -= 1;
    const patience = new AbortController();
    const ends = AbortSignal.any([patience.signal, options.until]);
    await Promise.race([
      answered,
      sleep(options.patienceMs, undefined, { signal: ends }).catch(() => undefined),
    ]);
    patience.abort();
  }
  return story;
};

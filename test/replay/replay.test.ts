import { describe, expect, it } from 'vitest';
import { makePersonas, type Persona, REPLAY_CHANNELS } from './personas.ts';
import { play, type Voice } from './play.ts';

const make = (seed: number, pace = 1): Persona[] =>
  makePersonas({ seed, customers: 40, channels: REPLAY_CHANNELS, spreadMs: 10_000, pace });

/** A voice whose other side answers as told. */
const voiceOf = (answer: (text: string) => string | undefined, said: string[]): Voice => {
  let listener = (_text: string): void => undefined;
  return {
    say: async (line) => {
      if (line.text === 'refused') throw new Error('no');
      said.push(line.text);
      const reply = answer(line.text);
      if (reply !== undefined) setImmediate(() => listener(reply));
    },
    onReply: (next) => {
      listener = next;
    },
    close: async () => undefined,
  };
};
const persona = (...texts: string[]): Persona => ({
  name: 'a',
  channel: 'sms',
  language: 'ja',
  address: '+819011112222',
  startsAfterMs: 0,
  lines: texts.map((text) => ({ text, pauseMs: 0 })),
});

describe('replayed customers', () => {
  it('are the same for the same seed and others for another', () => {
    expect(make(7)).toEqual(make(7));
    expect(make(7)).not.toEqual(make(8));
  });

  it('come on every channel, in both languages, within their time, with numbers of their own', () => {
    const personas = make(7);
    expect(new Set(personas.map((one) => one.channel))).toEqual(new Set(REPLAY_CHANNELS));
    expect(new Set(personas.map((one) => one.language))).toEqual(new Set(['ja', 'en']));
    expect(new Set(personas.map((one) => one.address)).size).toBe(personas.length);
    for (const one of personas) {
      expect(one.startsAfterMs).toBeLessThan(10_000);
      expect(one.address).toMatch(/^\+(8190\d{8}|1415555\d{4})$/);
      for (const line of one.lines) expect(line.pauseMs).toBeGreaterThanOrEqual(1_500);
    }
  });

  it('say the same at another pace', () => {
    const words = (list: Persona[]) => list.map((one) => one.lines.map((line) => line.text));
    expect(words(make(7, 10))).toEqual(words(make(7)));
    expect(make(7, 10)[0]?.lines[0]?.pauseMs).toBeLessThan(1_000);
  });

  it('go on when they are answered, or when their patience ends', async () => {
    const said: string[] = [];
    const heard: string[] = [];
    const story = await play(
      persona('one', 'two', 'refused', 'three'),
      voiceOf((text) => (text === 'two' ? undefined : `re ${text}`), said),
      {
        patienceMs: 30,
        until: new AbortController().signal,
        tell: (_who, mark, text) => void heard.push(`${mark} ${text}`),
      },
    );
    expect(said).toEqual(['one', 'two', 'three']);
    expect(heard).toEqual(['> one', '< re one', '> two', '! no', '> three', '< re three']);
    expect(story).toMatchObject({ said: 3, replies: 2, refused: 1, unsaid: 0 });
  });

  it('say no more when the time is over', async () => {
    const ending = new AbortController();
    const said: string[] = [];
    const story = await play(
      persona('one', 'two'),
      voiceOf(() => {
        ending.abort();
        return undefined;
      }, said),
      { patienceMs: 60_000, until: ending.signal, tell: () => undefined },
    );
    expect(story).toMatchObject({ said: 1, unsaid: 1 });
  });
});

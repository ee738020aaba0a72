import { describe, expect, it } from 'vitest';
import { askedBefore } from './asked-before.ts';

const said = (text: string, payload?: string) => ({
  direction: 'inbound' as const,
  text,
  extra: {},
  ...(payload === undefined ? {} : { payload }),
});
const bot = (decision: 'answer' | 'clarify') => ({
  direction: 'outbound' as const,
  text: '…',
  extra: { bot: { decision } },
});

describe('askedBefore', () => {
  it('reads what came after the last answer, over a question back', () => {
    const talk = [said('営業時間は'), bot('answer'), said('名入れは'), bot('clarify'), said('刻印です')];
    expect(askedBefore(talk, 100)).toBe('名入れは 刻印です');
  });

  it('reads what came before an answer when nothing came after it', () => {
    expect(askedBefore([said('名入れは\nできますか'), bot('answer')], 100)).toBe('名入れは できますか');
    expect(askedBefore([said('名入れは'), bot('clarify'), said('それ以外', 'none')], 100)).toBe('名入れは');
    expect(askedBefore([], 100)).toBe('');
  });
});

import { describe, expect, it } from 'vitest';
import type { AnswerDefinition } from '#contracts/answer.ts';
import { isWholeIn, refuseDraft, refuseGreetings, refusePublish } from './check-answer.ts';

const text = (ja: string, en = '') => ({ kind: 'text' as const, text: { ja, en } });
const draft = (over: Partial<AnswerDefinition> = {}): AnswerDefinition => ({
  title: { ja: 'ギフト包装', en: '' },
  examples: { ja: ['包装できますか'], en: [] },
  skills: [],
  variants: [{ id: 'v', audience: {}, content: text('はい。') }],
  ...over,
});

describe('an answer', () => {
  it('needs exactly one variant for everyone', () => {
    expect(refuseDraft(draft())).toBeUndefined();
    const forA = { id: 'a', audience: { tiers: ['A' as const] }, content: text('A') };
    expect(refuseDraft(draft({ variants: [forA] }))?.code).toBe('default-variant-required');
    const two = [...draft().variants, { id: 'w', audience: { tags: [] }, content: text('x') }];
    expect(refuseDraft(draft({ variants: two }))?.code).toBe('default-variant-required');
  });

  it('is refused a variable that the bot cannot fill, and told where', () => {
    const variants = [{ id: 'v', audience: {}, content: text('{{agent.name}}です') }];
    expect(refuseDraft(draft({ variants }))).toEqual({
      code: 'unknown-variable',
      paths: ['variants.0.text.ja.agent.name'],
    });
    expect(refuseGreetings([{ audience: {}, text: { ja: '{{nobody}}', en: '' } }])?.code).toBe(
      'unknown-variable',
    );
  });

  it('goes live when it is whole in one language', () => {
    expect(refusePublish(draft())).toBeUndefined();
    expect([isWholeIn(draft(), 'ja'), isWholeIn(draft(), 'en')]).toEqual([true, false]);
    expect(refusePublish(draft({ examples: { ja: [], en: [] } }))?.code).toBe('answer-incomplete');
    const silent = [{ id: 'v', audience: {}, content: text(' ') }];
    expect(refusePublish(draft({ variants: silent }))?.code).toBe('answer-incomplete');
  });
});

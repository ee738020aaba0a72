import { describe, expect, it } from 'vitest';
import { cannedScore, type Offer, rankOffers, sentAfter, sourceOf, wordsOf } from './rank.ts';

const offer = (id: string, score: number, kind: Offer['kind'] = 'article'): Offer => ({
  kind,
  id,
  title: id,
  text: id,
  score,
});
const sent = (question: string, id: string, kind: Offer['kind'] = 'article') => ({
  tokens: new Set(wordsOf(question)),
  source: { kind, id },
});
const question = new Set(wordsOf('ランプの電球は交換できますか'));

describe('suggested answers', () => {
  it('come best first, at most three, and none that hardly fits', () => {
    const ranked = rankOffers(
      question,
      ['a', 'b', 'c', 'd', 'e'].map((id, at) => offer(id, 0.9 - at * 0.2)),
      [],
    );
    expect(ranked.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(rankOffers(question, [offer('a', 0.29)], [])).toEqual([]);
  });

  it('rise when agents sent them after similar questions, and other questions change nothing', () => {
    const offers = [offer('bulbs', 0.4), offer('warranty', 0.6)];
    const like = [
      sent('ランプの電球の交換はできますか', 'bulbs'),
      sent('電球を交換できますか', 'bulbs'),
      sent('営業時間を教えてください', 'warranty'),
    ];
    const [first, second] = rankOffers(question, offers, like);
    expect(first).toMatchObject({ id: 'bulbs', sent: 2 });
    expect(second).toMatchObject({ id: 'warranty', score: 0.6, sent: 0 });
    expect(first?.score).toBeGreaterThan(0.65);
  });

  it('share what was learned where agents sent different things', () => {
    const even = [sent('電球を交換できますか', 'a'), sent('電球を交換できますか', 'b')];
    const ranked = rankOffers(question, [offer('a', 0.3), offer('b', 0.3)], even);
    expect(ranked[0]?.score).toBeCloseTo(ranked[1]?.score ?? 0);
  });

  it('hold what agents sent although it did not fit by itself', () => {
    const examples = [sent('電球を交換できますか', 'bulb', 'canned'), sent('営業時間は', 'hours')];
    expect(sentAfter(question, examples)).toEqual([{ kind: 'canned', id: 'bulb' }]);
  });

  it('never exceed one, and take no share of an empty question', () => {
    expect(rankOffers(question, [offer('a', 4)], [])[0]?.score).toBe(1);
    expect(cannedScore(new Set(), 'anything')).toBe(0);
    expect(cannedScore(question, '電球の交換', 'ランプの電球は交換できます')).toBeGreaterThan(0.3);
  });
});

describe('what a sent text was made of', () => {
  const returns = {
    kind: 'article' as const,
    id: 'returns',
    text: 'You can return unused items within 30 days of delivery. Return shipping costs 500 yen and is taken off the refund.',
  };
  const hours = {
    kind: 'canned' as const,
    id: 'hours',
    text: 'Dear {{customer.name}}, our shop is open from ten to six on weekdays only.',
  };

  it('is found although a greeting was added and a sentence left out', () => {
    const text = 'Hello Ms Tanaka, you can return unused items within 30 days of delivery. Best regards, Ken';
    expect(sourceOf(text, [hours, returns])).toEqual({ kind: 'article', id: 'returns' });
  });

  it('is nothing when it is the agent’s own words, or too few', () => {
    expect(
      sourceOf('I have sent a new lamp to your address this morning.', [hours, returns]),
    ).toBeUndefined();
    expect(sourceOf('30 days', [returns])).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import {
  answered,
  type CustomerPromise,
  keep,
  MAX_PROMISES,
  promiseState,
  shownPromise,
  withPromise,
} from './promise.ts';

const DUE = new Date('2026-11-25T01:00:00Z');
const before = new Date(DUE.getTime() - 60_000);
const after = new Date(DUE.getTime() + 60_000);
const promise = (fields: Partial<CustomerPromise> = {}): CustomerPromise => ({
  id: 'p',
  kind: 'reply',
  dueAt: DUE,
  madeAt: new Date('2026-11-24T20:00:00Z'),
  ...fields,
});

describe('a promise', () => {
  it('is kept by an answer in time', () => {
    const { promise: kept, events } = keep(promise(), before);
    expect(promiseState(kept)).toBe('kept');
    expect(events).toEqual([{ type: 'promise.kept', after: { promiseId: 'p', kind: 'reply' } }]);
  });
  it('is broken first when the answer comes late, before any timer has said so', () => {
    const { promise: kept, events } = keep(promise(), after);
    expect(promiseState(kept)).toBe('broken');
    expect(kept).toMatchObject({ keptAt: after, brokenAt: DUE });
    expect(events.map(({ type }) => type)).toEqual(['promise.broken', 'promise.kept']);
  });
  it('that the timer broke is broken once', () => {
    expect(keep(promise({ brokenAt: DUE }), after).events).toEqual([
      { type: 'promise.kept', after: { promiseId: 'p', kind: 'reply', late: true } },
    ]);
  });
});

describe('an answer', () => {
  it('keeps promised answers and nothing else', () => {
    const call = promise({ id: 'call', kind: 'other', what: '電話' });
    const result = answered([promise(), call], before);
    expect(result?.promises.map(promiseState)).toEqual(['kept', 'open']);
    expect(answered([call], before)).toBeUndefined();
    expect(answered(result?.promises, before)).toBeUndefined();
    expect(answered(undefined, before)).toBeUndefined();
  });
});

describe('the list', () => {
  it('shows a broken promise before the next one, and none that is settled', () => {
    const later = promise({ id: 'later', dueAt: after });
    expect(shownPromise([later, promise()])).toEqual({ dueAt: DUE, state: 'open' });
    expect(shownPromise([promise(), { ...later, brokenAt: after }])).toEqual({
      dueAt: after,
      state: 'broken',
    });
    expect(shownPromise([promise({ keptAt: before }), promise({ withdrawnAt: before })])).toBeUndefined();
  });
  it('lets the oldest settled one go when it is full', () => {
    const full = Array.from({ length: MAX_PROMISES }, (_, n) =>
      promise({ id: String(n), ...(n === 3 ? { keptAt: before } : {}) }),
    );
    const ids = withPromise(full, promise({ id: 'new' })).map(({ id }) => id);
    expect(ids).toHaveLength(MAX_PROMISES);
    expect(ids).not.toContain('3');
    expect(ids.at(-1)).toBe('new');
  });
});

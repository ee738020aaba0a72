import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BusinessHours } from '#contracts/queue.ts';
import { HOUR, MINUTE } from '#contracts/time.ts';
import { hasHours, isOpen, isTimeZone, nextClosing, nextOpening, openMsBetween } from './business-hours.ts';

const at = (iso: string): Date => new Date(iso);
const nine = [{ from: 9 * 60, to: 18 * 60 }];
const tokyo: BusinessHours = {
  timeZone: 'Asia/Tokyo',
  week: { '1': nine, '2': nine, '3': nine, '4': nine, '5': nine },
  exceptions: { '2026-11-23': [], '2026-11-28': [{ from: 600, to: 720 }] },
};
/** 18:00 to 02:00 every evening, as two ranges. */
const night: BusinessHours = {
  timeZone: 'Europe/Berlin',
  week: Object.fromEntries(
    ['1', '2', '3', '4', '5', '6', '7'].map((day) => [
      day,
      [
        { from: 1_080, to: 1_440 },
        { from: 0, to: 120 },
      ],
    ]),
  ),
  exceptions: {},
};

describe('business hours', () => {
  it('are open from the opening minute until just before the closing one', () => {
    expect(isOpen(tokyo, at('2026-11-24T08:59:59.999+09:00'))).toBe(false);
    expect(isOpen(tokyo, at('2026-11-24T09:00:00+09:00'))).toBe(true);
    expect(isOpen(tokyo, at('2026-11-24T17:59:59.999+09:00'))).toBe(true);
    expect(isOpen(tokyo, at('2026-11-24T18:00:00+09:00'))).toBe(false);
  });

  it('follow a dated exception before the weekday', () => {
    expect(isOpen(tokyo, at('2026-11-23T10:00:00+09:00'))).toBe(false);
    expect(isOpen(tokyo, at('2026-11-28T11:00:00+09:00'))).toBe(true);
  });

  it('open next after a weekend and a holiday', () => {
    expect(nextOpening(tokyo, at('2026-11-20T18:00:00+09:00'))).toEqual(at('2026-11-24T09:00:00+09:00'));
  });

  it('close next at the end of the running or the coming span', () => {
    expect(nextClosing(tokyo, at('2026-11-24T10:00:00+09:00'))).toEqual(at('2026-11-24T18:00:00+09:00'));
    expect(nextClosing(tokyo, at('2026-11-27T20:00:00+09:00'))).toEqual(at('2026-11-28T12:00:00+09:00'));
  });

  it('are one span over midnight', () => {
    expect(isOpen(night, at('2026-11-24T23:59:59+01:00'))).toBe(true);
    expect(isOpen(night, at('2026-11-25T00:00:00+01:00'))).toBe(true);
    expect(nextClosing(night, at('2026-11-24T20:00:00+01:00'))).toEqual(at('2026-11-25T02:00:00+01:00'));
    expect(openMsBetween(night, at('2026-11-24T12:00:00+01:00'), at('2026-11-25T12:00:00+01:00'))).toBe(
      8 * HOUR,
    );
  });

  it('open at the jump where they begin with the very minute the clocks jump over', () => {
    const twoOClock: BusinessHours = {
      timeZone: 'America/New_York',
      week: { '7': [{ from: 120, to: 240 }] },
      exceptions: {},
    };
    const jump = at('2026-03-08T03:00:00-04:00');
    expect(isOpen(twoOClock, at('2026-03-08T01:59:59-05:00'))).toBe(false);
    expect(isOpen(twoOClock, jump)).toBe(true);
    expect(nextOpening(twoOClock, at('2026-03-02T00:00:00Z'))).toEqual(jump);
    expect(openMsBetween(twoOClock, at('2026-03-02T00:00:00Z'), at('2026-03-09T00:00:00Z'))).toBe(HOUR);
  });

  it('lose the hour the clocks jump over and gain the one that comes twice', () => {
    const all = { from: 0, to: 1_440 };
    const sunday: BusinessHours = { timeZone: 'Europe/Berlin', week: { '7': [all] }, exceptions: {} };
    const spring = openMsBetween(sunday, at('2026-03-28T00:00:00Z'), at('2026-03-31T00:00:00Z'));
    const autumn = openMsBetween(sunday, at('2026-10-24T00:00:00Z'), at('2026-10-27T00:00:00Z'));
    expect([spring, autumn]).toEqual([23 * HOUR, 25 * HOUR]);
  });

  it('open at the jump when the opening minute does not exist that day', () => {
    const early: BusinessHours = {
      timeZone: 'Europe/Berlin',
      week: { '7': [{ from: 150, to: 600 }] },
      exceptions: {},
    };
    expect(nextOpening(early, at('2026-03-29T00:00:00Z'))).toEqual(at('2026-03-29T01:00:00Z'));
    expect(openMsBetween(early, at('2026-03-29T00:00:00Z'), at('2026-03-29T23:00:00Z'))).toBe(7 * HOUR);
  });

  it('count as always open and make no figure where none are set', () => {
    const none: BusinessHours = { timeZone: 'Asia/Tokyo', week: { '1': [] }, exceptions: {} };
    expect(hasHours(none)).toBe(false);
    expect(isOpen(none, at('2026-11-24T03:00:00Z'))).toBe(true);
    expect(nextOpening(none, at('2026-11-24T03:00:00Z'))).toBeUndefined();
    expect(openMsBetween(none, at('2026-11-24T03:00:00Z'), at('2026-11-25T03:00:00Z'))).toBeUndefined();
  });

  it('never close when every day is open all day', () => {
    const always: BusinessHours = {
      timeZone: 'Europe/Berlin',
      week: Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((d) => [d, [{ from: 0, to: 1_440 }]])),
      exceptions: {},
    };
    expect(nextClosing(always, at('2026-11-24T03:00:00Z'))).toBeUndefined();
    expect(nextOpening(always, at('2026-11-24T03:00:00Z'))).toBeUndefined();
  });

  it('know which zones exist', () => {
    expect([isTimeZone('Asia/Tokyo'), isTimeZone('Mars/Olympus')]).toEqual([true, false]);
  });
});

const range = fc
  .tuple(fc.integer({ min: 0, max: 96 }), fc.integer({ min: 0, max: 96 }))
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ from: Math.min(a, b) * 15, to: Math.max(a, b) * 15 }));
const anyHours: fc.Arbitrary<BusinessHours> = fc.record({
  timeZone: fc.constantFrom('Asia/Tokyo', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'),
  week: fc.dictionary(
    fc.constantFrom('1', '2', '3', '4', '5', '6', '7'),
    fc.array(range, { minLength: 1, maxLength: 3 }),
    { minKeys: 1 },
  ),
  exceptions: fc.dictionary(
    fc.constantFrom('2026-03-29', '2026-10-25', '2026-11-01', '2026-04-05'),
    fc.array(range, { maxLength: 2 }),
  ),
});
/** Around the days on which some of the zones change their clocks. */
const anyInstant = fc
  .tuple(
    fc.constantFrom(
      '2026-03-08',
      '2026-03-29',
      '2026-04-05',
      '2026-10-04',
      '2026-10-25',
      '2026-11-01',
      '2026-06-15',
    ),
    fc.integer({ min: -48 * 60, max: 48 * 60 }),
  )
  .map(([day, minutes]) => new Date(Date.parse(`${day}T00:00:00Z`) + minutes * MINUTE));

describe('business hours, for any week, zone and clock change', () => {
  it('open milliseconds equal a count minute by minute', () => {
    fc.assert(
      fc.property(anyHours, anyInstant, fc.integer({ min: 0, max: 60 }), (hours, from, hoursLong) => {
        const to = new Date(from.getTime() + hoursLong * HOUR);
        let counted = 0;
        for (let ms = from.getTime(); ms < to.getTime(); ms += MINUTE)
          if (isOpen(hours, new Date(ms))) counted += MINUTE;
        expect(openMsBetween(hours, from, to)).toBe(counted);
      }),
      { numRuns: 40 },
    );
  });

  it('open milliseconds of two stretches add up to those of the whole', () => {
    fc.assert(
      fc.property(anyHours, anyInstant, anyInstant, anyInstant, (hours, a, b, c) => {
        const [x, y, z] = [a, b, c].sort((m, n) => m.getTime() - n.getTime()) as [Date, Date, Date];
        const parts = (openMsBetween(hours, x, y) ?? Number.NaN) + (openMsBetween(hours, y, z) ?? Number.NaN);
        expect(parts).toBe(openMsBetween(hours, x, z));
      }),
      { numRuns: 40 },
    );
  });

  it('are open at the next opening, closed just before it, and closed at the next closing', () => {
    fc.assert(
      fc.property(anyHours, anyInstant, (hours, now) => {
        const opening = nextOpening(hours, now);
        if (opening) {
          expect(opening.getTime()).toBeGreaterThan(now.getTime());
          expect(isOpen(hours, opening)).toBe(true);
          expect(isOpen(hours, new Date(opening.getTime() - 1))).toBe(false);
          if (!isOpen(hours, now)) expect(openMsBetween(hours, now, opening)).toBe(0);
        }
        const closing = nextClosing(hours, now);
        if (closing) {
          expect(isOpen(hours, new Date(closing.getTime() - 1))).toBe(true);
          expect(isOpen(hours, closing)).toBe(false);
          if (isOpen(hours, now))
            expect(openMsBetween(hours, now, closing)).toBe(closing.getTime() - now.getTime());
        }
      }),
      { numRuns: 150 },
    );
  });
});

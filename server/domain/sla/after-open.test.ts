import { describe, expect, it } from 'vitest';
import type { BusinessHours } from '#contracts/queue.ts';
import { HOUR, MINUTE } from '#contracts/time.ts';
import { afterOpenMs } from './after-open.ts';

const day = [{ from: 9 * 60, to: 18 * 60 }];
/** Weekdays nine to six in Tokyo; the twenty-fourth is a Tuesday. */
const HOURS: BusinessHours = {
  timeZone: 'Asia/Tokyo',
  week: { '1': day, '2': day, '3': day, '4': day, '5': day, '6': [], '7': [] },
  exceptions: {},
};
const at = (iso: string): Date => new Date(`${iso}+09:00`);

describe('afterOpenMs', () => {
  it('counts on within the day', () => {
    expect(afterOpenMs(HOURS, at('2026-11-24T10:00'), HOUR)).toEqual(at('2026-11-24T11:00'));
  });
  it('starts at the opening when it is closed', () => {
    expect(afterOpenMs(HOURS, at('2026-11-24T03:00'), HOUR)).toEqual(at('2026-11-24T10:00'));
  });
  it('goes over the night and the weekend', () => {
    expect(afterOpenMs(HOURS, at('2026-11-24T17:30'), HOUR)).toEqual(at('2026-11-25T09:30'));
    expect(afterOpenMs(HOURS, at('2026-11-27T17:45'), HOUR)).toEqual(at('2026-11-30T09:45'));
  });
  it('ends at the closing when the time is used up there', () => {
    expect(afterOpenMs(HOURS, at('2026-11-24T17:00'), HOUR)).toEqual(at('2026-11-24T18:00'));
  });
  it('skips a closed day and counts every hour where no hours are set', () => {
    const closed = { ...HOURS, exceptions: { '2026-11-25': [] } };
    expect(afterOpenMs(closed, at('2026-11-24T19:00'), 30 * MINUTE)).toEqual(at('2026-11-26T09:30'));
    const none: BusinessHours = { ...HOURS, week: {} };
    expect(afterOpenMs(none, at('2026-11-24T03:00'), HOUR)).toEqual(at('2026-11-24T04:00'));
  });
  it('finds nothing in a shop that stays closed', () => {
    const once: BusinessHours = { ...HOURS, week: {}, exceptions: { '2026-11-01': day } };
    expect(afterOpenMs(once, at('2026-11-24T03:00'), HOUR)).toBeUndefined();
  });
});

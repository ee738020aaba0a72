import { describe, expect, it } from 'vitest';
import type { BusinessHours } from '#contracts/queue.ts';
import { MINUTE } from '#contracts/time.ts';
import en from './replies.en.json' with { type: 'json' };
import ja from './replies.ja.json' with { type: 'json' };
import { nobodyThereReply, placeReply } from './replies.ts';

const day = [{ from: 600, to: 1_140 }];
const hours: BusinessHours = {
  timeZone: 'Asia/Tokyo',
  week: { '1': day, '2': day, '3': day, '4': day, '5': day },
  exceptions: { '2026-11-23': [] },
};
const told = (iso: string, language: 'ja' | 'en', customerZone?: string): string =>
  nobodyThereReply({ language, hours, now: new Date(iso), live: true, toldMatter: false, customerZone });

describe('nobodyThereReply', () => {
  it('promises the next opening, today, tomorrow or by its date', () => {
    expect(told('2026-11-24T08:00:00+09:00', 'ja')).toContain('本日10:00より');
    expect(told('2026-11-24T20:00:00+09:00', 'ja')).toContain('明日10:00より');
    expect(told('2026-11-20T20:00:00+09:00', 'ja')).toContain('11月24日(火)10:00より');
    expect(told('2026-11-24T08:00:00+09:00', 'en')).toContain('From 10:00 today');
    expect(told('2026-11-24T20:00:00+09:00', 'en')).toContain('From 10:00 tomorrow');
    expect(told('2026-11-20T20:00:00+09:00', 'en')).toMatch(/From 10:00 on Tue,? 24 November/u);
  });

  it('promises it in the customer’s own zone and names the zone', () => {
    const text = told('2026-11-24T20:00:00+09:00', 'en', 'Europe/Berlin');
    expect(text).toContain('From 02:00');
    expect(text).toMatch(/CET|GMT\+1/u);
  });

  it('says that nobody is free while it is open, and where the answer comes', () => {
    expect(told('2026-11-24T12:00:00+09:00', 'ja')).toBe(ja.nobodyOpen + ja.nobodyOpenAsk);
    const byMessage = nobodyThereReply({
      language: 'en',
      hours,
      now: new Date('2026-11-24T12:00:00+09:00'),
      live: false,
      toldMatter: false,
    });
    expect(byMessage).toBe(en.nobodyOpenMessage);
  });

  it('promises no time where there is no next opening', () => {
    const closed: BusinessHours = { timeZone: 'Asia/Tokyo', week: {}, exceptions: { '2020-01-01': day } };
    const now = new Date();
    const reply = (toldMatter: boolean) =>
      nobodyThereReply({ language: 'en', hours: closed, now, live: true, toldMatter });
    expect(reply(false)).toBe(`${en.nobodyClosedNoTime} ${en.nobodyClosedAsk}`);
    expect(reply(true)).toBe(`${en.nobodyClosedNoTime} ${en.nobodyClosedTold}`);
  });

  it('does not ask again for what the customer has told', () => {
    const now = new Date('2026-11-24T12:00:00+09:00');
    expect(nobodyThereReply({ language: 'ja', hours, now, live: true, toldMatter: true })).toBe(
      ja.nobodyOpen,
    );
  });
});

describe('placeReply', () => {
  it('tells the place, and the wait in whole minutes where it is known', () => {
    expect(placeReply('ja', { place: 3 })).toContain('お客様は3番目です');
    expect(placeReply('en', { place: 2, estimateMs: 4.2 * MINUTE })).toContain(
      'number 2 in line; the wait is about 5 min',
    );
    expect(placeReply('ja', { place: 1, estimateMs: 900 })).toContain('約1分');
  });
});

describe('the wordings', () => {
  it('are there in both languages with the same blanks', () => {
    const blanks = (words: Record<string, string>) =>
      Object.entries(words).map(([key, text]) => [key, (text.match(/\{\w+\}/gu) ?? []).sort()]);
    expect(blanks(en)).toEqual(blanks(ja));
  });
});

import { describe, expect, it } from 'vitest';
import type { BotOrder } from '#contracts/bot.ts';
import type { Slot } from '#contracts/dialog.ts';
import { readDate } from './read-date.ts';
import { findSlot, type ReadContext, readSlot } from './read-slot.ts';
import { readTime } from './read-time.ts';
import { givesUp, isNo, isYes } from './say-yes.ts';

const order = (number: string, item: string): BotOrder => ({
  number,
  status: 'paid',
  placedAt: '2026-11-20T00:00:00.000Z',
  items: [item],
  total: 1,
  currency: 'JPY',
});
/** A Tuesday. */
const context: ReadContext = {
  language: 'ja',
  now: '2026-11-24T03:00:00.000Z',
  timeZone: 'Asia/Tokyo',
  orders: [order('A-20417', '和紙ペンダント'), order('A-20388', '真鍮デスクランプ')],
};
const words = { ja: '?', en: '?' };
const slot = (kind: Slot['kind'], more: Partial<Slot> = {}): Slot => ({
  name: 's',
  kind,
  prompt: words,
  ...more,
});

describe('reading days', () => {
  const ja = (text: string) => readDate(text, { today: '2026-11-24', language: 'ja' });
  const en = (text: string) => readDate(text, { today: '2026-11-24', language: 'en' });

  it.each([
    ['明日', '2026-11-25'],
    ['あさってでお願いします', '2026-11-26'],
    ['来週の金曜', '2026-12-04'],
    ['来週金曜日がいいです', '2026-12-04'],
    ['金曜日', '2026-11-27'],
    ['今週の金曜', '2026-11-27'],
    ['再来週の月曜', '2026-12-07'],
    ['火曜', '2026-12-01'],
    ['１２月３日', '2026-12-03'],
    ['十二月三日', '2026-12-03'],
    ['1月5日', '2027-01-05'],
    ['12/3', '2026-12-03'],
    ['2026年12月24日', '2026-12-24'],
    ['3日後', '2026-11-27'],
    ['三日後で', '2026-11-27'],
    ['2週間後', '2026-12-08'],
    ['来月の10日', '2026-12-10'],
    ['月末', '2026-11-30'],
    ['昨日', '2026-11-23'],
    ['先週の金曜', '2026-11-20'],
  ])('reads %s as %s', (text, day) => expect(ja(text)).toBe(day));

  it.each([
    ['tomorrow please', '2026-11-25'],
    ['next Friday', '2026-12-04'],
    ['on friday', '2026-11-27'],
    ['this Friday', '2026-11-27'],
    ['wednesday', '2026-11-25'],
    ['december 3rd', '2026-12-03'],
    ['the 3rd of December', '2026-12-03'],
    ['3 Jan', '2027-01-03'],
    ['in 3 days', '2026-11-27'],
    ['24/12', '2026-12-24'],
    ['last friday', '2026-11-20'],
    ['2026-12-01', '2026-12-01'],
  ])('reads %s as %s', (text, day) => expect(en(text)).toBe(day));

  it('leaves what is no day, is none of the calendar, or may be two, to be asked again', () => {
    for (const text of ['来週', 'いつでも', '2月30日']) expect(ja(text)).toBeUndefined();
    for (const text of ['3/12', 'whenever', 'soon']) expect(en(text)).toBeUndefined();
  });

  it('keeps within the bounds given in days from today, and means the past where only that is allowed', () => {
    expect(readSlot(slot('date', { min: 3 }), '明日', context)).toBeUndefined();
    expect(readSlot(slot('date', { min: 0, max: 60 }), '12月3日', context)).toBe('2026-12-03');
    expect(readSlot(slot('date', { max: 0 }), '11月20日', context)).toBe('2026-11-20');
    expect(readSlot(slot('date', { max: 0 }), '金曜', context)).toBe('2026-11-20');
  });

  it('counts days in the customer’s zone', () => {
    const late = { ...context, now: '2026-11-24T20:00:00.000Z' };
    expect(readSlot(slot('date'), '明日', late)).toBe('2026-11-26');
    expect(readSlot(slot('date'), '明日', { ...late, timeZone: 'Europe/Berlin' })).toBe('2026-11-25');
  });
});

describe('reading times', () => {
  it.each([
    ['午後3時', '15:00'],
    ['３時半', '15:30'],
    ['15:30', '15:30'],
    ['朝10時', '10:00'],
    ['18時ごろ', '18:00'],
    ['正午', '12:00'],
    ['3pm', '15:00'],
    ['3:15 p.m.', '15:15'],
    ['at 4', '16:00'],
    ['9 am', '09:00'],
    ['12 am', '00:00'],
    ['noon', '12:00'],
  ])('reads %s as %s', (text, time) => expect(readTime(text)).toBe(time));

  it('does not take a length of time or a lone small number for one', () => {
    for (const text of ['3時間', '3', '25:00', '10:75', 'later']) expect(readTime(text)).toBeUndefined();
  });
});

describe('reading other answers', () => {
  it('reads numbers full-width, with commas, in words, within bounds', () => {
    const number = slot('number', { min: 1, max: 99 });
    expect(readSlot(number, '１２個です', context)).toBe('12');
    expect(readSlot(slot('number'), '1,200', context)).toBe('1200');
    expect(readSlot(number, '三つ', context)).toBe('3');
    expect(readSlot(number, 'two please', context)).toBe('2');
    expect(readSlot(number, '100', context)).toBeUndefined();
  });

  it('reads phone numbers to E.164 and e-mail addresses, and nothing else for them', () => {
    expect(readSlot(slot('phone'), '０９０－１２３４－５６７８です', context)).toBe('+819012345678');
    expect(readSlot(slot('phone'), 'call +44 20 7946 0958', context)).toBe('+442079460958');
    expect(readSlot(slot('phone'), '123', context)).toBeUndefined();
    expect(readSlot(slot('email'), 'Hana@Example.jp です', context)).toBe('hana@example.jp');
    expect(readSlot(slot('email'), 'hana at example', context)).toBeUndefined();
  });

  it('reads orders of the customer’s own only: by number, digits or place', () => {
    expect(readSlot(slot('order'), 'a-20417', context)).toBe('A-20417');
    expect(readSlot(slot('order'), '20388です', context)).toBe('A-20388');
    expect(readSlot(slot('order'), '2番目', context)).toBe('A-20388');
    expect(readSlot(slot('order'), 'A-99999', context)).toBeUndefined();
  });

  it('reads a choice by number, label, part of it or with a typo', () => {
    const reason = slot('choice', {
      choices: [
        { value: 'damaged', label: { ja: '壊れていた', en: 'It was damaged' } },
        { value: 'not-liked', label: { ja: 'イメージと違った', en: 'Not what I expected' } },
      ],
    });
    const read = (text: string, language: 'ja' | 'en' = 'ja') =>
      readSlot(reason, text, { ...context, language });
    expect(read('1')).toBe('damaged');
    expect(read('２番')).toBe('not-liked');
    expect(read('壊れていたので')).toBe('damaged');
    expect(read('イメージとちがった')).toBe('not-liked');
    expect(read('it was damagd', 'en')).toBe('damaged');
    expect(read('なんとなく')).toBeUndefined();
  });

  it('counts letters, not code units, for the length of a text', () => {
    expect(readSlot(slot('text', { max: 3 }), '👍👍👍', context)).toBe('👍👍👍');
    expect(readSlot(slot('text', { min: 2 }), 'あ', context)).toBeUndefined();
  });

  it('finds without a question only what cannot be mistaken', () => {
    const text = '12月3日に A-20417 を5個、hana@example.jp';
    expect(findSlot(slot('date'), text, context)).toBe('2026-12-03');
    expect(findSlot(slot('order'), text, context)).toBe('A-20417');
    expect(findSlot(slot('email'), text, context)).toBe('hana@example.jp');
    expect(findSlot(slot('number'), text, context)).toBeUndefined();
    expect(findSlot(slot('text'), text, context)).toBeUndefined();
  });
});

describe('yes, no and giving up', () => {
  it('hears yes and no in many words', () => {
    for (const text of [
      'はい',
      'はい、お願いします',
      'それでいいです',
      '大丈夫です',
      'Yes please',
      'ok',
      "that's right",
      'go ahead',
    ])
      expect(isYes(text), text).toBe(true);
    for (const text of ['いいえ', '違います', 'no', 'nope, wrong', 'いえ、来週で'])
      expect(isNo(text), text).toBe(true);
    for (const text of ['はいじゃない', 'maybe', 'not sure', 'noon']) {
      expect(isYes(text), text).toBe(false);
      expect(isNo(text), text).toBe(false);
    }
  });

  it('hears that a dialog is given up, and not what merely resembles it', () => {
    for (const text of [
      'やめます',
      'やっぱりやめます',
      'やめておきます',
      'もういいです',
      'また今度にします',
      'never mind',
      'Forget it.',
      'stop',
      "let's not",
      'actually, never mind',
      'I changed my mind',
    ])
      expect(givesUp(text, true), text).toBe(true);
    for (const text of ['やめた理由は色です', 'stop sign lamp', 'いいです、それで', '来週の金曜', 'A-20417'])
      expect(givesUp(text, true), text).toBe(false);
    expect(givesUp('キャンセル', false)).toBe(true);
    expect(givesUp('キャンセル', true)).toBe(false);
  });
});

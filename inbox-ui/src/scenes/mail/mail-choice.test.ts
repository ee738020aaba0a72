import { describe, expect, it } from 'vitest';
import { addressesOf, isMailSendable, mailChoice, NO_MAIL } from './mail-choice.ts';

describe('mail fields of the composer', () => {
  it('takes addresses as people type them', () => {
    expect(addressesOf('a@x.jp, b@x.jp；c@x.jp、d@x.jp\n e@x.jp').addresses).toEqual([
      'a@x.jp',
      'b@x.jp',
      'c@x.jp',
      'd@x.jp',
      'e@x.jp',
    ]);
    expect(addressesOf('田中 花 <hana@x.jp>, <b@x.jp>').addresses).toEqual(['hana@x.jp', 'b@x.jp']);
    expect(addressesOf('hana@x.jp, hana').bad).toEqual(['hana']);
  });

  it('is nothing when nothing was typed, and holds back what is no address', () => {
    expect(mailChoice(NO_MAIL)).toBeUndefined();
    expect(mailChoice({ subject: ' 件名 ', cc: 'a@x.jp', bcc: '' })).toEqual({
      subject: '件名',
      cc: ['a@x.jp'],
    });
    expect(isMailSendable({ subject: '', cc: 'a@x.jp,', bcc: '' })).toBe(true);
    expect(isMailSendable({ subject: '', cc: '', bcc: 'nobody' })).toBe(false);
  });
});

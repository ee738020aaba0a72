import { describe, expect, it } from 'vitest';
import { itemsOf } from './split.ts';

describe('the browser’s time zone', () => {
  it('goes with what a visitor writes, and is left out where it is not told', () => {
    const fact = { event: 'message.send' as const, data: { clientId: 'client-0001', text: 'hello' } };
    const visitor = { accountId: 'a', visitor: 'visitor-0001', language: 'en' as const };
    const now = new Date('2026-11-24T03:00:00Z');
    const [told] = itemsOf({ ...visitor, timeZone: 'Europe/London' }, fact, now);
    expect(told?.body).toMatchObject({ timeZone: 'Europe/London' });
    expect(itemsOf(visitor, fact, now)[0]?.body).not.toHaveProperty('timeZone');
  });
});

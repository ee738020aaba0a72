import { describe, expect, it } from 'vitest';
import { clientIpOf } from './client-ip.ts';

const request = (forwarded: string | undefined) => ({
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  remoteAddress: '10.0.0.1',
});

describe('the address of a client', () => {
  it.each([
    [undefined, 1, '10.0.0.1'],
    ['203.0.113.9', 0, '10.0.0.1'],
    ['203.0.113.9', 1, '203.0.113.9'],
    ['6.6.6.6, 203.0.113.9', 1, '203.0.113.9'],
    ['6.6.6.6, 203.0.113.9, 10.0.0.2', 2, '203.0.113.9'],
    ['203.0.113.9', 3, '203.0.113.9'],
    ['2001:db8:1:2ff:aaaa::1', 1, '2001:db8:1:200::/56'],
    ['2001:db8:1:201:bbbb::2', 1, '2001:db8:1:200::/56'],
  ])('of %j behind %i proxies is %s', (forwarded, hops, wanted) => {
    expect(clientIpOf(request(forwarded), hops)).toBe(wanted);
  });
});

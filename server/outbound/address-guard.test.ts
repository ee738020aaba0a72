import { describe, expect, it } from 'vitest';
import { createAddressGuard } from './address-guard.ts';

const REFUSED = [
  '0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.100.100.200', '100.127.255.255',
  '127.0.0.1', '127.255.255.254', '168.63.129.16', '169.254.169.254', '172.16.0.1', '172.31.255.255',
  '192.0.0.192', '192.0.2.1', '192.88.99.1', '192.168.0.1', '198.18.0.1', '198.19.255.255', '198.51.100.7',
  '203.0.113.9', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255',
  '::', '::1', '::7f00:1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '::ffff:0:127.0.0.1', '64:ff9b::7f00:1',
  '64:ff9b:1::1', '100::1', '2001::1', '2001:0:1:2::', '2001:db8::1', '2002:7f00:1::', '3fff::1', 'fc00::1',
  'fd00:ec2::254', 'fe80::1', 'fec0::1', 'ff02::1', '5f00::1', '4000::1',
  '', 'localhost', '127.1', '0x7f.0.0.1', '2130706433', '[::1]', 'fe80::1%eth0', '8.8.8.8/32',
]; // biome-ignore format: a table
const ALLOWED = ['1.1.1.1', '8.8.8.8', '100.63.255.255', '100.128.0.1', '172.15.0.1', '172.32.0.1', '192.167.1.1', '223.255.255.255', '2606:4700::1111', '2a00:1450:4001::1', '2001:4860:4860::8888']; // biome-ignore format: a table

describe('address guard', () => {
  const guard = createAddressGuard();
  it.each(REFUSED)('refuses %s', (address) => expect(guard.allows(address)).toBe(false));
  it.each(ALLOWED)('allows %s', (address) => expect(guard.allows(address)).toBe(true));

  it('allows exactly the private networks that are named', () => {
    const open = createAddressGuard(['127.0.0.0/8', ' 10.1.0.0/16 ', 'fd00::/8', '192.168.7.7']);
    for (const address of ['127.0.0.1', '10.1.2.3', 'fd12::1', '192.168.7.7']) {
      expect(open.allows(address)).toBe(true);
    }
    for (const address of ['10.2.0.1', '192.168.7.8', '::1', 'fe80::1', '169.254.169.254']) {
      expect(open.allows(address)).toBe(false);
    }
    expect(open.isExempt('8.8.8.8')).toBe(false);
  });

  it.each([
    '10.0.0.0/33',
    '10.0.0.0/-1',
    'localhost/8',
    '10.0.0.0/8/8',
    '10.0.0.0/x',
    '',
    '::/129',
    '10.0.0.0/0x8',
  ])('refuses the setting %j', (cidr) => expect(() => createAddressGuard([cidr])).toThrow('not a CIDR'));
});

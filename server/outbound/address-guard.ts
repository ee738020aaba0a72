import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

/** Says whether an address may be called, and knows nothing of names. */
export interface AddressGuard {
  /** `address`: an IPv4 or IPv6 literal without brackets or zone. Anything else is refused. */
  allows(address: string): boolean;
  /** Inside ALLOW_PRIVATE_NETWORKS: such an address may be called on any port. */
  isExempt(address: string): boolean;
}

/** IPv4 ranges that are not plain internet hosts (IANA special-purpose registry, RFC 6890 and its updates). */
const REFUSED_V4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT; also a cloud's metadata address
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // a cloud's host agent, public by number only
  '169.254.0.0/16', // link-local, cloud metadata
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relay
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
];

/** The only IPv6 range given out to hosts; all else (loopback, mapped and translated IPv4, unique-local, link-local, multicast) is refused. */
const GLOBAL_V6 = '2000::/3';
const REFUSED_V6 = [
  '2001::/23', // Teredo, ORCHID and other protocol assignments
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4: carries any IPv4 address
  '3fff::/20', // documentation
];

const blockListOf = (cidrs: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [network = '', bits = '', ...rest] = cidr.trim().split('/');
    const family = isIPv4(network) ? 'ipv4' : isIPv6(network) ? 'ipv6' : undefined;
    const width = family === 'ipv4' ? 32 : 128;
    const prefix = bits === '' ? width : Number(bits);
    const valid = Number.isInteger(prefix) && prefix >= 0 && prefix <= width && rest.length === 0;
    if (!family || !valid || !/^\d*$/.test(bits)) throw new Error(`not a CIDR: ${cidr}`);
    list.addSubnet(network, prefix, family);
  }
  return list;
};

/** Throws Error('not a CIDR: …') for a network it cannot read: a wrong setting must not silently allow or refuse. */
export const createAddressGuard = (allowPrivateNetworks: readonly string[] = []): AddressGuard => {
  const exempt = blockListOf(allowPrivateNetworks);
  const refusedV4 = blockListOf(REFUSED_V4);
  const refusedV6 = blockListOf(REFUSED_V6);
  const globalV6 = blockListOf([GLOBAL_V6]);
  const isExempt = (address: string): boolean => {
    const family = isIP(address);
    return family !== 0 && exempt.check(address, family === 4 ? 'ipv4' : 'ipv6');
  };
  return {
    isExempt,
    allows: (address) => {
      const family = isIP(address);
      if (family === 0) return false;
      if (isExempt(address)) return true;
      if (family === 4) return !refusedV4.check(address, 'ipv4');
      return globalV6.check(address, 'ipv6') && !refusedV6.check(address, 'ipv6');
    },
  };
};

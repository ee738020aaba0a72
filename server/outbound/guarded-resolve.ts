import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import { HttpFault } from '#channels/channel.ts';
import type { AddressGuard } from './address-guard.ts';

/** All addresses of a name; the system's resolver by default. */
type Resolve = (hostname: string) => Promise<readonly { address: string }[]>;

const TIMEOUT_MS = 5_000;

const resolveAll: Resolve = (hostname) =>
  new Promise((resolve, reject) => {
    lookup(hostname, { all: true, verbatim: true }, (error, addresses) =>
      error ? reject(error) : resolve(addresses),
    );
  });

const within = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new HttpFault('timeout', false)), TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Guarded dialling for protocols that are not HTTP: answers the address to connect to, resolved once, so that the name cannot turn to another between the
 * check and the connection. One refused address among a name's refuses the name. Throws HttpFault `address-not-allowed` | `unreachable` | `timeout`.
 */
export const createGuardedResolve =
  (guard: AddressGuard, resolve: Resolve = resolveAll) =>
  async (host: string): Promise<string> => {
    const bare = host.replace(/^\[|\]$/g, '');
    const addresses = isIP(bare)
      ? [{ address: bare }]
      : await within(resolve(bare)).catch((error: unknown) => {
          throw error instanceof HttpFault ? error : new HttpFault('unreachable', false, error);
        });
    const [first] = addresses;
    if (!first) throw new HttpFault('unreachable', false);
    if (!addresses.every(({ address }) => guard.allows(address)))
      throw new HttpFault('address-not-allowed', false);
    return first.address;
  };

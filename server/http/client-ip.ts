import { ipKeyGenerator } from 'express-rate-limit';

/**
 * Address of the peer with trusted proxies peeled off, as express does it for requests: the n-th entry from the right of X-Forwarded-For for n trusted
 * hops. Without trusted hops the header is not believed. For rates: of an IPv6 address its /56, for whoever has one address there has them all.
 */
export const clientIpOf = (
  request: { headers: Record<string, unknown>; remoteAddress: string },
  trustedHops: number,
): string => {
  const header = request.headers['x-forwarded-for'];
  if (trustedHops === 0 || typeof header !== 'string') return ipKeyGenerator(request.remoteAddress);
  const hops = header
    .split(',')
    .map((h) => h.trim())
    .filter(Boolean);
  return ipKeyGenerator(hops[Math.max(0, hops.length - trustedHops)] ?? request.remoteAddress);
};

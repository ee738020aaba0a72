/**
 * Address of the peer with trusted proxies peeled off, as express does it for requests: the n-th entry from the right of X-Forwarded-For for n trusted
 * hops. Without trusted hops the header is not believed.
 */
export const clientIpOf = (
  request: { headers: Record<string, unknown>; remoteAddress: string },
  trustedHops: number,
): string => {
  const header = request.headers['x-forwarded-for'];
  if (trustedHops === 0 || typeof header !== 'string') return request.remoteAddress;
  const hops = header
    .split(',')
    .map((h) => h.trim())
    .filter(Boolean);
  return hops[Math.max(0, hops.length - trustedHops)] ?? request.remoteAddress;
};

import { canonical, domainOf } from './addresses.ts';
import type { ReadMail } from './read-mail.ts';

type Result = 'pass' | 'fail' | 'none';

const MAX_HEADER = 8_000;

/** Whether two domains are of one owner, relaxed as DMARC is by default: one is the other or lies under it. Public suffixes have no mail of their own. */
const isAligned = (a: string, b: string): boolean =>
  a !== '' &&
  b !== '' &&
  (a === b || (a.endsWith(`.${b}`) && b.includes('.')) || (b.endsWith(`.${a}`) && a.includes('.')));

interface Method {
  name: string;
  result: string;
  domain: string;
}

const methodsOf = (header: string): Method[] =>
  header
    .replace(/\([^()]{0,2000}\)/g, ' ')
    .split(';')
    .slice(1)
    .flatMap((part) => {
      const [, name = '', result = ''] = /^\s*(dmarc|dkim|spf)(?:\/\d+)?\s*=\s*([a-z]+)/i.exec(part) ?? [];
      if (!name) return [];
      const property =
        /(?:header\.(?:d|i|from)|smtp\.(?:mailfrom|from))\s*=\s*"?([^\s;"]+)/i.exec(part)?.[1] ?? '';
      const domain = canonical(property).replace(/^@/, '');
      return [{ name: name.toLowerCase(), result: result.toLowerCase(), domain: domainOf(domain) }];
    });

/**
 * What our own server says of the sender (RFC 8601). Only its own header is believed: the one with its name, or the topmost; others may have come with the
 * mail. DMARC decides; without it a DKIM or SPF pass of the sender's own domain is a pass, and a failure of either with no such pass is a failure.
 */
export const authenticationOf = (
  mail: ReadMail,
  trust: { authserv: string | undefined; topmost: boolean },
): Result => {
  const from = domainOf(mail.from?.address ?? '');
  const headers = mail.all('authentication-results').map((one) => one.slice(0, MAX_HEADER));
  const name = trust.authserv === undefined ? undefined : canonical(trust.authserv);
  const header = name
    ? headers.find((one) => canonical(one.split(/[;\s]/, 1)[0] ?? '') === name)
    : trust.topmost
      ? headers[0]
      : undefined;
  if (header === undefined || from === '') return 'none';
  const methods = methodsOf(header);
  const dmarc = methods.find((one) => one.name === 'dmarc');
  if (dmarc?.result === 'pass') return 'pass';
  if (dmarc?.result === 'fail') return 'fail';
  const others = methods.filter((one) => one.name !== 'dmarc');
  if (others.some((one) => one.result === 'pass' && isAligned(one.domain, from))) return 'pass';
  return others.some((one) => one.result === 'fail') ? 'fail' : 'none';
};

import type { Account } from '#channels/channel.ts';
import type { EmailSettings } from './payload.ts';

/** The one spelling an address is kept in: lower case, no blanks. */
export const canonical = (address: string): string => address.trim().toLowerCase();

const ADDRESS = /^[^\s@<>",;]{1,64}@[^\s@<>",;]{1,253}$/;
/** Whether a text is one bare address. Non-ASCII ones (RFC 6531) are. */
export const isAddress = (text: string): boolean => ADDRESS.test(text);

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
const localOf = (address: string): string => address.slice(0, address.lastIndexOf('@'));

/** Local part and domain without a plus tag. */
const bare = (address: string): string => `${localOf(address).replace(/\+.*$/, '')}@${domainOf(address)}`;

/** Whether an address is one this mailbox receives: its own, an alias, either with a plus tag, or any of the reply domain. */
export const isOwn = (address: string, { settings }: Account<EmailSettings>): boolean => {
  const wanted = canonical(address);
  if (settings.replyAddress === 'catch-all' && settings.replyDomain !== undefined) {
    const own = canonical(settings.replyDomain);
    // The reply domain may be the shop's own: then its people are no robots of ours.
    if (domainOf(wanted) === own && own !== domainOf(canonical(settings.address))) return true;
  }
  return [settings.address, ...settings.aliases]
    .map(canonical)
    .some((own) => wanted === own || bare(wanted) === own);
};

/** Whether somebody is named by a list of addresses and domains. */
export const isListed = (address: string, list: readonly string[]): boolean => {
  const wanted = canonical(address);
  return list
    .map((one) => canonical(one).replace(/^@/, ''))
    .some((one) => one !== '' && (one.includes('@') ? one === wanted : one === domainOf(wanted)));
};

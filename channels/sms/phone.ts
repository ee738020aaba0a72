import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** A customer's number in E.164, or undefined for short codes, names (alphanumeric senders) and other channels' addresses. */
export const toE164 = (address: string): string | undefined => {
  const text = address.normalize('NFKC').trim();
  if (!text.startsWith('+')) return undefined;
  const parsed = parsePhoneNumberFromString(text);
  if (parsed?.isPossible()) return parsed.number;
  // Numbering plans grow faster than tables of them: what the provider writes in E.164's shape stands.
  const digits = text.replace(/[\s().-]/g, '');
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : undefined;
};

/** One spelling of an address: E.164 where it is a number, else trimmed. */
export const canonicalAddress = (address: string): string => toE164(address) ?? address.trim();

/** Numbers of the North American plan, where carriers take MMS. */
export const takesMms = (address: string): boolean => address.startsWith('+1');

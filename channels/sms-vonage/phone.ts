/** Vonage writes numbers in E.164 without the plus. Short codes and sender names stay as they are. */
export const canonicalAddress = (address: string): string => {
  const text = address.normalize('NFKC').trim();
  const digits = text.replace(/[\s().-]/g, '');
  return /^\+?[1-9]\d{6,14}$/.test(digits) ? `+${digits.replace('+', '')}` : text;
};

/** Whether the address is a number and not a short code or a name. */
export const isNumber = (address: string): boolean => address.startsWith('+');

/** The number as the API takes it. */
export const bareNumber = (address: string): string => address.replace(/^\+/, '');

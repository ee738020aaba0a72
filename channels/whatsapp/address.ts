/** A business-scoped user id: country, a dot, up to 128 letters and digits; `ENT.` before them where it counts for linked portfolios. */
const USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;
const GROUP = 'group:';

/** Whether this is a user id rather than a number (Cloud API, "Business-scoped user IDs"). */
export const isUserId = (address: string): boolean => USER_ID.test(address);

/** The digits WhatsApp tells of a number, with a plus; undefined for anything else. */
export const numberOf = (waId: string | undefined): string | undefined => {
  const digits = waId?.replace(/^\+/, '') ?? '';
  return /^\d{5,20}$/.test(digits) ? `+${digits}` : undefined;
};

/**
 * The number as other channels spell it, so that the same person's SMS is the same person: WhatsApp keeps a digit that Mexico has dropped, and leaves out
 * one that Brazil has added to mobiles.
 */
export const toE164 = (number: string): string =>
  number.replace(/^\+521(\d{10})$/, '+52$1').replace(/^\+55(\d{2})([6-9]\d{7})$/, '+55$19$2');

/** Thread key of an address: a number as WhatsApp spells it, a user id, or `group:` and the group's id. */
export const threadOf = (address: string): string => numberOf(address.trim()) ?? address.trim();

export const groupThread = (groupId: string): string => `${GROUP}${groupId}`;

/** Whom a thread is sent to, in the API's own words ("Sending messages": `to` for numbers and groups, `recipient` for user ids). */
export const recipientOf = (threadKey: string): Record<string, string> => {
  if (threadKey.startsWith(GROUP)) return { recipient_type: 'group', to: threadKey.slice(GROUP.length) };
  if (isUserId(threadKey)) return { recipient_type: 'individual', recipient: threadKey };
  return { recipient_type: 'individual', to: threadKey };
};

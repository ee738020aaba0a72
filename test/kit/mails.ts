const SUPPORT = 'support@shop.example';

/** A mail of a test; what is left out is as a customer's first mail has it. */
export interface Mail {
  from?: string;
  to?: string;
  id?: string;
  subject?: string;
  text?: string;
  headers?: string[];
}
/** Its bytes, as text. */
export const written = ({
  from = 'Hana <hana@customer.example>',
  to = SUPPORT,
  id,
  subject = 'お問い合わせ',
  text,
  headers = [],
}: Mail): string =>
  [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    ...(id ? [`Message-ID: <${id}>`] : []),
    'Content-Type: text/plain; charset=utf-8',
    ...headers,
    '',
    text ?? '',
  ].join('\r\n');

/** A header of a mail, unfolded; empty if it has none. */
export const header = (raw: string, name: string): string =>
  new RegExp(`^${name}:((?:[^\\n]|\\n[ \\t])*)`, 'im').exec(raw)?.[1]?.replace(/\s+/g, ' ').trim() ?? '';

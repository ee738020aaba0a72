import type { Account, HttpPort } from '#channels/channel.ts';
import { accessToken } from './oauth.ts';
import type { EmailSettings } from './payload.ts';

export interface MailServer {
  host: string;
  port: number;
  security: EmailSettings['imapSecurity'];
}

/** support.google.com/a/answer/9003945 and learn.microsoft.com/exchange: the providers' own servers. */
const KNOWN = {
  google: {
    imap: { host: 'imap.gmail.com', port: 993, security: 'tls' },
    smtp: { host: 'smtp.gmail.com', port: 465, security: 'tls' },
  },
  microsoft: {
    imap: { host: 'outlook.office365.com', port: 993, security: 'tls' },
    smtp: { host: 'smtp.office365.com', port: 587, security: 'starttls' },
  },
} as const;

export const imapServer = ({
  provider,
  imapHost,
  imapPort,
  imapSecurity,
}: EmailSettings): MailServer | undefined => {
  if (imapHost !== undefined) return { host: imapHost, port: imapPort, security: imapSecurity };
  return provider === 'password' ? undefined : KNOWN[provider].imap;
};

export const smtpServer = ({
  provider,
  smtpHost,
  smtpPort,
  smtpSecurity,
}: EmailSettings): MailServer | undefined => {
  if (smtpHost !== undefined) return { host: smtpHost, port: smtpPort, security: smtpSecurity };
  return provider === 'password' ? undefined : KNOWN[provider].smtp;
};

export type Login = { user: string; pass: string } | { user: string; accessToken: string };

/** How to log in: a token for Google and Microsoft, the password else; nothing for a relay that asks for none. Throws TokenError, HttpFault. */
export const loginOf = async (
  account: Account<EmailSettings>,
  http: HttpPort,
): Promise<Login | undefined> => {
  const { settings, secrets } = account;
  const user = settings.user || settings.address;
  if (settings.provider !== 'password') return { user, accessToken: await accessToken(account, http) };
  return secrets.password ? { user, pass: secrets.password } : undefined;
};

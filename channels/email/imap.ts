import type { ImapFlow } from 'imapflow';
import type { Account, CheckContext, ReceiveContext } from '#channels/channel.ts';
import type { EmailSettings } from './payload.ts';
import { imapServer, loginOf } from './servers.ts';

const CONNECT_MS = 15_000;
const GREETING_MS = 10_000;
/** Silence of a connection that should answer, in milliseconds; longer than one round of IDLE. */
const SILENCE_MS = 5 * 60_000;
/** One round of IDLE: below the 29 minutes of RFC 2177 and below what home routers keep a silent connection. */
const IDLE_MS = 4 * 60_000;

export type Dial = Pick<ReceiveContext<EmailSettings> | CheckContext<EmailSettings>, 'http' | 'resolve'> & {
  account: Account<EmailSettings>;
};

/** A connected, logged-in client. The address is resolved and checked by us, the name is what its certificate must say. */
export const connectImap = async (dial: Dial): Promise<ImapFlow> => {
  const { settings } = dial.account;
  const server = imapServer(settings);
  if (!server) throw new ImapSetupError('no-imap-host');
  const auth = await loginOf(dial.account, dial.http);
  if (!auth) throw new ImapSetupError('no-password');
  const host = await dial.resolve(server.host);
  const { ImapFlow } = await import('imapflow');
  const client = new ImapFlow({
    host,
    port: server.port,
    servername: server.host,
    secure: server.security === 'tls',
    ...(server.security === 'tls' ? {} : { doSTARTTLS: server.security === 'starttls' }),
    tls: { servername: server.host, minVersion: 'TLSv1.2' },
    auth,
    logger: false,
    clientInfo: { name: 'Madoguchi' },
    disableAutoIdle: true,
    maxIdleTime: IDLE_MS,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: GREETING_MS,
    socketTimeout: SILENCE_MS,
    maxLiteralSize: 64 * 1_024 * 1_024,
  });
  // Failures come through the calls under way; without a listener they would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    client.close();
    throw error;
  }
  return client;
};

/** What a person must fill in before the mailbox can be opened. */
export class ImapSetupError extends Error {
  override readonly name = 'ImapSetupError';
}

/** Whether the server refused the login: asking again soon is of no use, and locks accounts. */
export const isAuthFailure = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'authenticationFailed' in error &&
  error.authenticationFailed === true;

import { type CheckContext, type CheckResult, HttpFault } from '#channels/channel.ts';
import { connectImap, ImapSetupError, isAuthFailure } from './imap.ts';
import { TokenError } from './oauth.ts';
import type { EmailSettings } from './payload.ts';
import { smtpServer } from './servers.ts';
import { openTransport } from './smtp-send.ts';

type Context = CheckContext<EmailSettings>;
type Facts = NonNullable<CheckResult['facts']>;

const problemOf = (error: unknown, way: 'imap' | 'smtp'): string => {
  if (error instanceof TokenError) return error.isFinal ? 'problem.token' : 'problem.token-server';
  if (error instanceof ImapSetupError) return `problem.${error.message}`;
  if (error instanceof HttpFault && error.code === 'address-not-allowed') return 'problem.private-address';
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (isAuthFailure(error) || code === 'EAUTH' || code === 'ENOAUTH') return `problem.${way}-login`;
  const words = error instanceof Error ? `${code} ${error.message}` : '';
  if (/cert|ETLS|ssl|tls|self.signed/i.test(words)) return `problem.${way}-tls`;
  return `problem.${way}-unreachable`;
};

const checkImap = async (context: Context): Promise<Facts> => {
  const client = await connectImap(context);
  const stop = (): void => client.close();
  context.signal.addEventListener('abort', stop);
  try {
    const mailbox = await client
      .mailboxOpen(context.account.settings.folder, { readOnly: true })
      .catch(() => {
        throw new ImapSetupError('no-folder');
      });
    return [{ label: 'fact.mails', value: String(mailbox.exists) }];
  } finally {
    context.signal.removeEventListener('abort', stop);
    client.close();
  }
};

const checkSmtp = async (context: Context): Promise<Facts> => {
  const server = smtpServer(context.account.settings);
  if (!server) throw new ImapSetupError('no-smtp-host');
  const transport = await openTransport(context, server);
  try {
    await transport.verify();
    return [{ label: 'fact.smtp', value: `${server.host}:${server.port}` }];
  } finally {
    transport.close();
  }
};

/** Logs in to both servers and opens the folder. What is wrong is told in the words of `problem.*`. */
export const check = async (context: Context): Promise<CheckResult> => {
  const facts: Facts = [];
  const ways = [
    ...(context.account.settings.receive === 'imap' ? [{ way: 'imap' as const, ask: checkImap }] : []),
    { way: 'smtp' as const, ask: checkSmtp },
  ];
  for (const { way, ask } of ways) {
    try {
      facts.push(...(await ask(context)));
    } catch (error) {
      return { ok: false, problem: problemOf(error, way), facts };
    }
  }
  return { ok: true, facts };
};

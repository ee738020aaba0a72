import { Readable } from 'node:stream';
import type { SendContext, SendReceipt, WirePart } from '#channels/channel.ts';
import { DeliveryError } from '#channels/delivery-error.ts';
import { domainOf } from './addresses.ts';
import { type EmailSettings, WireBody } from './payload.ts';
import { loginOf, type MailServer, smtpServer } from './servers.ts';
import { smtpFailure } from './smtp-failures.ts';

type Context = SendContext<EmailSettings>;

/** All steps together lie below the core's limit of one call. */
const CONNECT_MS = 8_000;
const GREETING_MS = 8_000;
const SILENCE_MS = 20_000;

/** The parts of a dialling context; also what the set-up page's test has. */
export type Dial = Pick<Context, 'account' | 'http' | 'resolve' | 'signal'>;

export interface Transport {
  sendMail(mail: {
    envelope: { from: string; to: string[] };
    raw: Readable;
    dsn?: object;
  }): Promise<{ rejected: string[] }>;
  verify(): Promise<unknown>;
  close(): void;
}

/** The library tells by its log alone when the whole mail, its end included, has gone to the connection. Nothing of it is written anywhere. */
const watcher = (onHandedOver: () => void) => {
  const ignore = (): void => undefined;
  const info = (entry: unknown): void => {
    if ((entry as { tnx?: unknown } | null)?.tnx === 'message') onHandedOver();
  };
  return { trace: ignore, debug: ignore, info, warn: ignore, error: ignore, fatal: ignore, level: ignore };
};

/** One connection to the account's server: the address is resolved and checked by us, the name is what its certificate must say. */
export const openTransport = async (
  dial: Dial,
  server: MailServer,
  onHandedOver: () => void = () => undefined,
): Promise<Transport> => {
  const login = await loginOf(dial.account, dial.http);
  const host = await dial.resolve(server.host);
  const { createTransport } = await import('nodemailer');
  const auth =
    login &&
    ('pass' in login ? { user: login.user, pass: login.pass } : { type: 'OAuth2' as const, ...login });
  return createTransport({
    host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'plain',
    name: domainOf(dial.account.settings.address),
    tls: { servername: server.host, minVersion: 'TLSv1.2' },
    connectionTimeout: CONNECT_MS,
    greetingTimeout: GREETING_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: watcher(onHandedOver),
    ...(auth ? { auth } : {}),
  }) as unknown as Transport;
};

const bodyOf = (part: WirePart): WireBody => {
  const body = WireBody.safeParse(part.body);
  if (!body.success)
    throw new DeliveryError('delivery-rejected', { retryable: false, providerCode: 'no-body' });
  return body.data;
};

const filesOf = (body: WireBody, context: Context) =>
  Promise.all(
    body.files.map(async ({ fileId, name, mime }) => {
      const file = await context.file(fileId);
      return { filename: name, contentType: mime, content: file.data };
    }),
  );

const bracketed = (id: string): string => `<${id}>`;

/** The mail as bytes. */
const compose = async (body: WireBody, context: Context): Promise<Buffer> => {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const mail = new MailComposer({
    messageId: bracketed(body.messageId),
    date: new Date(),
    from: body.from,
    to: body.to,
    cc: body.cc,
    subject: body.subject,
    ...(body.replyTo ? { replyTo: { name: body.from.name, address: body.replyTo } } : {}),
    ...(body.inReplyTo ? { inReplyTo: bracketed(body.inReplyTo) } : {}),
    references: body.references.map(bracketed),
    text: body.text,
    html: body.html,
    attachments: await filesOf(body, context),
    headers: {
      'X-Madoguchi-Message': body.messageId,
      'X-Loop': context.account.settings.address,
      ...(body.automatic ? { 'Auto-Submitted': body.automatic, 'X-Auto-Response-Suppress': 'All' } : {}),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return mail.compile().build();
};

/** Sends one mail. A server that breaks off before it had all of it has not taken it; afterwards only its own word counts. */
export const send = async (part: WirePart, context: Context): Promise<SendReceipt> => {
  const body = bodyOf(part);
  const { account } = context;
  const server = smtpServer(account.settings);
  if (!server) throw new DeliveryError('delivery-auth', { retryable: false, providerCode: 'no-smtp-host' });
  const bytes = await compose(body, context);
  if (context.signal.aborted)
    throw new DeliveryError('delivery-unreachable', { retryable: true, providerCode: 'aborted' });
  let handedOver = false;
  let transport: Transport | undefined;
  const raw = Readable.from([bytes], { objectMode: false });
  const stop = (): void => transport?.close();
  try {
    transport = await openTransport(context, server, () => {
      handedOver = true;
    });
    context.signal.addEventListener('abort', stop);
    const to = [...new Set([...body.to, ...body.cc, ...body.bcc])];
    const sent = await transport.sendMail({
      envelope: { from: account.settings.address, to },
      raw,
      dsn: {
        id: body.messageId.split('@')[0] ?? '',
        return: 'headers',
        notify: ['failure', 'delay'],
        recipient: to[0],
      },
    });
    const lost = body.to.filter((address) => sent.rejected.includes(address));
    if (lost.length === body.to.length)
      throw new DeliveryError('delivery-invalid-recipient', { retryable: false, providerCode: 'rcpt' });
    return { providerId: body.messageId, state: 'sent' };
  } catch (error) {
    throw smtpFailure(error, handedOver);
  } finally {
    context.signal.removeEventListener('abort', stop);
    transport?.close();
  }
};

import type { SMTPServer, SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { ReceiveContext } from '#channels/channel.ts';
import { canonical, isOwn } from './addresses.ts';
import { type EmailSettings, MAX_MAIL_BYTES } from './payload.ts';
import { conversationOfAddress } from './signed.ts';
import { itemOf } from './split.ts';

type Context = ReceiveContext<EmailSettings>;

const MAX_CLIENTS = 50;
const MAX_RECIPIENTS = 100;
const SILENCE_MS = 60_000;
const CLOSE_MS = 2_000;

/** Several accounts may share one listening address; each gets the mail for its own addresses. */
interface Hub {
  contexts: Set<Context>;
  server: SMTPServer;
  ready: Promise<void>;
}
const hubs = new Map<string, Hub>();

const refusal = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });

const takes = (context: Context, address: string): boolean =>
  isOwn(address, context.account) || conversationOfAddress(context.account, address) !== undefined;

const readAll = async (stream: SMTPServerDataStream): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** Keeps the mail for each account it is for. Only then does the sender hear that it was taken. */
const accept = async (hub: Hub, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> => {
  const raw = await readAll(stream);
  if (stream.sizeExceeded) throw refusal(552, '5.3.4 Message too large');
  const from = session.envelope.mailFrom === false ? '' : canonical(session.envelope.mailFrom.address);
  const to = session.envelope.rcptTo.map(({ address }) => canonical(address));
  let kept = false;
  for (const context of hub.contexts) {
    const own = to.filter((address) => takes(context, address));
    if (own.length === 0) continue;
    try {
      await context.keep([itemOf(raw, context.now(), { envelope: { from, to: own } })]);
      kept = true;
    } catch {
      throw refusal(451, '4.3.0 Try again later');
    }
  }
  // The account went away between RCPT and here.
  if (!kept) throw refusal(451, '4.2.1 Try again later');
};

const openHub = async (key: string, { listenHost, listenPort }: EmailSettings): Promise<Hub> => {
  const { SMTPServer } = await import('smtp-server');
  const contexts = new Set<Context>();
  const server = new SMTPServer({
    banner: 'Madoguchi',
    size: MAX_MAIL_BYTES,
    authOptional: true,
    disabledCommands: ['AUTH'],
    disableReverseLookup: true,
    logger: false,
    maxClients: MAX_CLIENTS,
    socketTimeout: SILENCE_MS,
    closeTimeout: CLOSE_MS,
    onRcptTo: (address, session, done) => {
      if (session.envelope.rcptTo.length >= MAX_RECIPIENTS)
        return done(refusal(452, '4.5.3 Too many recipients'));
      const known = [...contexts].some((context) => takes(context, address.address));
      return known ? done() : done(refusal(550, '5.1.1 No such mailbox here'));
    },
    onData: (stream, session, done) => {
      accept(hub, stream, session).then(
        () => done(null, 'Kept'),
        (error: unknown) => done(error instanceof Error ? error : new Error('failed')),
      );
    },
  });
  const ready = new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listenPort, listenHost, () => {
      server.off('error', reject);
      // A connection that breaks off is the sender's affair: they come again.
      server.on('error', () => undefined);
      resolve();
    });
  });
  const hub: Hub = { contexts, server, ready };
  hubs.set(key, hub);
  return hub;
};

const opening = new Map<string, Promise<Hub>>();

const hubOf = async (settings: EmailSettings): Promise<{ key: string; hub: Hub }> => {
  const key = `${settings.listenHost}|${settings.listenPort}`;
  const known = hubs.get(key);
  if (known) return { key, hub: known };
  const under = opening.get(key) ?? openHub(key, settings).finally(() => opening.delete(key));
  opening.set(key, under);
  return { key, hub: await under };
};

const leave = async (key: string, hub: Hub, context: Context): Promise<void> => {
  hub.contexts.delete(context);
  if (hub.contexts.size > 0) return;
  hubs.delete(key);
  await new Promise<void>((resolve) => hub.server.close(() => resolve()));
};

/** The built-in receiver, for mail forwarded to it: takes what is for the account's addresses and nothing else, and is no relay. */
export const receiveSmtp = async (context: Context): Promise<void> => {
  const { key, hub } = await hubOf(context.account.settings);
  hub.contexts.add(context);
  try {
    await hub.ready;
    context.report({ ok: true });
    await new Promise<void>((resolve) => {
      if (context.signal.aborted) resolve();
      else context.signal.addEventListener('abort', () => resolve());
    });
  } finally {
    await leave(key, hub, context);
  }
};

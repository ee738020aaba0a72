import type { AddressInfo, Socket } from 'node:net';
import createImap from 'hoodiecrow-imap';
import { SMTPServer } from 'smtp-server';

/** A real IMAP server with one mailbox, in this process (hoodiecrow-imap). */
export interface TestMailbox {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Logins, folders opened and so on, as they came. */
  readonly connections: () => number;
  deliver(raw: string | Buffer, at?: Date, folder?: string): void;
  /** Takes every mail away for which it is true. */
  expunge(which: (uid: number) => boolean): void;
  /** Gives every mail a new UID under a new UIDVALIDITY, as a mailbox restored from a backup does. */
  renewUids(): void;
  setPassword(password: string): void;
  /** Breaks every connection off. */
  cut(): void;
  /** Refuses to give one mail when it is fetched. */
  refuse(uid: number): void;
  close(): Promise<void>;
}

const USER = 'support@shop.example';
const PASSWORD = 'mailbox password';
export const ACCESS_TOKEN = 'an access token';

export const startMailbox = async (
  plugins: string[] = ['IDLE', 'SASL-IR', 'XOAUTH2', 'SPECIAL-USE'],
): Promise<TestMailbox> => {
  const users = {
    [USER]: { password: PASSWORD, xoauth2: { accessToken: ACCESS_TOKEN, sessionTimeout: 3_600_000 } },
  };
  const imap = createImap({
    plugins,
    users,
    storage: { INBOX: {}, '': { folders: { Sent: { 'special-use': '\\Sent' } } } },
  });
  const sockets = new Set<Socket>();
  const refused = new Set<number>();
  let seen = 0;
  imap.connectionHandlers.push(({ socket }) => {
    seen += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => imap.listen(0, '127.0.0.1', done));
  const inbox = () => imap.getMailbox('INBOX');
  const refuseRaw = (uid: number): void => {
    const mail = inbox().messages.find((one) => one.uid === uid);
    if (!mail) return;
    Object.defineProperty(mail, 'raw', {
      get: () => {
        throw new Error('damaged mail');
      },
    });
  };
  return {
    port: (imap.server.address() as AddressInfo).port,
    user: USER,
    password: PASSWORD,
    connections: () => seen,
    deliver: (raw, at = new Date(), folder = 'INBOX') => {
      imap.appendMessage(
        folder,
        [],
        at,
        Buffer.from(raw as string)
          .toString('latin1')
          .replace(/\r?\n/g, '\r\n'),
      );
    },
    expunge: (which) => {
      inbox().messages = inbox().messages.filter(({ uid }) => !which(uid));
    },
    renewUids: () => {
      const box = inbox();
      box.uidvalidity += 1;
      let uid = 1;
      for (const mail of box.messages) mail.uid = uid++;
      box.uidnext = uid;
    },
    setPassword: (password) => {
      for (const one of Object.values(imap.users)) one.password = password;
    },
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    refuse: (uid) => {
      refused.add(uid);
      refuseRaw(uid);
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((done) => imap.close(done));
    },
  };
};

/** What a mail server got: envelope and bytes. */
export interface TakenMail {
  from: string;
  to: string[];
  raw: string;
}
/** How the relay behaves for one mail. */
export type RelayReply =
  | 'take'
  | { at: 'mail' | 'rcpt' | 'data'; code: number; text: string }
  | 'reset-before-data'
  | 'reset-after-data';

/** A mail server that takes mail and keeps it (smtp-server), with faults by script. */
export interface TestRelay {
  readonly port: number;
  readonly taken: TakenMail[];
  next(...replies: RelayReply[]): void;
  close(): Promise<void>;
}

const refusal = (responseCode: number, text: string): Error =>
  Object.assign(new Error(text), { responseCode });

export const startRelay = async (login?: { user: string; pass: string }): Promise<TestRelay> => {
  const taken: TakenMail[] = [];
  const script: RelayReply[] = [];
  const sockets = new Set<Socket>();
  let now: RelayReply = 'take';
  const at = (stage: 'mail' | 'rcpt' | 'data'): Error | undefined =>
    typeof now === 'object' && now.at === stage ? refusal(now.code, now.text) : undefined;
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const server = new SMTPServer({
    authOptional: login === undefined,
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onAuth: ({ username, password, accessToken }, _session, done) => {
      const right = (username === login?.user && password === login?.pass) || accessToken === ACCESS_TOKEN;
      if (right) done(null, { user: username });
      else done(refusal(535, '5.7.8 Authentication failed'));
    },
    onMailFrom: (_address, _session, done) => {
      now = script.shift() ?? 'take';
      done(at('mail'));
    },
    onRcptTo: (_address, _session, done) => {
      if (now === 'reset-before-data') return cut();
      done(at('rcpt'));
    },
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const error = at('data');
        if (error) return done(error);
        taken.push({
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
        });
        if (now === 'reset-after-data') return cut();
        done(null, 'taken');
      });
    },
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
  return {
    port: (server.server.address() as AddressInfo).port,
    taken,
    next: (...replies) => {
      script.push(...replies);
    },
    close: () => new Promise((done) => server.close(() => done())),
  };
};

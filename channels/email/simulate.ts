import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

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
export interface Relay {
  readonly port: number;
  readonly taken: TakenMail[];
  next(...replies: RelayReply[]): void;
  close(): Promise<void>;
}

interface Login {
  user: string;
  pass: string;
  accessToken?: string;
}

const refusal = (responseCode: number, text: string): Error =>
  Object.assign(new Error(text), { responseCode });

/** Starts one on a free port; with a login it asks for it; `secure`: over TLS, with a certificate nobody knows. */
export const startRelay = async (login?: Login, secure = false): Promise<Relay> => {
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
    secure,
    hideSTARTTLS: true,
    authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onAuth: ({ username, password, accessToken }, _session, done) => {
      const right =
        (username === login?.user && password === login?.pass) ||
        (accessToken !== undefined && accessToken === login?.accessToken);
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

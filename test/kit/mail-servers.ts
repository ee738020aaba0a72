import type { AddressInfo, Socket } from 'node:net';
import createImap from 'hoodiecrow-imap';

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
/** What its OAuth gives out. */
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

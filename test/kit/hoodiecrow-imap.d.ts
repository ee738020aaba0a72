declare module 'hoodiecrow-imap' {
  import type { Server, Socket } from 'node:net';

  interface Mailbox {
    path: string;
    uidvalidity: number;
    uidnext: number;
    messages: { uid: number; flags: string[]; internaldate: string; raw: string }[];
  }
  interface Connection {
    socket: Socket;
    send(response: unknown, ...rest: unknown[]): void;
  }
  interface ImapServer {
    server: Server;
    connectionHandlers: ((connection: Connection) => void)[];
    outputHandlers: ((connection: Connection, response: unknown) => void)[];
    commandHandlers: Record<string, unknown>;
    users: Record<string, { password: string; xoauth2?: { accessToken: string; sessionTimeout: number } }>;
    listen(port: number, host: string, done: () => void): void;
    close(done: () => void): void;
    getMailbox(path: string): Mailbox;
    createMailbox(path: string, mailbox?: object): void;
    appendMessage(mailbox: string, flags: string[], at: Date, raw: string): void;
    setCommandHandler(
      command: string,
      handler: (connection: Connection, parsed: { tag: string }, data: unknown, done: () => void) => void,
    ): void;
  }
  const create: (options: {
    plugins?: string[];
    users?: ImapServer['users'];
    storage?: object;
  }) => ImapServer;
  export = create;
}

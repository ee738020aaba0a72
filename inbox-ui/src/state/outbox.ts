import type { MessageView, OutboundChoices } from '#contracts/message.ts';

type Attachment = MessageView['attachments'][number];

/** One message on its way: kept until the server has said that it has it. */
export interface OutboxEntry {
  /** Made once; the server takes the same id only once, so sending again never doubles. */
  clientId: string;
  conversationId: string;
  text: string;
  visibility: 'public' | 'note';
  attachments: Attachment[];
  mentions: string[];
  threadId?: string | undefined;
  /** The last message the writer had seen. */
  basedOnSeq?: number | undefined;
  force?: boolean | undefined;
  thenResolve?: boolean | undefined;
  /** Subject, Cc and Bcc of an answer by mail. */
  mail?: OutboundChoices['mail'] | undefined;
  template?: OutboundChoices['template'] | undefined;
  links?: OutboundChoices['links'] | undefined;
  /** To the author of a public message alone. */
  replyPrivately?: boolean | undefined;
  /** ISO instant. */
  writtenAt: string;
  /** `waiting`: to be sent · `sending`: on the wire, no answer yet · `refused`: the server said no. */
  state: 'waiting' | 'sending' | 'refused';
  /** Why it was refused: a code of the error catalogue. */
  code?: string | undefined;
}

export type Outbox = readonly OutboxEntry[];

const change = (outbox: Outbox, clientId: string, to: Partial<OutboxEntry>): Outbox =>
  outbox.map((entry) => (entry.clientId === clientId ? { ...entry, ...to } : entry));

/** Takes a new message in; the same client id twice is one message. */
export const enqueue = (outbox: Outbox, entry: OutboxEntry): Outbox =>
  outbox.some((held) => held.clientId === entry.clientId) ? outbox : [...outbox, entry];

/**
 * The next messages to send: the oldest of each conversation, and only when nothing of that conversation is on
 * the wire, so that they arrive in the order they were written. A refused one does not hold the others.
 */
export const sendable = (outbox: Outbox): OutboxEntry[] => {
  const busy = new Set(
    outbox.filter((entry) => entry.state === 'sending').map((entry) => entry.conversationId),
  );
  const next: OutboxEntry[] = [];
  for (const entry of outbox) {
    if (entry.state !== 'waiting' || busy.has(entry.conversationId)) continue;
    busy.add(entry.conversationId);
    next.push(entry);
  }
  return next;
};

export const markSending = (outbox: Outbox, clientId: string): Outbox =>
  change(outbox, clientId, { state: 'sending' });

/** The server has it (by its ack, or because the message came back by push). */
export const settle = (outbox: Outbox, clientIds: readonly (string | undefined)[]): Outbox => {
  const done = new Set(clientIds);
  return outbox.some((entry) => done.has(entry.clientId))
    ? outbox.filter((entry) => !done.has(entry.clientId))
    : outbox;
};

export const refuse = (outbox: Outbox, clientId: string, code: string): Outbox =>
  change(outbox, clientId, { state: 'refused', code });

/** No answer came: it goes back in line under the same client id. */
export const putBack = (outbox: Outbox, clientId: string): Outbox =>
  outbox.map((entry) =>
    entry.clientId === clientId && entry.state === 'sending' ? { ...entry, state: 'waiting' } : entry,
  );

/** The connection broke or the page was loaded anew: whatever had no answer is sent again, same ids. */
export const putAllBack = (outbox: Outbox): Outbox =>
  outbox.some((entry) => entry.state === 'sending')
    ? outbox.map((entry) => (entry.state === 'sending' ? { ...entry, state: 'waiting' } : entry))
    : outbox;

/** Sends a refused one again; `force` answers the warning that somebody else replied meanwhile. */
export const sendAgain = (outbox: Outbox, clientId: string, force: boolean): Outbox =>
  change(outbox, clientId, { state: 'waiting', code: undefined, ...(force ? { force: true } : {}) });

export const discard = (outbox: Outbox, clientId: string): Outbox =>
  outbox.filter((entry) => entry.clientId !== clientId);

/** What the server is told of an entry: on which thread, with what, for whose eyes. */
export const payload = (entry: OutboxEntry) => ({
  clientId: entry.clientId,
  text: entry.text,
  visibility: entry.visibility,
  ...(entry.attachments.length > 0
    ? {
        fileIds: entry.attachments.flatMap((file) =>
          file.fileId === undefined ? [] : [file.fileId as string],
        ),
      }
    : {}),
  ...(entry.mentions.length > 0 ? { mentions: entry.mentions } : {}),
  ...(entry.threadId === undefined ? {} : { threadId: entry.threadId }),
  ...(entry.basedOnSeq === undefined ? {} : { basedOnSeq: entry.basedOnSeq }),
  ...(entry.mail === undefined ? {} : { mail: entry.mail }),
  ...(entry.template === undefined ? {} : { template: entry.template }),
  ...(entry.links === undefined || entry.links.length === 0 ? {} : { links: entry.links }),
  ...(entry.replyPrivately === true ? { replyPrivately: true } : {}),
  ...(entry.force === true ? { force: true } : {}),
});

import type { Attachment, MessageView } from '#contracts/message.ts';
import type { WidgetMessage } from '#contracts/socket.ts';
import type { Message } from '../domain/conversation/message.ts';
import { given, iso } from './given.ts';

type ShownAttachment = Omit<Attachment, 'sourceUrl'>;

/** A provider's media address stays inside: it may carry a token. */
const presentAttachment = ({ sourceUrl: _, ...shown }: Attachment): ShownAttachment => shown;

/** A message as agents see it. */
export const presentMessage = (message: Message): MessageView =>
  given({
    id: message.id,
    conversationId: message.conversationId,
    threadId: message.threadId,
    accountId: message.accountId,
    channel: message.channel,
    seq: message.seq,
    direction: message.direction,
    author: message.author,
    text: message.text,
    attachments: message.attachments.map(presentAttachment),
    extra: message.extra,
    at: iso(message.at),
    counter: message.counter,
    late: message.late,
    delivery: message.delivery,
    clientId: message.clientId,
    version: message.version,
  }) as MessageView;

/** Whether a message is an answer of the bot that can be judged. */
export const isVotable = ({ author, direction, extra }: Message): boolean =>
  author.kind === 'bot' && direction === 'outbound' && extra.bot?.decision === 'answer';

/** Whether a chat's panel shows a message. What the system said by another channel (a mail of the chat's own answers) is not repeated there. */
export const isForWidget = (message: Message): boolean =>
  message.direction !== 'note' &&
  !(message.author.kind === 'system' && message.channel === 'email' && !message.extra.survey);

/**
 * A public message as the customer sees it: no ids of agents, no reasoning of the bot. `fileUrl` signs the path of a stored file.
 * Throws when it is given a note: one that gets this far is a fault of the caller.
 */
export const presentWidgetMessage = (
  message: Message,
  fileUrl: (fileId: string) => string,
): WidgetMessage => {
  if (message.direction === 'note') throw new Error('a note must not leave the building');
  const { bot: _bot, mentions: _mentions, ...extra } = message.extra;
  return given({
    id: message.id,
    conversationId: message.conversationId,
    seq: message.seq,
    from: message.author.kind,
    authorName: message.author.kind === 'customer' ? undefined : message.author.name,
    text: message.text,
    attachments: message.attachments.map((attachment) => ({
      ...presentAttachment(attachment),
      ...(attachment.fileId && attachment.status === 'stored' ? { url: fileUrl(attachment.fileId) } : {}),
    })),
    extra,
    at: iso(message.at),
    clientId: message.clientId,
    delivery: message.delivery?.state,
    votable: isVotable(message) || undefined,
  });
};

import type { z } from 'zod';
import { type Attachment, MAX_TEXT, type MessageExtra } from '#contracts/message.ts';
import type { Language } from '#contracts/time.ts';
import type { Conversation } from './conversation.ts';
import type { Message } from './message.ts';
import en from './unread-chat.en.json' with { type: 'json' };
import ja from './unread-chat.ja.json' with { type: 'json' };

const WORDS = { ja, en } as const;
const LOCALE: Record<Language, string> = { ja: 'ja-JP', en: 'en-GB' };
const MAX_RIDING = 5;
/** Lines that say nothing on their own once the customer is gone. */
const EMPTY_DECISIONS: readonly string[] = ['escalate', 'smalltalk'];

/**
 * Of a conversation's latest public messages, the answers on a web chat thread the customer has not read, oldest first. None when they have written since,
 * there or elsewhere: they are talking. What was mailed before and what asks a survey does not count.
 */
export const unreadAnswers = (
  conversation: Pick<Conversation, 'customerReadSeq' | 'mailedSeq'>,
  threadId: string,
  messages: readonly Message[],
): Message[] => {
  const lastInbound = messages.findLast((m) => m.direction === 'inbound')?.seq ?? 0;
  const after = Math.max(conversation.customerReadSeq, conversation.mailedSeq ?? 0, lastInbound);
  const unread = messages.filter(
    (m) =>
      m.seq > after &&
      m.direction === 'outbound' &&
      m.threadId === threadId &&
      (m.author.kind === 'agent' || m.author.kind === 'bot') &&
      m.delivery?.state !== 'read' &&
      !m.extra.survey,
  );
  return unread.some((m) => !EMPTY_DECISIONS.includes(m.extra.bot?.decision ?? '')) ? unread : [];
};

/** What one mail can carry. Bytes of all files together. */
export interface MailRoom {
  maxCount: number;
  maxBytes: number;
}

const filesOf = (messages: readonly Message[], room: MailRoom): { fit: Attachment[]; left: Attachment[] } => {
  const fit: Attachment[] = [];
  const left: Attachment[] = [];
  let bytes = 0;
  for (const file of messages.flatMap((m) => m.attachments)) {
    if (file.status !== 'stored' || !file.fileId) continue;
    if (fit.length < room.maxCount && bytes + file.size <= room.maxBytes) {
      fit.push(file);
      bytes += file.size;
    } else left.push(file);
  }
  return { fit, left };
};

const sayingOf = (message: Message, name: string, time: string): string => {
  const { card, links } = message.extra;
  return [
    `${name} (${time})`,
    message.text,
    ...(card ? [card.title, ...card.lines.map(({ label, value }) => `${label}: ${value}`)] : []),
    ...(links ?? []).map(({ label, url }) => `${label}: ${url}`),
  ]
    .filter(Boolean)
    .join('\n');
};

/** The unread answers as one mail: who said what when, their files as far as they fit, the articles they rest on. */
export const mailOfUnread = (
  messages: readonly Message[],
  how: { language: Language; timeZone: string; botName: string; shopName: string; room: MailRoom },
): { text: string; attachments: Attachment[]; extra: z.infer<typeof MessageExtra> } => {
  const words = WORDS[how.language];
  const clock = new Intl.DateTimeFormat(LOCALE[how.language], {
    timeZone: how.timeZone,
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
  const { fit, left } = filesOf(messages, how.room);
  const said = messages.map((m) =>
    sayingOf(m, m.author.kind === 'bot' ? how.botName : (m.author.name ?? how.shopName), clock.format(m.at)),
  );
  const rest =
    left.length > 0 ? [words.files.replace('{names}', () => left.map((f) => f.name).join(', '))] : [];
  const tail = [...rest, words.reply].join('\n\n');
  const body = [words.intro, ...said].join('\n\n');
  const citations = new Map(messages.flatMap((m) => m.extra.citations ?? []).map((c) => [c.articleId, c]));
  return {
    text: `${body.slice(0, MAX_TEXT - tail.length - 2)}\n\n${tail}`,
    attachments: fit,
    extra: citations.size > 0 ? { citations: [...citations.values()].slice(0, MAX_RIDING) } : {},
  };
};

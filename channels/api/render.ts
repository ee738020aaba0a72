import type { RenderContext, WirePart } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import type { OutboundMessage } from '#contracts/message.ts';
import { type ApiSettings, MAX_TEXT_PART, type WireBody } from './payload.ts';

/** Pieces of at most `max` UTF-16 units, cut at a line or a space where there is one, never inside a character. */
const pieces = (text: string, max: number): string[] => {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > max) {
    const head = rest.slice(0, max);
    const soft = Math.max(head.lastIndexOf('\n'), head.lastIndexOf(' '));
    let cut = soft > max / 2 ? soft + 1 : max;
    if (/[\uD800-\uDBFF]/.test(rest.charAt(cut - 1))) cut -= 1;
    parts.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  parts.push(rest);
  return parts;
};

type Rich = Pick<WireBody, 'quickReplies' | 'links' | 'card' | 'citations' | 'survey' | 'files'>;

const richOf = (message: OutboundMessage, publicUrl: string): Rich => {
  const { quickReplies, links, card, citations, survey } = message.extra;
  const files = message.attachments.map(({ fileId, status, name, mime, size }) => {
    if (status !== 'stored' || !fileId) throw new AppError('file-not-accepted', { reason: 'not stored' });
    return { fileId, name, mime, size };
  });
  return {
    ...(quickReplies?.length ? { quickReplies } : {}),
    ...(links?.length ? { links } : {}),
    ...(card ? { card } : {}),
    ...(citations?.length
      ? {
          citations: citations.map(({ title, slug }) => ({
            title,
            ...(slug
              ? { url: `${publicUrl}${PATHS.help}/${message.language}/${encodeURIComponent(slug)}` }
              : {}),
          })),
        }
      : {}),
    ...(survey && survey.answered === undefined
      ? { survey: { surveyId: survey.surveyId, kind: survey.kind } }
      : {}),
    ...(files.length > 0 ? { files } : {}),
  };
};

/** What we want said → requests to the callback URL: the text in parts, with everything else on the last. */
export const render = (message: OutboundMessage, context: RenderContext<ApiSettings>): WirePart[] => {
  const { account, to, threadKey } = context;
  const rich = richOf(message, account.publicUrl);
  const texts = pieces(message.text.trim(), MAX_TEXT_PART);
  if (texts.join('') === '' && Object.keys(rich).length === 0) throw new AppError('empty-message');
  return texts.map((text, part) => ({
    part,
    body: {
      type: 'outbound.message',
      accountId: account.id,
      conversationId: message.conversationId,
      messageId: message.messageId,
      part,
      to,
      threadId: threadKey,
      language: message.language,
      ...(message.by
        ? { author: { kind: message.by.kind, ...(message.by.name ? { name: message.by.name } : {}) } }
        : {}),
      ...(message.answers ? { replyTo: message.answers.externalId } : {}),
      text,
      ...(part === texts.length - 1 ? rich : {}),
    } satisfies WireBody,
  }));
};

import type { RenderContext, WirePart } from '#channels/channel.ts';
import { pieces } from '#channels/text-pieces.ts';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import type { OutboundMessage } from '#contracts/message.ts';
import { type ApiSettings, MAX_TEXT_PART, type WireBody } from './payload.ts';

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
  const words = pieces(message.text.trim(), MAX_TEXT_PART);
  // Files or buttons alone go out with no words.
  const texts = words.length > 0 ? words : [''];
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

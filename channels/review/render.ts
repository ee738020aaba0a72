import type { RenderContext, WirePart } from '#channels/channel.ts';
import { pieces } from '#channels/text-pieces.ts';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import type { OutboundMessage } from '#contracts/message.ts';
import { MAX_ANSWER, type ReviewSettings, type WireBody } from './payload.ts';

/** An answer everybody reads is words: links and sources are written out, choices and surveys are left out. */
const textOf = ({ text, extra, language }: OutboundMessage, publicUrl: string): string => {
  const { card, citations, links } = extra;
  const sections = [text.trim()];
  if (card)
    sections.push([card.title, ...card.lines.map(({ label, value }) => `${label}: ${value}`)].join('\n'));
  if (links?.length) sections.push(links.map(({ label, url }) => `${label}\n${url}`).join('\n'));
  if (citations?.length)
    sections.push(
      citations
        .map(({ title, slug }) =>
          slug ? `${title}\n${publicUrl}${PATHS.help}/${language}/${encodeURIComponent(slug)}` : title,
        )
        .join('\n'),
    );
  return sections.filter(Boolean).join('\n\n');
};

/** What we want said → public answers under the review. Files cannot be: AppError('file-not-accepted'). */
export const render = (message: OutboundMessage, context: RenderContext<ReviewSettings>): WirePart[] => {
  const { account, threadKey } = context;
  if (message.attachments.length > 0)
    throw new AppError('file-not-accepted', { reason: 'no files in public' });
  const texts = pieces(textOf(message, account.publicUrl), MAX_ANSWER);
  if (texts.length === 0) throw new AppError('empty-message');
  const { by, answers } = message;
  return texts.map((text, part) => ({
    part,
    body: {
      type: 'outbound.review-answer',
      accountId: account.id,
      conversationId: message.conversationId,
      messageId: message.messageId,
      part,
      reviewId: threadKey,
      ...(answers && answers.externalId !== threadKey ? { replyTo: answers.externalId } : {}),
      language: message.language,
      ...(by ? { author: { kind: by.kind, ...(by.name ? { name: by.name } : {}) } } : {}),
      text,
    } satisfies WireBody,
  }));
};

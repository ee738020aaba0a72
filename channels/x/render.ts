import type { RenderContext, WirePart } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import type { OutboundMessage } from '#contracts/message.ts';
import { MAX_DM, MAX_POST_WEIGHT, type WireBody, type XSettings } from './payload.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };
import { isPublicThread, userOf } from './thread.ts';
import { pieces } from './weight.ts';

const STRINGS = { en, ja };
const MAX_NAME = 100;

/** The whole message as text: what other channels draw is written out. In public, choices and surveys are left out. */
const textOf = (message: OutboundMessage, publicUrl: string, isPublic: boolean): string => {
  const words = STRINGS[message.language];
  const { card, citations, links, quickReplies, survey } = message.extra;
  const sections = [message.text.trim()];
  if (card)
    sections.push([card.title, ...card.lines.map(({ label, value }) => `${label}: ${value}`)].join('\n'));
  if (links?.length) sections.push(links.map(({ label, url }) => `${label}\n${url}`).join('\n'));
  if (citations?.length) {
    const lines = citations.map(({ title, slug }) =>
      slug ? `${title}\n${publicUrl}${PATHS.help}/${message.language}/${encodeURIComponent(slug)}` : title,
    );
    sections.push([words['render.sources'], ...lines].join('\n'));
  }
  if (quickReplies?.length && !isPublic) {
    const lines = quickReplies.map(({ label }, at) => `${at + 1}. ${label}`);
    sections.push([words['render.choices'], ...lines].join('\n'));
  }
  if (survey && survey.answered === undefined && !isPublic) sections.push(words[`survey.${survey.kind}`]);
  return sections.filter(Boolean).join('\n\n');
};

/**
 * What we want said → direct messages, or replies under the post that is answered. A private answer to a public post goes as a direct message to who wrote it.
 * Files go as links in private; in public they cannot: a link there would be everybody's.
 */
export const render = (message: OutboundMessage, context: RenderContext<XSettings>): WirePart[] => {
  const { account, threadKey } = context;
  const isPublic = isPublicThread(threadKey) && message.extra.replyPrivately !== true;
  const text = textOf(message, account.publicUrl, isPublic);
  const bodies: WireBody[] = [];
  if (isPublic) {
    const replyTo = message.answers?.externalId;
    if (message.attachments.length > 0)
      throw new AppError('file-not-accepted', { reason: 'no files in public' });
    if (!replyTo) throw new AppError('not-found', { reason: 'no post to answer' });
    for (const one of pieces(text, MAX_POST_WEIGHT, 'weight'))
      bodies.push({ way: 'reply', replyTo, text: one });
  } else {
    const to = userOf(threadKey);
    for (const one of pieces(text, MAX_DM, 'units')) bodies.push({ way: 'dm', to, text: one });
    for (const { fileId, name, status } of message.attachments) {
      if (status !== 'stored' || !fileId) throw new AppError('file-not-accepted', { reason: 'not stored' });
      const shown = [...name].slice(0, MAX_NAME).join('');
      const words = STRINGS[message.language]['render.file'].replace('{name}', () => shown);
      bodies.push({ way: 'dm', to, text: words, link: { fileId } });
    }
  }
  if (bodies.length === 0) throw new AppError('empty-message');
  return bodies.map((body, part) => ({ part, body }));
};

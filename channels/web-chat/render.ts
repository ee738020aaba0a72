import type { WirePart } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { MAX_TEXT, type OutboundMessage } from '#contracts/message.ts';
import type { WidgetPart } from './payload.ts';

/** Pieces of at most `MAX_TEXT`, never cut inside a character that takes two units. */
const pieces = (text: string): string[] => {
  const cut: string[] = [];
  let rest = text;
  while (rest.length > MAX_TEXT) {
    const low = rest.charCodeAt(MAX_TEXT) >>> 10 === 0xdc00 >>> 10;
    const at = low ? MAX_TEXT - 1 : MAX_TEXT;
    cut.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...cut, rest];
};

/**
 * Pure. One message is one part unless its text is over the limit; the panel draws quick replies, citations, cards and
 * surveys in line, so they go with the last. What only agents may see (mentions, the bot's confidence) is left out.
 * Throws AppError `empty-message`.
 */
export function render(message: OutboundMessage): WirePart[] {
  const { quickReplies, citations, survey, card } = message.extra;
  const attachments = message.attachments
    .filter((file) => file.status === 'stored')
    .map(({ sourceUrl: _secret, ...file }) => file);
  if (!message.text && attachments.length === 0 && !survey && !card) throw new AppError('empty-message');
  const extra = {
    ...(quickReplies ? { quickReplies } : {}),
    ...(citations ? { citations } : {}),
    ...(survey ? { survey } : {}),
    ...(card ? { card } : {}),
  };
  return pieces(message.text).map((text, part, all) => {
    const last = part === all.length - 1;
    const body: WidgetPart = { text, attachments: last ? attachments : [], extra: last ? extra : {} };
    return { part, body };
  });
}

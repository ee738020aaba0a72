import type { WirePart } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import type { OutboundMessage } from '#contracts/message.ts';
import { MAX_TEXT } from '#contracts/message.ts';
import type { WidgetPart } from './payload.ts';

/**
 * Pure. One message is one part: the panel draws quick replies, citations, cards and surveys in line.
 * What only agents may see (mentions, the bot's confidence) is left out. Throws AppError `empty-message`, `text-too-long`.
 */
export function render(message: OutboundMessage): WirePart[] {
  const { quickReplies, citations, survey, card } = message.extra;
  const shown = message.attachments.filter((file) => file.status === 'stored');
  if (!message.text && shown.length === 0 && !survey && !card) throw new AppError('empty-message');
  if (message.text.length > MAX_TEXT) throw new AppError('text-too-long');
  const body: WidgetPart = {
    text: message.text,
    attachments: shown.map(({ sourceUrl: _secret, ...file }) => file),
    extra: {
      ...(quickReplies ? { quickReplies } : {}),
      ...(citations ? { citations } : {}),
      ...(survey ? { survey } : {}),
      ...(card ? { card } : {}),
    },
  };
  return [{ part: 0, body }];
}

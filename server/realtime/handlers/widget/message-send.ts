import { AppError } from '#contracts/errors.ts';
import type { WidgetHandler } from './widget-handler.ts';

/** Acked only after the item is in the ledger: until then the widget keeps and repeats it. */
export const messageSend: WidgetHandler<'message.send'> = async (data, { caller, deps, attention, keep }) => {
  const { text, payload, fileIds = [] } = data;
  if (text.trim() === '' && !payload && fileIds.length === 0) throw new AppError('empty-message');
  const files = fileIds.length > 0 ? await deps.widget.attachments(caller.threadId, fileIds) : [];
  await keep({ event: 'message.send', data, ...(files.length > 0 ? { files } : {}) });
  const conversationId = await deps.widget.conversationOf(caller.threadId).catch(() => undefined);
  if (conversationId) void attention.change(conversationId, { kind: 'customer-type', on: false });
  return { clientId: data.clientId };
};

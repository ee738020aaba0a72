import { AppError } from '#contracts/errors.ts';
import type { Attachment } from '#contracts/message.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentFile } from '../presenters/file.ts';

/**
 * Whether an agent may read a stored file: their own upload, or one of a conversation they may see. A visitor's file that no message carries yet
 * belongs to their thread's conversation.
 */
export const mayReadFile = async (
  ports: Ports,
  scope: Extract<Scope, { kind: 'agent' }>,
  fileId: string,
): Promise<boolean> => {
  const file = await ports.stores.files.meta(scope, fileId);
  if (!file) return false;
  if (file.owner.kind === 'agent' && file.owner.id === scope.agentId) return true;
  const thread =
    file.conversationId === undefined && file.owner.kind === 'customer'
      ? await ports.stores.customers.thread(scope, file.owner.id)
      : undefined;
  const conversationId = file.conversationId ?? thread?.conversationId;
  if (conversationId === undefined) return false;
  return (await ports.stores.conversations.get(scope, conversationId)) !== undefined;
};

/** What is known of a file the agent may read. @throws AppError('not-found') */
export const getFile = async (
  ports: Ports,
  scope: Extract<Scope, { kind: 'agent' }>,
  fileId: string,
): Promise<Omit<Attachment, 'sourceUrl'>> => {
  const file = await ports.stores.files.meta(scope, fileId);
  if (!file || !(await mayReadFile(ports, scope, fileId))) throw new AppError('not-found');
  return presentFile(file);
};

import { AppError } from '#contracts/errors.ts';
import type { Attachment } from '#contracts/message.ts';
import { can } from '../domain/access/can.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentFile } from '../presenters/file.ts';

/** A recording or scan of the offline channels, on the record of a customer the agent may read. */
const isOfRecord = async (ports: Ports, scope: Scope, fileId: string): Promise<boolean> => {
  const customerId = await ports.stores.loggedTexts.customerOfFile(scope, fileId);
  if (customerId === undefined || !can(scope, 'read-customers')) return false;
  return (await ports.stores.customers.get(scope, customerId)) !== undefined;
};

/**
 * Whether an agent may read a stored file: their own upload, one of a conversation they may see, or one on a customer's record. A visitor's file that no message carries yet
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
  if (conversationId === undefined) return isOfRecord(ports, scope, fileId);
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

import type { InteractionView } from '#contracts/customer.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentFile } from '../presenters/file.ts';

/** Recordings and scans by their ids, in that order; one that is gone is left out. */
export const loggedFiles = async (
  ports: Ports,
  scope: Scope,
  fileIds: readonly string[],
): Promise<NonNullable<InteractionView['attachments']>> => {
  const files = await Promise.all(fileIds.map((id) => ports.stores.files.meta(scope, id)));
  return files.flatMap((file) => (file ? [presentFile(file)] : []));
};

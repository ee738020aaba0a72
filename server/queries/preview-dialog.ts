import type { DialogPreview } from '#contracts/dialog.ts';
import { authorize } from '../domain/access/can.ts';
import type { DialogPreviewAsk } from '../ports/bot-port.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

/** One step of trying a draft. Nothing is kept and nobody is called. */
export const previewDialog = async (
  ports: Ports,
  scope: Scope,
  input: Omit<DialogPreviewAsk, 'now' | 'timeZone'>,
): Promise<DialogPreview> => {
  authorize(scope, 'read-dialogs');
  const { timeZone } = (await ports.stores.settings.current(scope)).hours;
  return ports.bot.preview({ ...input, now: ports.clock.now().toISOString(), timeZone });
};

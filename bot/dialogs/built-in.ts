import type { BotDialog } from '#contracts/bot.ts';
import type { DialogDefinition } from '#contracts/dialog.ts';
import callback from './built-in/callback.json' with { type: 'json' };
import cancelOrder from './built-in/cancel-order.json' with { type: 'json' };
import changeOrder from './built-in/change-order.json' with { type: 'json' };
import complaintReport from './built-in/complaint-report.json' with { type: 'json' };
import contactData from './built-in/contact-data.json' with { type: 'json' };
import feedback from './built-in/feedback.json' with { type: 'json' };
import returnRequest from './built-in/return-request.json' with { type: 'json' };

/** HTTP actions that built-in dialogs name; the owner makes them under these ids. */
export const BUILT_IN_ACTIONS = ['cancel-order', 'change-order'] as const;

const definitions: Record<string, unknown> = {
  callback,
  'cancel-order': cancelOrder,
  'change-order': changeOrder,
  'complaint-report': complaintReport,
  'contact-data': contactData,
  feedback,
  'return-request': returnRequest,
};

/** Dialogs that come with the product, by id. An order's status and the opening hours are dialogs in code beside them. */
export const BUILT_IN_DIALOGS: readonly Pick<BotDialog, 'id' | 'definition'>[] = Object.entries(
  definitions,
).map(([id, definition]) => ({ id, definition: definition as DialogDefinition }));

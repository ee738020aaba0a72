import type { BotAskResult } from '#contracts/bot.ts';
import type { DialogDefinition, DialogPreview } from '#contracts/dialog.ts';
import type { Language } from '#contracts/time.ts';
export type AskResult = BotAskResult;

/** A draft, what was said so far and what the customer says now; `customer` absent: somebody verified of whom all is known. */
export interface DialogPreviewAsk {
  draft: DialogDefinition;
  language: Language;
  preview?: DialogPreview | undefined;
  text: string;
  customer?:
    | { verified: boolean; name?: string | undefined; email?: string | undefined; phone?: string | undefined }
    | undefined;
  callFails?: boolean | undefined;
  now: string;
  timeZone: string;
}

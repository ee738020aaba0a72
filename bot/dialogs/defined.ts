import type { Dialog, DialogContext, DialogTurnResult } from 'botbuilder-dialogs';
import type { BotDialog } from '#contracts/bot.ts';
import { type DialogKit, runDialog } from '../adapter.ts';
import { advance, newRun } from './engine/advance.ts';
import { type Effect, Run, type RunContext, type RunInput } from './engine/run.ts';

/** The name under which a dialog stands in botbuilder's stack and in the bot's state; also its label for the recognizer. */
export const nameOf = (dialogId: string): string => `dialog:${dialogId}`;

/** The run a stack holds; undefined when there is none that can be read. */
export const runIn = (stack: readonly unknown[] | undefined): Run | undefined => {
  const frame = stack?.[0];
  if (typeof frame !== 'object' || frame === null || !('state' in frame)) return undefined;
  const { state } = frame as { state?: { run?: unknown } };
  const read = Run.safeParse(state?.run);
  return read.success ? read.data : undefined;
};

/** The stack that holds a run. */
export const stackOf = (run: Run): unknown[] => [{ id: nameOf(run.dialogId), state: { run } }];

/** A definition as a botbuilder dialog: its frame in the stack holds the run. */
const make =
  (
    { id, number, definition }: BotDialog,
    input: RunInput,
    context: RunContext,
    tell: (effects: readonly Effect[], slots: Record<string, string>) => void,
  ) =>
  (kit: DialogKit): Dialog[] => {
    class DefinedDialog extends kit.Dialog {
      override async beginDialog(dialog: DialogContext): Promise<DialogTurnResult> {
        return this.step(dialog, newRun(id, number, context.now));
      }
      override async continueDialog(dialog: DialogContext): Promise<DialogTurnResult> {
        const { run } = (dialog.activeDialog?.state ?? {}) as { run?: unknown };
        const read = Run.safeParse(run);
        return read.success ? this.step(dialog, read.data) : dialog.endDialog();
      }
      private async step(dialog: DialogContext, before: Run): Promise<DialogTurnResult> {
        const { run, effects, slots } = advance(definition, before, input, context);
        tell(effects, slots);
        if (!run || !dialog.activeDialog) return dialog.endDialog();
        dialog.activeDialog.state = { run };
        return kit.Dialog.EndOfTurn;
      }
    }
    return [new DefinedDialog(nameOf(id))];
  };

/** One step of a published dialog on botbuilder: begins it where `run` is absent. */
export const playDefined = async (
  dialog: BotDialog,
  run: Run | undefined,
  input: RunInput,
  context: RunContext,
): Promise<{ run?: Run; effects: Effect[]; slots: Record<string, string> }> => {
  const effects: Effect[] = [];
  let slots: Record<string, string> = {};
  const step = await runDialog({
    name: nameOf(dialog.id),
    make: make(dialog, input, context, (told, known) => {
      effects.push(...told);
      slots = known;
    }),
    stack: run ? stackOf(run) : [],
    text: 'text' in input ? input.text : '',
    options: {},
  });
  const left = step.status === 'waiting' ? runIn(step.stack) : undefined;
  return { ...(left ? { run: left } : {}), effects, slots };
};

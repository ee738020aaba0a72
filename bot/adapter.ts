import type { Activity, ConversationReference, ResourceResponse } from 'botbuilder';
import type { Dialog } from 'botbuilder-dialogs';

/** What botbuilder gives a dialog's maker. Loaded only when a dialog runs: the import costs a second and 100 MB. */
export type DialogKit = typeof import('botbuilder-dialogs');

/** A dialog to run one step of. `stack` is what an earlier step left, empty to begin. */
export interface DialogRun {
  name: string;
  make: (kit: DialogKit) => Dialog[];
  stack: unknown[];
  text: string;
  options: object;
}

/** What a step led to. `asked`: texts of the prompts it sent. `stack` is JSON and empty once the dialog is complete. */
export interface DialogStep {
  status: 'waiting' | 'complete';
  asked: string[];
  result: unknown;
  stack: unknown[];
}

const load = async () => {
  const [core, kit] = await Promise.all([import('botbuilder'), import('botbuilder-dialogs')]);
  /** An adapter that sends nowhere: it keeps what the dialog says for the turn's result. */
  class Collector extends core.BotAdapter {
    readonly said: string[] = [];
    override async sendActivities(_: unknown, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
      for (const { text } of activities) if (text) this.said.push(text);
      return activities.map((_activity, at) => ({ id: String(at) }));
    }
    override async updateActivity(): Promise<void> {}
    override async deleteActivity(): Promise<void> {}
    override async continueConversation(_: Partial<ConversationReference>): Promise<void> {}
  }
  return { core, kit, Collector };
};

let loading: ReturnType<typeof load> | undefined;

/** A frame of a dialog stack as botbuilder keeps it. */
interface Frame {
  id: string;
  state: Record<string, unknown>;
}

const isFrame = (frame: unknown): frame is Frame =>
  typeof frame === 'object' &&
  frame !== null &&
  'id' in frame &&
  typeof frame.id === 'string' &&
  'state' in frame &&
  typeof frame.state === 'object' &&
  frame.state !== null;

/** The stack as plain JSON. A waterfall's random instance id is made steady, so that the same turn leaves the same state. */
const plain = (stack: unknown): Frame[] => {
  const copy: unknown = JSON.parse(JSON.stringify(stack ?? []));
  if (!Array.isArray(copy) || !copy.every(isFrame)) return [];
  for (const { id, state } of copy) {
    const values = state.values;
    if (typeof values === 'object' && values !== null) Object.assign(values, { instanceId: id });
  }
  return copy;
};

/** Whether a stack can be gone on with: every frame is of a dialog that there is, begun by `name`. A broken or older one cannot. */
const fits = (stack: readonly Frame[], name: string, ids: ReadonlySet<string>): boolean =>
  stack[0]?.id === name && stack.every(({ id }) => ids.has(id));

/** Runs one step of a botbuilder dialog: begins it when the stack is empty, else continues it with `text`. Pure but for the dialog itself. */
export const runDialog = async (run: DialogRun): Promise<DialogStep> => {
  loading ??= load();
  const { core, kit, Collector } = await loading;
  const adapter = new Collector();
  const context = new core.TurnContext(adapter, {
    type: core.ActivityTypes.Message,
    text: run.text,
    channelId: 'madoguchi',
    id: 'turn',
    serviceUrl: '',
    conversation: { id: 'turn', isGroup: false, conversationType: '', name: '' },
    from: { id: 'customer', name: '' },
    recipient: { id: 'bot', name: '' },
  });
  const made = run.make(kit);
  const kept = plain(run.stack);
  const goesOn = fits(kept, run.name, new Set(made.map(({ id }) => id)));
  let memory: { dialogStack: unknown[] } = { dialogStack: goesOn ? kept : [] };
  const dialogs = new kit.DialogSet({
    get: async () => memory,
    set: async (_, value) => {
      memory = value;
    },
    delete: async () => {
      memory = { dialogStack: [] };
    },
  } as ConstructorParameters<DialogKit['DialogSet']>[0]);
  for (const dialog of made) dialogs.add(dialog);
  const dialogContext = await dialogs.createContext(context);
  const turn = goesOn
    ? await dialogContext.continueDialog()
    : await dialogContext.beginDialog(run.name, run.options);
  const waiting = turn.status === kit.DialogTurnStatus.waiting;
  return {
    status: waiting ? 'waiting' : 'complete',
    asked: adapter.said,
    result: turn.result,
    stack: waiting ? plain(memory.dialogStack) : [],
  };
};

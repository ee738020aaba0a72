import type { BotAction, BotDialog } from '#contracts/bot.ts';
import type { Slot } from '#contracts/dialog.ts';
import { MINUTE } from '#contracts/time.ts';
import { followUps } from '../answers.ts';
import type { Meaning } from '../knowledge.ts';
import type { Decision, Option } from '../policy/decide.ts';
import { SURE } from '../policy/decide.ts';
import { normalise } from '../recognizer/normalise.ts';
import { compose } from '../replies/compose.ts';
import { say } from '../replies/say.ts';
import type { Scene } from '../scene.ts';
import { PERSON_OFFERED } from '../small-talk.ts';
import { noteFact, noteTried } from '../state.ts';
import { nameOf, playDefined, runIn, stackOf } from './defined.ts';
import { gaveUp, repeat } from './engine/advance.ts';
import { shown } from './engine/fill.ts';
import { type LineKey, line } from './engine/lines.ts';
import { readSlot } from './engine/read-slot.ts';
import type { Effect, Run, RunContext, RunInput } from './engine/run.ts';
import { isNo, isYes } from './engine/say-yes.ts';
import { handOver } from './hand-over.ts';

/** After this the customer is reminded of what they were at, and asked whether to go on. */
const PAUSE_MS = 30 * MINUTE;
const VALUE = 'slot:';

/** What of the turn's policy a dialog needs for words that are not its own. */
export interface Aside {
  decide(scene: Scene): Promise<Decision>;
  act(scene: Scene, option: Option, question: string): Promise<BotAction[]>;
}

type Reply = Extract<BotAction, { type: 'reply' }>;

const titleOf = ({ definition }: BotDialog, { language }: Pick<Scene, 'language'>): string =>
  definition.title[language] || definition.title.ja || definition.title.en;

const contextOf = async ({ turn, reads, language }: Scene): Promise<RunContext> => {
  const { customer } = turn;
  const [orders, live] = await Promise.all([
    customer.verified ? reads.orders(customer.id) : [],
    reads.dialogs?.(language),
  ]);
  const irreversible = new Set(live?.irreversible);
  return {
    language,
    now: turn.now,
    timeZone: customer.timeZone ?? turn.hours.timeZone,
    orders: orders.toSorted((a, b) => b.placedAt.localeCompare(a.placedAt)).slice(0, 50),
    customer: {
      verified: customer.verified,
      ...(customer.name ? { name: customer.name } : {}),
      ...(customer.email ? { email: customer.email } : {}),
      ...(customer.phone ? { phone: customer.phone } : {}),
    },
    irreversible: (action) => irreversible.has(action),
  };
};

const labelOf = (slot: Slot, { language }: Pick<Scene, 'language'>): string =>
  slot.label?.[language] || slot.label?.ja || slot.label?.en || slot.name;

const fieldsOf = (
  scene: Scene,
  { definition }: BotDialog,
  slots: Record<string, string>,
): { label: string; value: string }[] =>
  definition.slots.flatMap((slot) => {
    const value = slots[slot.name];
    return value === undefined ? [] : [{ label: labelOf(slot, scene), value: shown(slot, value, scene) }];
  });

const replyOf = (
  scene: Scene,
  dialog: BotDialog,
  said: readonly Extract<Effect, { kind: 'say' }>[],
  done: boolean,
): Reply[] => {
  const text = said
    .map((one) => one.text)
    .filter(Boolean)
    .join('\n\n');
  if (text === '') return [];
  const choices = said.at(-1)?.choices?.map(({ label, value }) => ({ label, payload: `${VALUE}${value}` }));
  const { language } = scene;
  return [
    compose(scene, {
      text,
      ...(choices?.length ? { choices } : {}),
      shortcuts: done ? followUps(language) : [{ label: say(language, 'quick.person'), payload: 'person' }],
      bot: { decision: 'dialog', intent: nameOf(dialog.id) },
    }),
  ];
};

const toPerson = (
  scene: Scene,
  dialog: BotDialog,
  effect: Extract<Effect, { kind: 'hand-over' }>,
): Promise<BotAction[]> => {
  const key: LineKey =
    effect.cause === 'step' || effect.cause === 'refused' ? 'hand-over' : `hand-over.${effect.cause}`;
  return handOver(scene, {
    reason: effect.cause === 'unread' ? 'clarify-failed' : 'policy',
    skills: effect.skills,
    ...(effect.priority ? { priority: effect.priority } : {}),
    intent: { id: nameOf(dialog.id), title: titleOf(dialog, scene) },
    text: effect.text ?? line(scene.language, key),
    cardReason: effect.cause === 'failed' ? 'card.reason.call-failed' : 'card.reason.dialog',
  });
};

/** What a step does beside speaking: calls and records. */
const outsideOf = (scene: Scene, dialog: BotDialog, effects: readonly Effect[], call: string): BotAction[] =>
  effects.flatMap((effect): BotAction[] => {
    if (effect.kind === 'call') {
      const { action, input, confirmed } = effect;
      return [{ type: 'call-http', actionId: action, dialogId: dialog.id, input, key: call, confirmed }];
    }
    if (effect.kind !== 'record') return [];
    const { slots } = effect;
    const first = (kind: Slot['kind']): string | undefined =>
      dialog.definition.slots.flatMap((slot) => (slot.kind === kind ? (slots[slot.name] ?? []) : []))[0];
    const [email, phone] = [first('email'), first('phone')];
    return [
      {
        type: 'record',
        as: effect.as,
        dialogId: dialog.id,
        title: titleOf(dialog, scene),
        fields: fieldsOf(scene, dialog, slots),
        ...(email ? { email } : {}),
        ...(phone ? { phone } : {}),
      },
    ];
  });

/** What the effects of a step come to as actions of the turn. `slots`: what the run had gathered when it ended. */
const actionsOf = async (
  scene: Scene,
  dialog: BotDialog,
  effects: readonly Effect[],
  {
    slots,
    call,
    over,
    asked,
  }: { slots: Record<string, string>; call: string; over: boolean; asked?: string | undefined },
): Promise<BotAction[]> => {
  const { language } = scene;
  const fields = fieldsOf(scene, dialog, slots);
  // What was corrected replaces what was said before.
  scene.state.facts = scene.state.facts.filter((fact) => !fields.some(({ label }) => label === fact.label));
  for (const { label, value } of fields) noteFact(scene.state, label, value);
  const said = effects.filter((effect) => effect.kind === 'say');
  const last = effects.at(-1);
  const actions = outsideOf(scene, dialog, effects, call);
  if (last?.kind === 'hand-over') {
    const before = replyOf(scene, dialog, said, false).map((reply) => ({ ...reply, quickReplies: [] }));
    return [...before, ...actions, ...(await toPerson(scene, dialog, last))];
  }
  const closing = (key: LineKey): Effect & { kind: 'say' } => ({
    kind: 'say',
    text: line(language, key, { title: titleOf(dialog, scene) }),
  });
  if (last?.kind === 'cancelled') said.push(closing('cancelled'));
  if (last?.kind === 'unverified') {
    if (asked === PERSON_OFFERED)
      return handOver(scene, {
        reason: 'same-answer-twice',
        intent: { id: nameOf(dialog.id), title: titleOf(dialog, scene) },
      });
    scene.state.lastAnswerKey = PERSON_OFFERED;
    said.push(closing('unverified'));
  }
  if (last?.kind === 'end' && said.length === 0) said.push(closing('done'));
  return [...replyOf(scene, dialog, said, over && last?.kind === 'end'), ...actions];
};

/** Plays one step and keeps what it leaves in the state. */
const play = async (
  scene: Scene,
  dialog: BotDialog,
  run: Run | undefined,
  input: RunInput,
): Promise<BotAction[]> => {
  const { state, turn } = scene;
  const context = await contextOf(scene);
  const step = await playDefined(dialog, run, input, context);
  const name = nameOf(dialog.id);
  state.lastIntent = name;
  delete state.clarifying;
  const asked = state.lastAnswerKey;
  delete state.lastAnswerKey;
  if (step.run) state.dialog = { name, step: step.run.step, slots: step.run.slots, stack: stackOf(step.run) };
  else delete state.dialog;
  // The same turn asks for the same call, however often it is worked out. No dots: a webhook's id has none.
  const seq = turn.messages.at(-1)?.seq;
  const turnKey = seq === undefined ? (turn.answered?.key ?? '') : `${turn.conversationId}-${seq}`;
  return actionsOf(scene, dialog, step.effects, {
    slots: step.slots,
    call: `${turnKey}-${step.run?.calls ?? 0}`.slice(-200),
    over: step.run === undefined,
    asked,
  });
};

/** Begins a dialog with the words that led to it; what they tell is not asked again. */
export const beginDefined = async (scene: Scene, dialog: BotDialog): Promise<BotAction[]> => {
  noteTried(scene.state, say(scene.language, 'card.tried.chosen', { title: titleOf(dialog, scene) }));
  return play(scene, dialog, undefined, { kind: 'begin', text: scene.text });
};

/** The dialog of a run in the version it began with; undefined when that is gone. */
const dialogOf = async ({ reads, language }: Scene, run: Run): Promise<BotDialog | undefined> => {
  const live = (await reads.dialogs?.(language))?.dialogs.find(({ id }) => id === run.dialogId);
  if (live?.number === run.number) return live;
  const definition = await reads.dialogVersion?.(run.dialogId, run.number);
  return definition && { id: run.dialogId, number: run.number, definition };
};

const QUESTION =
  /[?？]\s*$|^(?:wait|hold on|hang on|by the way|btw|quick question|one question|before (?:that|i)|first[, ]|actually[, ])|^(?:ところで|ちなみに|その前に|ちょっと待|待って|質問|すみません、)|(?:ですか|ますか|でしょうか|ませんか|ますかね|かな|教えて(?:ください)?)[。！!]*\s*$|^(?:what|when|where|how|who|why|which|do you|can i|can you|is there|are you|is it)\b/;
const WAIT =
  /^(?:ちょっと)?(?:待って|お待ち)(?:ください|ね)?[。、！!]?$|^(?:wait|hold on|hang on|one (?:moment|second|sec)|just a (?:moment|second|sec))[.!]?$/;

/** Small talk and verdicts about answers are no other matter. */
const isMatter = ({ label, meaning }: Option): boolean =>
  meaning.kind !== 'built-in' ||
  !(['smalltalk', 'wish'].includes(meaning.intent.kind) || label === 'not-solved');

/** Another matter that the words are about for sure, rather than an answer to the question under way. */
const asideIn = async (
  scene: Scene,
  dialog: BotDialog,
  run: Run,
  aside: Aside,
): Promise<Option | undefined> => {
  if (scene.payload !== undefined || scene.text === '') return undefined;
  const asks = QUESTION.test(normalise(scene.text.slice(0, 300)));
  const slot = dialog.definition.slots.find(({ name }) =>
    dialog.definition.steps.some((step) => step.id === run.step && step.kind === 'ask' && step.slot === name),
  );
  const fits =
    run.waits === 'confirm' || run.waits === 'known'
      ? isYes(scene.text) || isNo(scene.text)
      : slot !== undefined && readSlot(slot, scene.text, await contextOf(scene)) !== undefined;
  if (fits && !asks) return undefined;
  const decision = await aside.decide(scene);
  if (decision.kind !== 'answer' || !isMatter(decision.option)) return undefined;
  const { option } = decision;
  if (option.label === nameOf(dialog.id)) return undefined;
  return !fits || option.probability >= SURE ? option : undefined;
};

const isDialog = ({ meaning }: { meaning: Meaning }): boolean => meaning.kind === 'dialog';

/** Answers what came in between, and asks again where the dialog stood. Another dialog takes its place. */
const interrupted = async (
  scene: Scene,
  dialog: BotDialog,
  run: Run,
  option: Option,
  aside: Aside,
): Promise<BotAction[]> => {
  const { state, language } = scene;
  const kept = state.dialog;
  delete state.dialog;
  const answered = await aside.act(scene, option, scene.text);
  const gone = answered.some(({ type }) => type === 'escalate') || state.dialog !== undefined;
  if (gone || isDialog(option) || !kept) return answered;
  state.dialog = { ...kept, stack: stackOf({ ...run, askedAt: scene.turn.now }) };
  const back = line(language, 'back', { title: titleOf(dialog, scene) });
  const effects = repeat(dialog.definition, run, await contextOf(scene), back);
  const said = effects.filter((effect) => effect.kind === 'say');
  const plain = answered.map((action) =>
    action.type === 'reply' ? { ...action, quickReplies: [] } : action,
  );
  return [...plain, ...replyOf(scene, dialog, said, false)];
};

/** Asks whether to go on after a long pause, and takes up what had been said where it answers the question. */
const paused = async (scene: Scene, dialog: BotDialog, run: Run): Promise<BotAction[] | undefined> => {
  const { state, language, turn, text } = scene;
  const name = nameOf(dialog.id);
  if (run.paused === undefined) {
    if (Date.parse(turn.now) - Date.parse(run.askedAt) <= PAUSE_MS) return undefined;
    const waits = { ...run, paused: text.slice(0, 1_000), askedAt: turn.now };
    state.dialog = { name, step: run.step, slots: run.slots, stack: stackOf(waits) };
    const choices = [
      { label: line(language, 'yes'), value: 'yes' },
      { label: line(language, 'no'), value: 'no' },
    ];
    const asked = line(language, 'resume', { title: titleOf(dialog, scene) });
    return replyOf(scene, dialog, [{ kind: 'say', text: asked, choices }], false);
  }
  const { paused: said, ...rest } = run;
  const value = scene.payload?.startsWith(VALUE) ? scene.payload.slice(VALUE.length) : undefined;
  if (value === 'no' || (value === undefined && isNo(text))) {
    delete state.dialog;
    return actionsOf(scene, dialog, [{ kind: 'cancelled' }], { slots: {}, call: '', over: true });
  }
  if (value !== 'yes' && !isYes(text)) return play(scene, dialog, rest, { kind: 'text', text });
  const step = dialog.definition.steps.find(({ id }) => id === run.step);
  const slot =
    step?.kind === 'ask' && run.waits === 'slot'
      ? dialog.definition.slots.find((one) => one.name === step.slot && one.kind !== 'text')
      : undefined;
  const context = await contextOf(scene);
  if (slot && readSlot(slot, said, context) !== undefined)
    return play(scene, dialog, rest, { kind: 'text', text: said });
  const again = { ...rest, askedAt: turn.now };
  state.dialog = { name, step: run.step, slots: run.slots, stack: stackOf(again) };
  const effects = repeat(dialog.definition, again, context).filter((effect) => effect.kind === 'say');
  return replyOf(scene, dialog, effects, false);
};

/** The answer of the call under way goes to its dialog. Nothing when nobody waits for it any more. */
export const takeUpCall = async (scene: Scene): Promise<BotAction[] | undefined> => {
  const { answered } = scene.turn;
  if (!answered) return undefined;
  const run = runIn(scene.state.dialog?.stack);
  const dialog = run && (await dialogOf(scene, run));
  if (run?.waits !== 'call' || !dialog) return [];
  const { ok, dryRun, answer } = answered;
  return play(scene, dialog, run, { kind: 'answered', ok, answer, ...(dryRun ? { dryRun } : {}) });
};

/** A defined dialog under way: held, resumed, interrupted, or given the words. Undefined when there is none. */
export const definedUnderWay = async (scene: Scene, aside: Aside): Promise<BotAction[] | undefined> => {
  const { state, text, payload, language } = scene;
  const run = state.dialog?.name.startsWith('dialog:') ? runIn(state.dialog.stack) : undefined;
  const dialog = run && (await dialogOf(scene, run));
  if (!run || !dialog) return undefined;
  if (run.waits === 'call') return [{ type: 'hold' }];
  if (payload === undefined && gaveUp(dialog.definition, text)) {
    delete state.dialog;
    return actionsOf(scene, dialog, [{ kind: 'cancelled' }], { slots: {}, call: '', over: true });
  }
  const option = await asideIn(scene, dialog, run, aside);
  if (option) return interrupted(scene, dialog, run, option, aside);
  const resumed = await paused(scene, dialog, run);
  if (resumed) return resumed;
  if (payload === undefined && WAIT.test(normalise(text)))
    return replyOf(scene, dialog, [{ kind: 'say', text: line(language, 'wait') }], false);
  const value = payload?.startsWith(VALUE) ? payload.slice(VALUE.length) : undefined;
  return play(scene, dialog, run, { kind: 'text', text, ...(value === undefined ? {} : { value }) });
};

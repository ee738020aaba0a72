import { z } from 'zod';
import { Instant, Language } from './time.ts';

/** Words in both languages. `en` or `ja` may be empty in a draft; publishing wants both. */
export const Words = z.object({ ja: z.string().max(2_000), en: z.string().max(2_000) });
export type Words = z.infer<typeof Words>;

/** A name inside a dialog: what a step or slot is called by others. */
export const DialogName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);

/** What the record knows already: such a slot is confirmed, never asked again. */
export const KnownFrom = z.enum(['customer.name', 'customer.email', 'customer.phone', 'last-order']);

/** One thing a dialog wants to know. Values are kept as plain text (dates as YYYY-MM-DD, times as HH:MM, yes/no as `yes` | `no`). */
export const Slot = z.object({
  name: DialogName,
  kind: z.enum(['text', 'number', 'date', 'time', 'email', 'phone', 'order', 'choice', 'yes-no']),
  /** What people call it on the record and on the hand-over card; default its name. */
  label: Words.optional(),
  prompt: Words,
  /** Said when the answer cannot be read; default a general line. */
  retry: Words.optional(),
  choices: z
    .array(z.object({ value: z.string().min(1).max(80), label: Words }))
    .max(10)
    .optional(),
  /** Numbers: the value's bounds. Text: its length's. Dates: days from today. */
  min: z.number().optional(),
  max: z.number().optional(),
  knownFrom: KnownFrom.optional(),
});
export type Slot = z.infer<typeof Slot>;

/** True when the slot's value is (not) the given one, or is (not) there at all. */
export const DialogCondition = z.object({
  slot: DialogName,
  is: z.enum(['equal', 'not-equal', 'less', 'more', 'given', 'missing']),
  value: z.string().max(200).optional(),
});
export type DialogCondition = z.infer<typeof DialogCondition>;

const base = { id: DialogName };
/** The id of the step that comes next; absent = the one that stands next in the list. */
const next = DialogName.optional();

/**
 * One step. In words `{{slot}}` stands for a slot's value and `{{answer.field}}` for what the last call answered; `{{customer-name}}` for the name on the
 * record. Of an order slot `{{slot-status}}` and `{{slot-items}}` are known too, in words and as a condition's slot (`placed`, `shipped`, …).
 */
export const DialogStep = z.discriminatedUnion('kind', [
  z.object({ ...base, kind: z.literal('ask'), slot: DialogName, next }),
  z.object({ ...base, kind: z.literal('say'), text: Words, next }),
  /** Reads everything back and asks for a yes; `no` defaults to cancelling. */
  z.object({ ...base, kind: z.literal('confirm'), text: Words, next, no: DialogName.optional() }),
  z.object({
    ...base,
    kind: z.literal('branch'),
    when: z
      .array(z.object({ all: z.array(DialogCondition).min(1).max(5), to: DialogName }))
      .min(1)
      .max(10),
    next,
  }),
  /** Calls an HTTP action; its answer is the next turn's input. */
  z.object({
    ...base,
    kind: z.literal('call'),
    action: z.string().max(64),
    next,
    failed: DialogName.optional(),
  }),
  /** Keeps what was gathered on the customer record. */
  z.object({
    ...base,
    kind: z.literal('record'),
    as: z.enum(['callback', 'appointment', 'feedback', 'complaint', 'contact-data', 'return']),
    next,
  }),
  z.object({
    ...base,
    kind: z.literal('hand-over'),
    text: Words.optional(),
    skills: z.array(z.string().min(1).max(40)).max(10),
    priority: z.enum(['urgent', 'high', 'normal', 'low']).default('normal'),
  }),
  z.object({ ...base, kind: z.literal('end'), text: Words.optional() }),
]);
export type DialogStep = z.infer<typeof DialogStep>;

/** What a dialog is: examples start it, steps run from the first on. */
export const DialogDefinition = z.object({
  title: Words,
  /** Customers' questions that begin it. */
  examples: z.object({
    ja: z.array(z.string().max(300)).max(100),
    en: z.array(z.string().max(300)).max(100),
  }),
  /** Only a customer known for sure may run it. */
  verifiedOnly: z.boolean(),
  slots: z.array(Slot).max(20),
  steps: z.array(DialogStep).min(1).max(60),
});
export type DialogDefinition = z.infer<typeof DialogDefinition>;

/** A dialog with its draft and what is live. `builtIn` ones come with the product and may be changed like any other. */
export const DialogView = z.object({
  id: z.string(),
  builtIn: z.boolean(),
  enabled: z.boolean(),
  draft: DialogDefinition,
  /** Absent = never published. */
  published: DialogDefinition.optional(),
  publishedVersion: z.number().int().optional(),
  publishedAt: Instant.optional(),
  publishedBy: z.string().optional(),
  updatedAt: Instant,
  version: z.number().int(),
});
export type DialogView = z.infer<typeof DialogView>;

/** One published version, for the history and a roll-back. */
export const DialogVersion = z.object({
  number: z.number().int(),
  definition: DialogDefinition,
  at: Instant,
  by: z.string(),
  /** Set when it was made by going back to an older one. */
  rolledBackTo: z.number().int().optional(),
});
export type DialogVersion = z.infer<typeof DialogVersion>;

/** What keeps a draft from being published; `step` or `slot` says where. */
export const DialogProblem = z.object({
  code: z.enum([
    'words-missing',
    'unknown-step',
    'unknown-slot',
    'unknown-action',
    'unreachable',
    'endless',
    'no-examples',
    'duplicate-name',
    'choices-missing',
  ]),
  step: z.string().optional(),
  slot: z.string().optional(),
  language: Language.optional(),
});
export type DialogProblem = z.infer<typeof DialogProblem>;

/** An HTTP call the owner allows dialogs to make. `secret` is write-only; the body is signed by Standard Webhooks. */
export const HttpAction = z.object({
  id: z.string(),
  name: z.string().min(1).max(80),
  url: z.url().max(2_000),
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']),
  timeoutMs: z.number().int().min(500).max(20_000),
  /** Nothing is sent: the call answers as if it had been, and says so. */
  dryRun: z.boolean(),
  /** Cannot be taken back: the dialog must have confirmed it with the customer. */
  irreversible: z.boolean(),
  secretSet: z.boolean(),
  version: z.number().int(),
});
export type HttpAction = z.infer<typeof HttpAction>;

/** A preview's state: what the customer said so far, and what the dialog answered. Nothing of it is kept. */
export const DialogPreview = z.object({
  said: z.array(
    z.object({ by: z.enum(['customer', 'bot']), text: z.string(), choices: z.array(z.string()).optional() }),
  ),
  slots: z.record(z.string(), z.string()),
  step: z.string().optional(),
  over: z.boolean(),
  /** How it ended: handed to a person, done, or given up by the customer. */
  ended: z.enum(['done', 'handed-over', 'cancelled']).optional(),
  /** The run as it is handed back with the next text; not to be read. */
  run: z.record(z.string(), z.unknown()).optional(),
});
export type DialogPreview = z.infer<typeof DialogPreview>;

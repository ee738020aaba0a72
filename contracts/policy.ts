import { z } from 'zod';
import { POLICY_TIERS } from './choices.ts';
import { Instant, Language } from './time.ts';

/** Rows of the policy matrix. `vip` is asked before the tier. */
export const PolicyTier = z.enum(POLICY_TIERS);
export type PolicyTier = z.infer<typeof PolicyTier>;

/** How a customer of one tier is served on one channel. */
export const PolicyCell = z.object({
  /** Who speaks first. `human`: the conversation goes to people at once, with the reason `policy`. */
  start: z.enum(['bot', 'human']),
  /** Target of the first reply by a person, minutes of business hours. */
  firstReplyMinutes: z.number().int().min(1).max(10_080),
  /** The language a conversation opens in and people are looked for; absent = the customer's own. */
  language: Language.optional(),
});
export type PolicyCell = z.infer<typeof PolicyCell>;

/** Name of a cell, as decisions cite it: `A/line`; `A/*` is the tier's row for every channel without a cell of its own. */
export const CellName = z.string().regex(/^(?:vip|A|B|C)\/(?:\*|[a-z-]{1,30})$/);

/** What of the policy is set by managers. Kept in the general settings, so every version is kept. */
export const BotPolicy = z.object({
  /** One per tier: every channel that has no cell of its own. */
  rows: z.object({ vip: PolicyCell, A: PolicyCell, B: PolicyCell, C: PolicyCell }),
  /** Cells that differ from their row, by name. */
  cells: z.record(CellName, PolicyCell).refine((cells) => Object.keys(cells).length <= 80),
  /** Turns of the bot in one engagement, after which people take over. */
  turnCap: z.number().int().min(1).max(200),
  /** Minutes in the queue after which call-back or e-mail is offered; 0 = never. */
  waitOfferMinutes: z.number().int().min(0).max(240),
  /** Words that always go to a person, beside the ones that are built in; every list is looked for in every text. */
  regulated: z.object({
    ja: z.array(z.string().trim().min(2).max(60)).max(200),
    en: z.array(z.string().trim().min(2).max(60)).max(200),
  }),
});
export type BotPolicy = z.infer<typeof BotPolicy>;

/** The cell a decision was made by, and what it said at that moment. */
export const PolicyCited = z.object({
  cell: CellName,
  start: PolicyCell.shape.start,
  firstReplyMinutes: z.number().int(),
  language: Language.optional(),
  /** Version of the settings it was read from. */
  version: z.number().int(),
  /** When the first reply by a person is due: the target laid on the business hours. */
  dueAt: Instant.optional(),
});
export type PolicyCited = z.infer<typeof PolicyCited>;

/** `reply`: an answer, kept by the next public one by a person. `other`: anything else (a call, a parcel), kept when somebody says so. */
export const PromiseKind = z.enum(['reply', 'other']);
export type PromiseKind = z.infer<typeof PromiseKind>;

/** Something the customer was told would happen by a time. */
export const PromiseView = z.object({
  id: z.string(),
  kind: PromiseKind,
  /** What was promised, in the words of whoever noted it; absent for the answer the system promises out of hours. */
  what: z.string().optional(),
  dueAt: Instant,
  madeAt: Instant,
  /** Agent id; absent = the system. */
  madeBy: z.string().optional(),
  state: z.enum(['open', 'kept', 'broken', 'withdrawn']),
  keptAt: Instant.optional(),
  brokenAt: Instant.optional(),
});
export type PromiseView = z.infer<typeof PromiseView>;

/** What a waiting customer may wish instead of waiting in the chat. */
export const ContactWish = z.enum(['call-back', 'email', 'stay']);
export type ContactWish = z.infer<typeof ContactWish>;

/** What moving the answer mark of one language would do, measured on the operator's own examples. */
export const BandsExpected = z.object({
  language: Language,
  suggested: z.object({ answer: z.number(), clarify: z.number(), margin: z.number() }).optional(),
  /** By rising position: of the answers given there the share that is right, and the share of questions answered. */
  curve: z.array(z.object({ at: z.number(), precision: z.number(), coverage: z.number() })).max(101),
  /** Examples measured. */
  n: z.number().int(),
});
export type BandsExpected = z.infer<typeof BandsExpected>;

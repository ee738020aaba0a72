import { z } from 'zod';

/** What the language model may do. Each is off until it is switched on. */
export const MODEL_USES = [
  'rephrase',
  'choose',
  'summaries',
  'handOverSummaries',
  'suggestions',
  'translation',
] as const;
export type ModelUse = (typeof MODEL_USES)[number];
export const ModelMay = z.object({
  /** The bot's retrieved answer in fitting words. */
  rephrase: z.boolean(),
  /** One of the candidates the bot would have asked about. */
  choose: z.boolean(),
  summaries: z.boolean(),
  /** Written when the bot hands over, without being asked for. */
  handOverSummaries: z.boolean(),
  suggestions: z.boolean(),
  translation: z.boolean(),
});
export type ModelMay = z.infer<typeof ModelMay>;

/** Longest a call may take, all told. With storing and sending, a customer waits at most 8 s for an answer. Milliseconds. */
export const MAX_MODEL_MS = 7_000;

const cap = z.number().int().min(0).max(1_000_000_000).nullable();
const money = z.number().min(0).max(1_000_000);

/** `null`: no cap. Money in units of `currency`; prices for 1,000 tokens. Days and months are those of UTC. */
export const ModelLimits = z.object({
  timeoutMs: z.number().int().min(1_000).max(MAX_MODEL_MS),
  dayTokens: cap,
  monthTokens: cap,
  dayMoney: money.nullable(),
  monthMoney: money.nullable(),
  priceIn: money,
  priceOut: money,
  currency: z.string().regex(/^[A-Z]{3}$/),
});
export type ModelLimits = z.infer<typeof ModelLimits>;

export const MODEL_DEFAULTS: { may: ModelMay; limits: ModelLimits } = {
  may: {
    rephrase: false,
    choose: false,
    summaries: false,
    handOverSummaries: false,
    suggestions: false,
    translation: false,
  },
  limits: {
    timeoutMs: 6_000,
    dayTokens: 200_000,
    monthTokens: 2_000_000,
    dayMoney: null,
    monthMoney: null,
    priceIn: 0,
    priceOut: 0,
    currency: 'USD',
  },
};

/** Why the model gave nothing. `invalid`: it answered, and the answer did not pass the guard. */
export const ModelFault = z.enum([
  'off',
  'budget',
  'timeout',
  'throttled',
  'refused',
  'failed',
  'unreachable',
  'address-not-allowed',
  'garbage',
  'invalid',
]);
export type ModelFault = z.infer<typeof ModelFault>;

export const ModelUsage = z.object({
  tokensIn: z.number().int(),
  tokensOut: z.number().int(),
  calls: z.number().int(),
  /** Calls without a usable answer. */
  faults: z.number().int(),
  money: z.number(),
});
export type ModelUsage = z.infer<typeof ModelUsage>;

/** The settings of the language model; the key is write-only. */
export const ModelView = z.object({
  enabled: z.boolean(),
  /** Up to before `/chat/completions`, e.g. `https://api.example.com/v1`. */
  url: z.string(),
  model: z.string(),
  keySet: z.boolean(),
  may: ModelMay,
  limits: ModelLimits,
  usage: z.object({ day: ModelUsage, month: ModelUsage }),
  version: z.number().int(),
});
export type ModelView = z.infer<typeof ModelView>;

export const ModelTest = z.object({
  ok: z.boolean(),
  ms: z.number().int(),
  fault: ModelFault.optional(),
});
export type ModelTest = z.infer<typeof ModelTest>;

/** Lists of plain values which schemas and pages share: this module imports nothing, so a page may take them without the validator. */

/** Where in their life with us a customer stands. */
export const LIFECYCLE_STAGES = ['prospect', 'new', 'active', 'loyal', 'lapsed'] as const;

/** Rows of the policy matrix, in their order. `vip` is asked before the tier. */
export const POLICY_TIERS = ['vip', 'A', 'B', 'C'] as const;

/** Why a question is open. */
export const QUESTION_CAUSES = ['out-of-scope', 'clarify-failed', 'not-helpful', 'not-solved'] as const;

/** What the bot did in a turn. `none`: it said nothing. */
export const BOT_DECISIONS = [
  'answer',
  'clarify',
  'escalate',
  'dialog',
  'smalltalk',
  'resolve',
  'none',
] as const;

/** What a failing test does to publishing. */
export const TEST_GATES = ['warn', 'block'] as const;

/** Why a conversation goes to people. */
export const ESCALATION_REASONS = [
  'customer-asked',
  'anger',
  'clarify-failed',
  'out-of-scope',
  'same-answer-twice',
  'regulated',
  'policy',
  'no-bot',
  'agent-handed-on',
  'bot-failed',
  'agent-absent',
  'turn-cap',
] as const;

/** Longest text of one import, in characters, over all its files; and most articles and files in it. */
export const IMPORT_LIMITS = { chars: 300_000, articles: 500, files: 100 } as const;

import { z } from 'zod';
import { ModelFault } from './model.ts';
import { Instant } from './time.ts';

/** What the bot understands by: the built-in sentence encoder, an OpenAI-compatible embeddings URL, or words alone. */
export const RecognizerKind = z.enum(['encoder', 'endpoint', 'lexical']);
export type RecognizerKind = z.infer<typeof RecognizerKind>;

/** The operator's choice. Absent: the encoder where it is installed, else words alone. */
export const RecognizerSettings = z.object({
  kind: RecognizerKind,
  /** Of `endpoint`: up to before `/embeddings`, e.g. `https://api.example.com/v1`. */
  url: z
    .string()
    .trim()
    .max(500)
    .regex(/^(?:https?:\/\/[^\s@]+)?$/)
    .optional(),
  model: z.string().trim().max(200).optional(),
  /** Written, never read: absent keeps the one that is there, empty takes it away. */
  key: z.string().max(500).optional(),
  /** Read, never written. */
  keySet: z.boolean().optional(),
});
export type RecognizerSettings = z.infer<typeof RecognizerSettings>;

/** What the bot of the answering process understands by now. `fault`: why it is not what was chosen, or why the last call failed. */
export const RecognizerState = z.object({
  chosen: RecognizerKind,
  inUse: RecognizerKind,
  fault: ModelFault.optional(),
  /** Since when. */
  at: Instant,
});
export type RecognizerState = z.infer<typeof RecognizerState>;

import type { Language } from '#contracts/time.ts';

/** One thing a customer might write, and what it means. */
export interface Example {
  text: string;
  intent: string;
}

/** An intent and how sure the recognizer is of it, 0..1. Probabilities of one recognition sum to at most 1; the rest is "none of these". */
export interface Candidate {
  intent: string;
  probability: number;
}

/** The port behind which a recognizer stands: lexical (always there), the built-in sentence encoder, or vectors of an endpoint. One per language; immutable once trained. */
export interface Recognizer {
  readonly kind: 'lexical' | 'encoder' | 'endpoint';
  /** Best first, at most `limit` (default 5). An empty or unreadable text gives none. */
  recognize(text: string, limit?: number): Promise<Candidate[]>;
}

/** Trains a recognizer. Yields to the event loop while it works. */
export type TrainRecognizer = (language: Language, examples: readonly Example[]) => Promise<Recognizer>;

import type { ModelFault } from '#contracts/model.ts';

/** Roles are kept apart: only `system` instructs, `user` carries data. */
export interface ModelMessage {
  role: 'system' | 'user';
  content: string;
}

export interface ModelAnswer {
  text: string;
  /** As the provider counted, else estimated. */
  tokensIn: number;
  tokensOut: number;
}

/** A call that gave no answer; holds a code and nothing of what was said. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly fault: ModelFault;
  constructor(fault: ModelFault) {
    super(fault);
    this.fault = fault;
  }
}

/** A chat model behind an OpenAI-compatible URL. It is given no tools. */
export interface ModelPort {
  /** The key as it is stored: sealed under SECRET_KEY. */
  seal(key: string): string;
  /** `onText`: all of the text so far, as it comes. @throws ModelError */
  complete(ask: {
    url: string;
    model: string;
    sealedKey?: string;
    messages: readonly ModelMessage[];
    maxTokens: number;
    timeoutMs: number;
    onText?: (text: string) => void;
  }): Promise<ModelAnswer>;
}

import type { BotCall, CallOutcome, HttpActionDoc } from './dialog-stores.ts';

/** A request as it is sent. */
export interface ActionRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
}

/** How a try ended. `retry`: the same call may succeed later (under the same key). */
export type CallTry = CallOutcome & { retry: boolean; ms: number };

/** The way out for dialogs' HTTP actions: signed by Standard Webhooks, through the guard of outgoing requests. */
export interface HttpActionsPort {
  /** A new secret, `whsec_…`. */
  newSecret(): string;
  /** Undefined when it is no secret of Standard Webhooks (`whsec_`, 24 to 64 bytes in base64). */
  seal(actionId: string, secret: string): string | undefined;
  /** The request of a call, signed as of now. */
  request(
    action: HttpActionDoc,
    call: Pick<BotCall, 'id' | 'input' | 'customerId' | 'conversationId'>,
    at: Date,
  ): ActionRequest;
  /** Sends it and reads the answer. Never rejects: what goes wrong is an outcome. */
  send(action: HttpActionDoc, request: ActionRequest): Promise<CallTry>;
}

import type { IdentityKind } from './customer.ts';
import type { Attachment, DeliveryState } from './message.ts';
import type { Language } from './time.ts';

/** Who wrote. `value` normalised (E.164, lower-case mail, provider's id). Verified = the provider or a signed token vouches for it. */
export interface Sender {
  kind: IdentityKind;
  value: string;
  verified: boolean;
  name?: string;
  language?: Language /** True when the id means something on this account only. */;
  scoped: boolean /** Further verified addresses (from a signed token). */;
  also?: { kind: IdentityKind; value: string; verified: boolean }[];
  attributes?: Record<string, string | number | boolean>;
}

interface InboundBase {
  threadKey: string;
  from: Sender /** Provider's time. */;
  at: Date;
  counter?: number;
}
export type InboundEvent =
  | (InboundBase & {
      type: 'message';
      externalId: string;
      text: string;
      attachments: Attachment[];
      payload?: string;
      clientId?: string;
      replyTo?: string;
      consent?: 'opt-out' | 'opt-in' | 'help';
      topic?: string;
      fields?: Record<
        string,
        string
      > /** Text of the channel's own duty reply (STOP, HELP confirmations); sent as system. */;
      dutyReply?: string;
    })
  | (InboundBase & { type: 'person-wish' })
  | (InboundBase & { type: 'survey-answer'; surveyId: string; score: number; comment?: string })
  | (InboundBase & { type: 'end' })
  | {
      type: 'status';
      externalId: string;
      state: Extract<DeliveryState, 'sent' | 'delivered' | 'read' | 'failed'>;
      at: Date;
      reason?: string;
      recipient?: string;
    }
  | { type: 'unsupported'; kind: string; at: Date };

import type { IdentityKind } from './customer.ts';
import type { Attachment, DeliveryState, MailFields, SharedContact, SharedPlace } from './message.ts';
import type { Language } from './time.ts';

/** Who wrote. `value` normalised (E.164, lower-case mail, provider's id). Verified = the provider or a signed token vouches for it. */
export interface Sender {
  kind: IdentityKind;
  value: string;
  verified: boolean;
  name?: string;
  language?: Language;
  /** IANA name, as their device says; one that is none is ignored. */
  timeZone?: string /** True when the id means something on this account only. */;
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
/**
 * How a mail says which conversation it belongs to, tried in order, before its thread. `conversation` is proven (our signed reply address);
 * `reference` is a provider's message id we sent or got; `number` counts only from somebody who takes part already.
 */
export type JoinHint =
  | { by: 'conversation'; id: string }
  | { by: 'reference'; externalId: string }
  | { by: 'number'; number: number };

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
      /** Facts the adapter needs to answer this very message; given back as `answers.handle`. At most 8 KiB in all. */
      handle?: Record<string, string>;
      join?: JoinHint[];
      /** Sent by a machine, or to somebody else (`standby`: another answers now): joins what it belongs to without waking anybody, never opens a conversation, never gets an answer. */
      automatic?: 'auto-reply' | 'list' | 'loop' | 'standby';
      /** Only a person may answer it: a group, where several speak. Where the bot holds the conversation, people are called. */
      personOnly?: boolean;
      /** Asks nothing (a sticker): reopens nothing, and wakes the bot only as the first words of a conversation. */
      isGesture?: boolean;
      /** Several people write on this thread (a group, a comment's replies): who wrote is told by `from` alone. Only its first writer reaches the bot. */
      isShared?: boolean;
      /** Everybody can read it: a comment, a mention. */
      isPublic?: boolean;
      /** Page of a public message. */
      link?: string;
      /** Kind of a message the channel has and we do not show; the text stays empty. */
      unsupported?: string;
      place?: SharedPlace;
      contacts?: SharedContact[];
      mail?: MailFields;
      /** Stars of a review, 1–5; 1 and 2 raise the conversation's priority. */
      stars?: number;
      fields?: Record<
        string,
        string
      > /** Text of the channel's own duty reply (STOP, HELP confirmations); sent as system. */;
      dutyReply?: string;
    })
  | (InboundBase & { type: 'person-wish' })
  | (InboundBase & { type: 'survey-answer'; surveyId: string; score: number; comment?: string })
  | (InboundBase & { type: 'end' })
  /** Written to the customer outside of us (the phone app, the page's own inbox). `from` is the customer. A double of our own send is dropped. */
  | (InboundBase & {
      type: 'echo';
      externalId: string;
      text: string;
      attachments: Attachment[];
      /** On a thread several write on: `from` tells nobody, so one that is not known is not opened. */
      isShared?: boolean;
    })
  /** `ours` of this and the next two: done outside of us by the one who answers there, to what they wrote (or, a reaction, to what the customer wrote). */
  | (InboundBase & { type: 'edit'; externalId: string; text: string; ours?: true })
  /** `emoji` empty = taken back. */
  | (InboundBase & { type: 'reaction'; externalId: string; emoji: string; ours?: true })
  | (InboundBase & { type: 'unsend'; externalId: string; ours?: true })
  /** The customer can be reached no more (blocked, unfollowed), or again. */
  | (InboundBase & { type: 'contact'; state: 'reachable' | 'unreachable' })
  /** Everything sent on the thread up to `at` was read, where the provider tells a watermark. */
  | (InboundBase & { type: 'read-up-to' })
  | {
      type: 'status';
      externalId: string;
      state: Extract<DeliveryState, 'sent' | 'delivered' | 'read' | 'failed'>;
      at: Date;
      reason?: string;
      recipient?: string;
    }
  | { type: 'unsupported'; kind: string; at: Date };

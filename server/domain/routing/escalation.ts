import type { z } from 'zod';
import type {
  EscalationReason,
  EscalationState,
  HandOverCard,
  Mood,
  Priority,
  RoutingDecision,
} from '#contracts/conversation.ts';
import type { ContactWish, PolicyCited } from '#contracts/policy.ts';
import type { BusinessHours } from '#contracts/queue.ts';
import type { Language } from '#contracts/time.ts';

export interface Escalation {
  id: string;
  conversationId: string;
  customerId: string;
  state: EscalationState;
  reason: EscalationReason;
  requiredSkills: string[];
  language: Language;
  priority: Priority;
  tier: 'A' | 'B' | 'C';
  queueId?: string;
  /** Only this team may be asked: the queue's, else the conversation's. */
  teamId?: string;
  card: z.infer<typeof HandOverCard>;
  mood: Mood;
  createdAt: Date;
  queuedAt?: Date;
  offeredTo?: string;
  offeredAt?: Date;
  offerExpiresAt?: Date /** Raised with each offer: a late timeout of an older one does nothing. */;
  offerNo: number;
  /** Agents who let an offer lapse or declined, with when. */ passed: {
    agentId: string;
    at: Date;
    how: 'timed-out' | 'declined';
  }[];
  acceptedBy?: string;
  acceptedAt?: Date;
  endedAt?: Date;
  /** Newest last; at most the last ten. */
  decisions: z.infer<typeof RoutingDecision>[];
  /** When the customer was told that nobody is there; set once. */
  nobodyThereAt?: Date;
  /** The policy cell in force when it was made, with the time the first reply is due. */
  policy?: PolicyCited;
  /** When a call-back or an e-mail was offered for the wait; set once. */
  waitOfferedAt?: Date;
  /** What the customer chose. `address`: where to reach them, once it is known. */
  wish?: { how: ContactWish; address?: string };
  version: number;
}

export interface Queue {
  id: string;
  name: string;
  order: number;
  skills: string[];
  languages: Language[];
  teamId?: string;
  isDefault: boolean;
  offerTimeoutMs: number;
  hours?: BusinessHours;
  version: number;
}
export interface Team {
  id: string;
  name: string;
  version: number;
}

export interface Agent {
  id: string;
  name: string;
  email: string;
  role: 'administrator' | 'manager' | 'agent' | 'light';
  language: Language;
  serves: Language[];
  skills: string[];
  teamIds: string[];
  capacity: number;
  /** Raised by each accept, so that two accepts at once serialise. */ slotVersion: number;
  /** When the agent last took a conversation: who has been idle longest is asked first. */
  lastAcceptedAt?: Date;
  /** Offers in a row the agent let lapse; back to 0 by taking or declining one, and by setting themselves available. */
  missedOffers?: number;
  disabled: boolean;
  preferences: {
    language: Language;
    theme: 'light' | 'dark' | 'auto';
    sound: boolean;
    shortcuts: boolean;
    assist?: boolean;
  };
  createdAt: Date;
  version: number;
}

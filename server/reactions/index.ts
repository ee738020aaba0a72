import { broadcast } from './broadcast.ts';
import { createFacts } from './facts.ts';
import { keepQuestions } from './keep-questions.ts';
import { learnFromSent } from './learn-from-sent.ts';
import { onBotTurned } from './on-bot-turned.ts';
import { onConversationAssigned } from './on-conversation-assigned.ts';
import { onConversationEnded } from './on-conversation-ended.ts';
import { onConversationOpened } from './on-conversation-opened.ts';
import { onConversationReopenedSurvey } from './on-conversation-reopened-survey.ts';
import { onConversationResolved } from './on-conversation-resolved.ts';
import { createOnCountsMoved } from './on-counts-moved.ts';
import { onEscalationWaiting } from './on-escalation-waiting.ts';
import { onHandedOver } from './on-handed-over.ts';
import { onMediaAnnounced } from './on-media-announced.ts';
import { onMention } from './on-mention.ts';
import { createOnMessageReceived } from './on-message-received.ts';
import { onNobodyThere } from './on-nobody-there.ts';
import { onOffer } from './on-offer.ts';
import { onOfferMissed } from './on-offer-missed.ts';
import { onOtherParty } from './on-other-party.ts';
import { onQueueMoved } from './on-queue-moved.ts';
import { onSlotFreed } from './on-slot-freed.ts';
import { onUnnamedCustomer } from './on-unnamed-customer.ts';
import { onUnreadChat } from './on-unread-chat.ts';
import { onWaitingWrote } from './on-waiting-wrote.ts';
import type { Reaction } from './reaction.ts';

/** All reactions, one line each. They run side by side; none may rely on another. */
export const createReactions = (): Reaction[] => [
  broadcast,
  createOnMessageReceived(),
  onMediaAnnounced,
  onMention,
  onBotTurned,
  keepQuestions,
  onConversationOpened,
  onConversationEnded,
  onConversationAssigned,
  onConversationResolved,
  onConversationReopenedSurvey,
  createOnCountsMoved(),
  onEscalationWaiting,
  onHandedOver,
  onNobodyThere,
  onOffer,
  onOfferMissed,
  onOtherParty,
  onQueueMoved,
  onSlotFreed,
  onUnnamedCustomer,
  onUnreadChat,
  learnFromSent,
  onWaitingWrote,
  createFacts(),
];

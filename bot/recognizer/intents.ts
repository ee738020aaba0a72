import type { Language } from '#contracts/time.ts';
import botQuestion from './intents/bot-question.json' with { type: 'json' };
import cancelOrder from './intents/cancel-order.json' with { type: 'json' };
import changeAddress from './intents/change-address.json' with { type: 'json' };
import complaint from './intents/complaint.json' with { type: 'json' };
import damagedItem from './intents/damaged-item.json' with { type: 'json' };
import deliveryTime from './intents/delivery-time.json' with { type: 'json' };
import goodbye from './intents/goodbye.json' with { type: 'json' };
import greeting from './intents/greeting.json' with { type: 'json' };
import howAreYou from './intents/how-are-you.json' with { type: 'json' };
import notSolved from './intents/not-solved.json' with { type: 'json' };
import openingHours from './intents/opening-hours.json' with { type: 'json' };
import orderStatus from './intents/order-status.json' with { type: 'json' };
import password from './intents/password.json' with { type: 'json' };
import payment from './intents/payment.json' with { type: 'json' };
import personWish from './intents/person-wish.json' with { type: 'json' };
import receipt from './intents/receipt.json' with { type: 'json' };
import refund from './intents/refund.json' with { type: 'json' };
import returns from './intents/returns.json' with { type: 'json' };
import solved from './intents/solved.json' with { type: 'json' };
import thanks from './intents/thanks.json' with { type: 'json' };

/** What the bot does with an intent: small talk, a dialog, hand over, or (topic) an article that names the intent. */
export type IntentKind = 'smalltalk' | 'dialog' | 'wish' | 'complaint' | 'topic';

/** A built-in intent with examples as an operator would write them. */
export interface BuiltInIntent {
  id: string;
  kind: IntentKind;
  title: Record<Language, string>;
  skills: string[];
  examples: Record<Language, string[]>;
}

/** The intents every shop has. */
export const BUILT_IN_INTENTS = [
  botQuestion,
  cancelOrder,
  changeAddress,
  complaint,
  damagedItem,
  deliveryTime,
  goodbye,
  greeting,
  howAreYou,
  notSolved,
  openingHours,
  orderStatus,
  password,
  payment,
  personWish,
  receipt,
  refund,
  returns,
  solved,
  thanks,
] as BuiltInIntent[];

import type { z } from 'zod';
import { EMPTY_BOT_STATE } from '#contracts/bot.ts';
import type { AnyInteraction, EventActor, EventAfter, EventRefs, EventType } from '#contracts/events.ts';
import type { Channel, MessageExtra } from '#contracts/message.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import { interaction } from '../domain/conversation/interaction.ts';
import { conversationNumber } from '../domain/conversation/matter.ts';
import type { Message } from '../domain/conversation/message.ts';
import { tokenise } from '../domain/conversation/tokens.ts';
import type { Thread } from '../domain/customer/customer.ts';
import type { Escalation } from '../domain/routing/escalation.ts';
import type { Survey } from '../ports/figure-stores.ts';
import type { DemoCustomer } from './people.ts';

/** Everything one conversation leaves in the store. */
export interface StoryRows {
  conversation: Conversation;
  messages: Message[];
  interactions: AnyInteraction[];
  escalations: Escalation[];
  surveys: Survey[];
  thread: Thread;
}

export interface StoryStart {
  id: string;
  who: DemoCustomer;
  account: { id: string; channel: Channel };
  threadKey: string;
  address: string;
  at: Date;
  tag: string;
  intent: string;
}

/** The customer as the one who did something. */
export const CUSTOMER = (id: string): EventActor => ({ kind: 'customer', id });

const newConversation = (start: StoryStart, threadId: string): Conversation => {
  const { customer } = start.who;
  return {
    id: start.id,
    number: conversationNumber(start.id),
    customerId: customer.id,
    customerName: customer.name,
    tier: customer.tier,
    status: 'bot',
    speaker: 'bot',
    priority: 'normal',
    language: customer.language,
    accountId: start.account.id,
    channel: start.account.channel,
    threads: [
      {
        id: threadId,
        accountId: start.account.id,
        channel: start.account.channel,
        address: start.address,
      },
    ],
    tags: [start.tag],
    attributes: [],
    seq: 0,
    version: 1,
    cycle: 1,
    cycleAt: start.at,
    lastLine: '',
    lastAuthor: 'customer',
    lastAt: start.at,
    botInvolved: false,
    humanInvolved: false,
    articleIds: [],
    intent: start.intent,
    bot: { state: EMPTY_BOT_STATE, seenSeq: 0, turn: 0 },
    readBy: {},
    customerReadSeq: 0,
    mentions: [],
    missed: false,
    spam: false,
    tokens: tokenise(customer.name, start.tag),
    createdAt: start.at,
    updatedAt: start.at,
  };
};

const openingRows = (start: StoryStart, threadId: string): StoryRows => ({
  conversation: newConversation(start, threadId),
  messages: [],
  interactions: [],
  escalations: [],
  surveys: [],
  thread: {
    id: threadId,
    accountId: start.account.id,
    channel: start.account.channel,
    key: start.threadKey,
    address: start.address,
    customerId: start.who.customer.id,
    conversationId: start.id,
    createdAt: start.at,
    version: 1,
  },
});

/** The rows of one conversation, and what every step of its story is made of: time, an event, a message. */
export class StoryBase {
  readonly rows: StoryRows;
  #at: Date;
  #n = 0;
  protected readonly start: StoryStart;

  constructor(start: StoryStart) {
    this.start = start;
    this.#at = start.at;
    const { customer } = start.who;
    const threadId = `${start.account.id}|${start.threadKey}`;
    this.rows = openingRows(start, threadId);
    this.event(
      'conversation.opened',
      CUSTOMER(customer.id),
      { channel: start.account.channel, status: 'bot', startedBy: 'customer' },
      { thread: threadId, account: start.account.id },
    );
  }

  get at(): Date {
    return this.#at;
  }

  /** Lets time pass. */
  wait(ms: number): this {
    this.#at = new Date(this.#at.getTime() + ms);
    return this;
  }

  protected newId(kind: string): string {
    this.#n += 1;
    // Padded: at one instant the record goes by id, and what was told first comes first.
    return `${this.start.id}-${kind}${String(this.#n).padStart(3, '0')}`;
  }

  protected event<T extends EventType>(
    type: T,
    actor: EventActor,
    after: EventAfter<T>,
    refs: EventRefs = {},
    before?: Record<string, unknown>,
  ): void {
    const { conversation } = this.rows;
    const row = interaction(type, {
      id: this.newId('i'),
      now: this.#at,
      actor,
      refs: { customer: conversation.customerId, conversation: conversation.id, ...refs },
      after,
      ...(before ? { before } : {}),
    });
    this.rows.interactions.push({ ...row, pending: false });
  }

  protected message(
    fields: Pick<Message, 'direction' | 'author' | 'text'> & {
      extra?: z.infer<typeof MessageExtra>;
      delivery?: NonNullable<Message['delivery']>;
    },
  ): Message {
    const { conversation, thread } = this.rows;
    conversation.seq += 1;
    const message: Message = {
      id: this.newId('m'),
      conversationId: conversation.id,
      customerId: conversation.customerId,
      seq: conversation.seq,
      ...(fields.direction === 'note'
        ? {}
        : { threadId: thread.id, accountId: thread.accountId, channel: thread.channel }),
      attachments: [],
      at: this.#at,
      counter: 0,
      late: false,
      acceptedAt: this.#at,
      tokens: tokenise(fields.text),
      version: 1,
      ...fields,
      extra: fields.extra ?? {},
    };
    this.rows.messages.push(message);
    if (fields.direction !== 'note' && fields.author.kind !== 'system') {
      conversation.lastLine = fields.text.replace(/\s+/gu, ' ').slice(0, 160);
      conversation.lastAuthor = fields.author.kind;
      conversation.lastAt = this.#at;
    }
    conversation.updatedAt = this.#at;
    conversation.version += 1;
    return message;
  }

  protected refs(message: Message): EventRefs {
    return { message: message.id, thread: this.rows.thread.id, account: this.rows.thread.accountId };
  }
}

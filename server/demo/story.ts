import type { z } from 'zod';
import type { BotState } from '#contracts/bot.ts';
import type { HandOverCard, Mood } from '#contracts/conversation.ts';
import type { EventActor } from '#contracts/events.ts';
import type { MessageExtra } from '#contracts/message.ts';
import { HOUR, MINUTE, SECOND } from '#contracts/time.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Message } from '../domain/conversation/message.ts';
import type { Agent, Escalation, Queue } from '../domain/routing/escalation.ts';
import { attributionOf } from '../domain/survey/attribution.ts';
import type { Article } from '../ports/content-stores.ts';
import type { Survey } from '../ports/figure-stores.ts';
import { CUSTOMER, StoryBase } from './story-base.ts';

const servedBy = ({ agentId, teamId, botInvolved }: NonNullable<Survey['attribution']>) => ({
  ...(agentId ? { agentId } : {}),
  ...(teamId ? { teamId } : {}),
  botInvolved,
});

/** Tells one conversation step by step; each step writes the rows the commands would have written, already dispatched. */
export class Story extends StoryBase {
  /** The order the bot would have asked for, if there is one. */
  orderFact(language: 'ja' | 'en'): { label: string; value: string }[] {
    const [order] = this.start.who.orders;
    return order
      ? [
          {
            label: language === 'ja' ? 'ご注文' : 'Order',
            value: `${order.number} ${order.items[0]?.name ?? ''}`,
          },
        ]
      : [];
  }

  customer(text: string): this {
    const { conversation } = this.rows;
    const message = this.message({
      direction: 'inbound',
      author: { kind: 'customer', id: conversation.customerId, name: conversation.customerName },
      text,
    });
    conversation.waitingSince ??= this.at;
    for (const t of conversation.threads) t.lastInboundAt = this.at;
    this.event(
      'message.received',
      CUSTOMER(conversation.customerId),
      { seq: message.seq, channel: conversation.channel },
      this.refs(message),
    );
    return this;
  }

  #outbound(
    by: 'bot' | 'agent' | 'system',
    actor: EventActor,
    name: string | undefined,
    text: string,
    more: { extra?: z.infer<typeof MessageExtra>; failed?: string; purpose?: string } = {},
  ): Message {
    const { conversation } = this.rows;
    const state = more.failed ? 'failed' : conversation.channel === 'web-chat' ? 'read' : 'delivered';
    const firstReply = by === 'agent' && !conversation.firstHumanReplyAt;
    const message = this.message({
      direction: 'outbound',
      author: { ...actor, ...(name ? { name } : {}) },
      text,
      ...(more.extra ? { extra: more.extra } : {}),
      delivery: { state, attempt: 1, ...(more.failed ? { reason: more.failed } : {}) },
    });
    this.event(
      'message.queued',
      actor,
      {
        seq: message.seq,
        channel: conversation.channel,
        by,
        ...(firstReply ? { firstReply } : {}),
        ...(more.purpose ? { purpose: more.purpose } : {}),
      },
      this.refs(message),
    );
    if (more.failed)
      this.event(
        'message.failed',
        { kind: 'system' },
        { attempt: 1, reason: more.failed },
        this.refs(message),
      );
    else this.event('message.sent', { kind: 'system' }, { attempt: 1 }, this.refs(message));
    if (by !== 'system') delete conversation.waitingSince;
    if (state === 'read') conversation.customerReadSeq = message.seq;
    return message;
  }

  bot(
    text: string,
    options: {
      decision: 'answer' | 'clarify' | 'escalate' | 'smalltalk' | 'dialog';
      confidence?: number;
      article?: Article;
    } = { decision: 'smalltalk' },
  ): this {
    const { conversation } = this.rows;
    const { article } = options;
    const bot = {
      decision: options.decision,
      intent: this.start.intent,
      ...(options.confidence === undefined ? {} : { confidence: options.confidence }),
    };
    const citations = article
      ? [
          {
            articleId: article.id,
            title: article.title,
            slug: article.slug,
            updatedAt: article.updatedAt.toISOString(),
          },
        ]
      : undefined;
    this.#outbound('bot', { kind: 'bot' }, undefined, text, {
      extra: { bot, ...(citations ? { citations } : {}) },
    });
    const turn = conversation.bot.turn + 1;
    const state: BotState = {
      ...conversation.bot.state,
      greeted: true,
      turns: turn,
      lastIntent: this.start.intent,
      tried: article ? [article.title] : conversation.bot.state.tried,
    };
    conversation.bot = { state, seenSeq: conversation.seq, turn };
    conversation.botInvolved = true;
    if (article && !conversation.articleIds.includes(article.id)) conversation.articleIds.push(article.id);
    this.event(
      'bot.turned',
      { kind: 'bot' },
      {
        turn,
        decision: options.decision,
        intent: this.start.intent,
        articleIds: article ? [article.id] : [],
        ms: 2,
        ...(options.confidence === undefined ? {} : { confidence: options.confidence }),
      },
    );
    return this;
  }

  escalate(
    reason: Escalation['reason'],
    queue: Queue,
    skills: string[],
    card: HandOverCardOf,
    mood: Mood = 'calm',
    priority: Conversation['priority'] = 'normal',
  ): this {
    const { conversation } = this.rows;
    const escalation: Escalation = {
      id: this.newId('e'),
      conversationId: conversation.id,
      customerId: conversation.customerId,
      state: 'queued',
      reason,
      requiredSkills: skills,
      language: conversation.language,
      priority,
      tier: conversation.tier,
      queueId: queue.id,
      ...(queue.teamId ? { teamId: queue.teamId } : {}),
      card: { ...card, mood },
      mood,
      createdAt: this.at,
      queuedAt: this.at,
      offerNo: 0,
      passed: [],
      decisions: [],
      version: 1,
    };
    this.rows.escalations.push(escalation);
    const refs = { escalation: escalation.id, queue: queue.id };
    this.event(
      'escalation.initiated',
      { kind: 'bot' },
      { reason, skills, priority, mood, intent: this.start.intent },
      refs,
    );
    this.event('escalation.queued', { kind: 'system' }, { queueId: queue.id, skills }, refs);
    if (queue.teamId) this.event('conversation.assigned', { kind: 'system' }, { teamId: queue.teamId });
    this.event(
      'conversation.status-changed',
      { kind: 'bot' },
      { status: 'queued', speaker: 'human' },
      {},
      { status: 'bot', speaker: 'bot' },
    );
    Object.assign(conversation, {
      status: 'queued',
      speaker: 'human',
      queueId: queue.id,
      escalationId: escalation.id,
      priority,
      waitingSince: conversation.waitingSince ?? this.at,
      ...(queue.teamId ? { teamId: queue.teamId } : {}),
    });
    return this;
  }

  accept(agent: Agent): this {
    const { conversation, escalations } = this.rows;
    const escalation = escalations.at(-1);
    if (!escalation) throw new Error('nothing to accept');
    const waitMs = this.at.getTime() - (escalation.queuedAt ?? this.at).getTime();
    const actor: EventActor = { kind: 'agent', id: agent.id };
    Object.assign(escalation, {
      state: 'accepted',
      acceptedBy: agent.id,
      acceptedAt: this.at,
      offerNo: 1,
      decisions: [
        {
          at: this.at.toISOString(),
          queueId: escalation.queueId ?? '',
          requiredSkills: escalation.requiredSkills,
          chosen: agent.id,
          candidates: [
            { agentId: agent.id, name: agent.name, score: 0.8, parts: { free: 0.7, lastAgent: 0.1 } },
          ],
        },
      ],
    });
    this.event(
      'escalation.accepted',
      actor,
      { agentId: agent.id, waitMs, ...(escalation.queueId ? { queueId: escalation.queueId } : {}) },
      { escalation: escalation.id, agent: agent.id },
    );
    this.event('conversation.assigned', actor, {
      assigneeId: agent.id,
      ...(conversation.teamId ? { teamId: conversation.teamId } : {}),
    });
    this.event(
      'conversation.status-changed',
      actor,
      { status: 'open', speaker: 'human' },
      {},
      { status: 'queued', speaker: 'human' },
    );
    Object.assign(conversation, { status: 'open', assigneeId: agent.id, humanInvolved: true });
    return this;
  }

  agent(agent: Agent, text: string, failed?: string): this {
    const { conversation } = this.rows;
    this.#outbound('agent', { kind: 'agent', id: agent.id }, agent.name, text, failed ? { failed } : {});
    conversation.firstHumanReplyAt ??= this.at;
    conversation.humanInvolved = true;
    conversation.readBy[agent.id] = conversation.seq;
    return this;
  }

  span(agent: Agent, ms: number): this {
    const from = new Date(this.at.getTime() - ms);
    this.event(
      'span.recorded',
      { kind: 'agent', id: agent.id },
      { agentId: agent.id, ms, from: from.toISOString(), to: this.at.toISOString() },
    );
    return this;
  }

  note(agent: Agent, text: string, mentions: string[] = []): this {
    const { conversation } = this.rows;
    const message = this.message({
      direction: 'note',
      author: { kind: 'agent', id: agent.id, name: agent.name },
      text,
      extra: mentions.length ? { mentions } : {},
    });
    conversation.mentions = [...new Set([...conversation.mentions, ...mentions])];
    this.event(
      'note.added',
      { kind: 'agent', id: agent.id },
      { seq: message.seq, mentions },
      { message: message.id },
    );
    return this;
  }

  snooze(agent: Agent, until: Date): this {
    Object.assign(this.rows.conversation, { status: 'snoozed', snoozedUntil: until });
    this.event('conversation.snoozed', { kind: 'agent', id: agent.id }, { until: until.toISOString() });
    return this;
  }

  resolve(by: 'bot' | 'agent', agent?: Agent): this {
    const { conversation, escalations } = this.rows;
    const before = { status: conversation.status, speaker: conversation.speaker };
    const last = escalations.at(-1);
    if (last) {
      Object.assign(last, { state: 'completed', endedAt: this.at });
      this.event(
        'escalation.completed',
        agent ? { kind: 'agent', id: agent.id } : { kind: 'system' },
        {},
        { escalation: last.id },
      );
    }
    this.event(
      'conversation.resolved',
      agent ? { kind: 'agent', id: agent.id } : { kind: 'bot' },
      { cycle: 1, by, ...(by === 'bot' ? { confirmed: true } : {}) },
      {},
      before,
    );
    Object.assign(conversation, { status: 'resolved', resolvedAt: this.at });
    delete conversation.waitingSince;
    return this;
  }

  /** Asks five minutes after the resolve; the answer follows or not. */
  csat(question: string, score: number | undefined, comment: string | undefined): this {
    this.wait(5 * MINUTE);
    return this.#survey('csat', question, score, comment);
  }

  /** Asks a day after; the answer follows or not. */
  nps(question: string, score: number | undefined): this {
    this.wait(26 * HOUR);
    return this.#survey('nps', question, score, undefined);
  }

  #survey(
    kind: 'csat' | 'nps',
    question: string,
    score: number | undefined,
    comment: string | undefined,
  ): this {
    const { conversation, escalations } = this.rows;
    const id = this.newId('s');
    const attribution = attributionOf(conversation, escalations.at(-1));
    const served = servedBy(attribution);
    const message = this.#outbound('system', { kind: 'system' }, undefined, question, {
      extra: { survey: { surveyId: id, kind, ...(score === undefined ? {} : { answered: score }) } },
      purpose: kind,
    });
    this.event(
      'survey.sent',
      { kind: 'system' },
      { kind, surveyId: id, channel: conversation.channel, cycle: 1, ...served },
      { survey: id, message: message.id },
    );
    const survey: Survey = {
      id,
      kind,
      customerId: conversation.customerId,
      conversationId: conversation.id,
      cycle: 1,
      channel: conversation.channel,
      sentAt: this.at,
      state: 'sent',
      messageId: message.id,
      attribution,
    };
    if (score !== undefined) {
      this.wait(40 * SECOND);
      Object.assign(survey, {
        state: 'answered',
        score,
        answeredAt: this.at,
        ...(comment ? { comment } : {}),
      });
      this.event(
        'survey.answered',
        CUSTOMER(conversation.customerId),
        { kind, surveyId: id, channel: conversation.channel, score, ...served },
        { survey: id },
      );
    }
    this.rows.surveys.push(survey);
    return this;
  }

  /** Everybody has seen it: what is over does not stand there in bold. */
  seen(agentIds: readonly string[]): this {
    const { conversation } = this.rows;
    for (const id of agentIds) conversation.readBy[id] = conversation.seq;
    return this;
  }

  missed(): this {
    this.rows.conversation.missed = true;
    return this;
  }
}

type HandOverCardOf = Omit<z.infer<typeof HandOverCard>, 'mood'>;

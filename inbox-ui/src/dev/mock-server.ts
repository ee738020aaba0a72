import type { ConversationRow } from '#contracts/conversation.ts';
import type { CustomerView, InteractionView } from '#contracts/customer.ts';
import type { MessageView } from '#contracts/message.ts';
import type { Language } from '#contracts/time.ts';
import type { ListFilter } from '../state/rows.ts';
import { belongs, compareRows, VIEWS } from '../state/rows.ts';
import { accountsFor } from './mock-accounts.ts';
import { channelMessages } from './mock-channels.ts';
import { agentsFor, pick, teamsFor } from './mock-people.ts';
import { rowsFor } from './mock-rows.ts';
import { customerFor, interactionsFor, messagesFor, viewFor } from './mock-thread.ts';

export type Json = Record<string, unknown>;
type Push = (name: string, data: unknown) => void;
const ME = 'sato';

/** An error answer of the mock. */
export class Refusal extends Error {
  readonly status: number;
  constructor(code: string, status: number) {
    super(code);
    this.status = status;
  }
}

/** The whole mock: rows, messages and who is signed in, in memory. */
export class MockServer {
  readonly language: Language;
  readonly state: string;
  push: Push = () => undefined;
  signedIn = true;
  rows: ConversationRow[];
  messages = new Map<string, MessageView[]>();
  customers = new Map<string, CustomerView>();
  events = new Map<string, InteractionView[]>();
  saved: Json[] = [];
  /** Bodies of what was sent, for a test to read. */
  sent: Json[] = [];
  started: Json | undefined;
  accounts: Json[];
  merged = new Map<string, { id: string; name: string }[]>();
  preferences: Json;
  readonly now = Date.now();

  constructor(language: Language, state: string, theme: string) {
    this.language = language;
    this.state = state;
    this.preferences = { language, theme, sound: true, shortcuts: true };
    this.rows = state === 'empty' ? [] : rowsFor(language, this.now);
    this.accounts = accountsFor(language, this.now);
    this.signedIn = state !== 'login';
  }

  row(id: string): ConversationRow {
    const row = this.rows.find((one) => one.id === id);
    if (row === undefined) throw new Refusal('not-found', 404);
    return row;
  }

  thread(id: string): MessageView[] {
    const held = this.messages.get(id);
    if (held !== undefined) return held;
    const row = this.row(id);
    const all = messagesFor(row, this.language, this.now);
    const peculiar = channelMessages(row, this.language, this.now);
    const own =
      row.id === 'c-48213'
        ? all
        : peculiar.length > 0
          ? peculiar
          : [
              {
                ...(all[0] as MessageView),
                id: `${id}-m1` as MessageView['id'],
                text: row.lastLine,
                at: row.lastAt,
                channel: row.channel,
              },
            ];
    const made = this.state === 'long' ? this.long(row, all[0] as MessageView) : own;
    this.messages.set(id, made);
    row.seq = made.length;
    return made;
  }

  /** A long exchange, for scrolling back. */
  private long(row: ConversationRow, like: MessageView): MessageView[] {
    return Array.from({ length: 120 }, (_, index) => ({
      ...like,
      id: `${row.id}-l${index}` as MessageView['id'],
      seq: index + 1,
      text: `${index + 1} ${row.lastLine}`,
      at: new Date(this.now - (121 - index) * 600_000).toISOString(),
    }));
  }

  /** A customer's new message, pushed as the server would. */
  say(id: string, over: Partial<MessageView> = {}): void {
    const held = this.thread(id);
    const message = {
      ...(held[0] as MessageView),
      id: `${id}-n${held.length}` as MessageView['id'],
      seq: held.length + 1,
      text: 'new',
      at: new Date().toISOString(),
      ...over,
    };
    this.messages.set(id, [...held, message]);
    this.push('messages.changed', { conversationId: id, messages: [message] });
    this.change(id, { seq: message.seq, lastLine: message.text, lastAt: message.at });
  }

  change(id: string, to: Partial<ConversationRow>): { conversation: ConversationRow } {
    const row = this.row(id);
    const next = { ...row, ...to, version: row.version + 1 };
    this.rows = this.rows.map((one) => (one.id === id ? next : one));
    setTimeout(() => {
      this.push('conversations.changed', { rows: [next], removed: [] });
      this.push('counts.changed', { counts: this.counts() });
    }, 80);
    return { conversation: next };
  }

  counts(): Record<string, number> {
    return Object.fromEntries(
      VIEWS.map((view) => [
        view,
        this.rows.filter((row) => belongs(row, { view, sort: 'newest' }, ME) === true).length,
      ]),
    );
  }

  list(query: URLSearchParams): Json {
    const given = Object.fromEntries([...query].filter(([key]) => !['limit', 'cursor', 'q'].includes(key)));
    const filter = { sort: 'newest', ...given } as unknown as ListFilter;
    const q = query.get('q')?.toLowerCase();
    const found = this.rows
      .filter((row) => belongs(row, filter, ME) === true)
      .filter(
        (row) =>
          q === undefined ||
          `${row.customerName} ${row.lastLine} ${row.tags.join(' ')}`.toLowerCase().includes(q),
      )
      .sort(compareRows(filter.sort));
    const from = Number(query.get('cursor') ?? 0);
    const limit = Number(query.get('limit') ?? 50);
    const items = found.slice(from, from + limit);
    return { items, ...(from + limit < found.length ? { nextCursor: String(from + limit) } : {}) };
  }

  send(id: string, body: Json): { message: MessageView } {
    const held = this.thread(id);
    const twice = held.find((message) => message.clientId === body.clientId);
    if (twice !== undefined) return { message: twice };
    if (String(body.text).includes('#collide') && body.force !== true)
      throw new Refusal('version-conflict', 409);
    const note = body.visibility === 'note';
    const row = this.row(id);
    const { template, links, replyPrivately, mail } = body;
    const extra = Object.fromEntries(
      Object.entries({ template, links, replyPrivately, mail }).filter(([, value]) => value !== undefined),
    );
    this.sent.push(body);
    const t = pick(this.language);
    const message = {
      id: `${id}-m${held.length + 1}`,
      conversationId: id,
      channel: row.channel,
      ...(note ? {} : { threadId: body.threadId }),
      seq: held.length + 1,
      direction: note ? 'note' : 'outbound',
      author: { kind: 'agent', id: ME, name: t('佐藤 健', 'Ken Sato') },
      text: String(body.text),
      attachments: [],
      extra,
      at: new Date().toISOString(),
      counter: 0,
      late: false,
      clientId: body.clientId,
      version: 1,
      ...(note ? {} : { delivery: { state: 'sent', attempt: 1 } }),
    } as unknown as MessageView;
    this.messages.set(id, [...held, message]);
    this.change(id, {
      seq: message.seq,
      lastLine: message.text,
      lastAuthor: 'agent',
      lastAt: message.at,
      ...(note ? {} : { waitingSince: undefined as never, status: 'open', speaker: 'human' }),
    });
    setTimeout(() => {
      const failed = message.text.includes('#fail');
      const done = {
        ...message,
        version: 2,
        delivery: {
          state: failed ? 'failed' : 'delivered',
          attempt: 1,
          ...(failed ? { reason: 'delivery-invalid-recipient' } : {}),
        },
      } as MessageView;
      this.messages.set(
        id,
        this.thread(id).map((one) => (one.id === done.id ? done : one)),
      );
      if (!note) this.push('messages.changed', { conversationId: id, messages: [done] });
    }, 900);
    return { message };
  }

  customer(id: string): CustomerView {
    const row = this.rows.find((one) => one.customerId === id);
    const held =
      this.customers.get(id) ?? customerFor(id, row?.customerName ?? 'Customer', this.language, this.now);
    this.customers.set(id, held);
    return held;
  }

  interactions(id: string, query: URLSearchParams): Json {
    const row = this.rows.find((one) => one.customerId === id);
    const types = query.get('types')?.split(',');
    const channel = query.get('channel');
    const items = (row?.id === 'c-48213' ? interactionsFor(row.id, this.language, this.now) : []).filter(
      (one) =>
        (types === undefined || types.includes(one.type)) && (channel === null || one.channel === channel),
    );
    return { items };
  }

  view(id: string): Json {
    this.thread(id);
    return viewFor(this.row(id), this.language, this.now) as unknown as Json;
  }

  session(): Json {
    if (!this.signedIn) throw new Refusal('sign-in-required', 401);
    return {
      agent: agentsFor(this.language)[0],
      preferences: this.preferences,
      abilities: {
        'share-views': true,
        'read-settings': true,
        'read-customers': true,
        'change-customers': true,
        'start-conversation': true,
        'read-channel-accounts': true,
        'manage-channel-accounts': true,
      },
    };
  }

  agents = () => ({ items: agentsFor(this.language) });
  teams = () => ({ items: teamsFor(this.language) });
}

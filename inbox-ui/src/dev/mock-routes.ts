import type { ConversationRow } from '#contracts/conversation.ts';
import { adaptersFor, checkFor } from './mock-accounts.ts';
import { templatesFor } from './mock-channels.ts';
import { pick } from './mock-people.ts';
import { type Json, type MockServer, Refusal } from './mock-server.ts';

type Handler = (server: MockServer, ids: string[], query: URLSearchParams, body: Json) => unknown;

const done =
  (change: (body: Json) => Partial<ConversationRow>): Handler =>
  (server, [id = ''], _query, body) =>
    server.change(id, change(body));

const content = (server: MockServer) => {
  const t = pick(server.language);
  return {
    canned: [
      {
        id: 'k1',
        shortcut: 'exchange',
        title: t('交換のご案内', 'About your exchange'),
        text: t(
          '{{customer.name}}様\n交換品を手配いたしました。',
          'Hello {{customer.name}},\nyour exchange is on its way.',
        ),
        language: 'ja',
      },
      {
        id: 'k2',
        shortcut: 'thanks',
        title: t('お礼', 'Thanks'),
        text: t('ご連絡ありがとうございます。', 'Thank you for writing.'),
        language: 'ja',
      },
      {
        id: 'k3',
        shortcut: 'address',
        title: t('住所の確認', 'Ask for the address'),
        text: t('お届け先のご住所をお知らせください。', 'Please tell me your address.'),
        language: 'ja',
      },
    ],
    articles: [
      {
        id: 'a1',
        slug: 'damaged',
        language: 'ja',
        title: t('破損・不良品の交換', 'Exchanging damaged items'),
        body: '',
        category: t('返品・交換', 'Returns'),
        status: 'published',
        questions: [],
        updatedAt: new Date().toISOString(),
        version: 1,
      },
      {
        id: 'a2',
        slug: 'delivery',
        language: 'ja',
        title: t('配送日時の変更', 'Changing the delivery date'),
        body: '',
        category: t('配送', 'Delivery'),
        status: 'published',
        questions: [],
        updatedAt: new Date().toISOString(),
        version: 1,
      },
    ],
  };
};
const found = <T extends object>(items: T[], query: URLSearchParams): { items: T[] } => {
  const q = query.get('q')?.toLowerCase() ?? '';
  return { items: items.filter((item) => JSON.stringify(item).toLowerCase().includes(q)) };
};

/** Method and path pattern → what the mock answers. */
export const ROUTES: [string, RegExp, Handler][] = [
  ['GET', /^\/session$/, (server) => server.session()],
  [
    'PATCH',
    /^\/session\/preferences$/,
    (server, _ids, _query, body) => {
      server.preferences = { ...server.preferences, ...body };
      return server.session();
    },
  ],
  ['POST', /^\/session\/redeem$/, () => ({ email: 'ken@example.jp' })],
  [
    'GET',
    /^\/conversations$/,
    (server, _ids, query) => {
      if (server.state === 'failed-list') throw new Refusal('store-unavailable', 503);
      return server.list(query);
    },
  ],
  [
    'POST',
    /^\/conversations$/,
    (server, _ids, _query, body) => {
      server.started = body;
      const row = server.row('c-48213');
      return { conversation: row, message: server.thread(row.id)[0] };
    },
  ],
  ['GET', /^\/conversations\/counts$/, (server) => ({ counts: server.counts() })],
  ['GET', /^\/conversations\/([^/]+)$/, (server, [id = '']) => server.view(id)],
  ['PATCH', /^\/conversations\/([^/]+)$/, done((body) => body as Partial<ConversationRow>)],
  [
    'GET',
    /^\/conversations\/([^/]+)\/messages$/,
    (server, [id = ''], query) => {
      const before = Number(query.get('beforeSeq') ?? Number.POSITIVE_INFINITY);
      const after = Number(query.get('afterSeq') ?? 0);
      const found = server.thread(id).filter((one) => one.seq < before && one.seq > after);
      return { items: query.has('afterSeq') ? found.slice(0, 50) : found.slice(-50) };
    },
  ],
  [
    'POST',
    /^\/conversations\/([^/]+)\/messages$/,
    (server, [id = ''], _query, body) => server.send(id, body),
  ],
  [
    'POST',
    /^\/conversations\/([^/]+)\/messages\/([^/]+)\/retry$/,
    (server, [id = '', messageId]) => {
      const message = server.thread(id).find((one) => one.id === messageId);
      if (message === undefined) throw new Refusal('not-found', 404);
      const again = {
        ...message,
        version: message.version + 1,
        delivery: { state: 'delivered' as const, attempt: 2 },
      };
      server.messages.set(
        id,
        server.thread(id).map((one) => (one.id === messageId ? again : one)),
      );
      return { message: again };
    },
  ],
  [
    'POST',
    /^\/conversations\/([^/]+)\/accept$/,
    done(() => ({ status: 'open', assigneeId: 'sato' as never, speaker: 'human' })),
  ],
  ['POST', /^\/conversations\/([^/]+)\/decline$/, done(() => ({}))],
  [
    'POST',
    /^\/conversations\/([^/]+)\/assign$/,
    done((body) => ({
      assigneeId: (body.assigneeId ?? undefined) as never,
      teamId: (body.teamId ?? undefined) as never,
    })),
  ],
  [
    'POST',
    /^\/conversations\/([^/]+)\/take-over$/,
    done(() => ({ status: 'open', speaker: 'human', assigneeId: 'sato' as never })),
  ],
  ['POST', /^\/conversations\/([^/]+)\/resolve$/, done(() => ({ status: 'resolved' }))],
  ['POST', /^\/conversations\/([^/]+)\/reopen$/, done(() => ({ status: 'open' }))],
  [
    'POST',
    /^\/conversations\/([^/]+)\/snooze$/,
    done((body) => ({ status: 'snoozed', snoozedUntil: String(body.until) })),
  ],
  ['POST', /^\/conversations\/([^/]+)\/hand-back$/, done(() => ({ status: 'bot', speaker: 'bot' }))],
  ['POST', /^\/conversations\/([^/]+)\/spam$/, done((body) => ({ spam: body.spam !== false }))],
  ['GET', /^\/conversations\/([^/]+)\/decisions$/, () => ({ items: [] })],
  ['GET', /^\/conversations\/([^/]+)\/draft$/, () => ({ text: '', visibility: 'public' })],
  ['POST', /^\/conversations\/([^/]+)\/draft$/, () => ({ saved: true })],
  [
    'GET',
    /^\/customers$/,
    (server, _ids, query) =>
      found(
        server.rows.slice(0, 20).map((row) => ({
          id: row.customerId,
          name: row.customerName,
          language: 'ja',
          tier: 'B',
          primaryAddress: 'customer@example.jp',
          createdAt: row.lastAt,
        })),
        query,
      ),
  ],
  ['GET', /^\/customers\/([^/]+)$/, (server, [id = '']) => server.customer(id)],
  [
    'PATCH',
    /^\/customers\/([^/]+)$/,
    (server, [id = ''], _query, body) => {
      const next = { ...server.customer(id), ...body, version: server.customer(id).version + 1 };
      server.customers.set(id, next as never);
      return next;
    },
  ],
  [
    'POST',
    /^\/customers\/([^/]+)\/block$/,
    (server, [id = ''], _query, body) => {
      const next = { ...server.customer(id), blocked: body.blocked === true };
      server.customers.set(id, next);
      return next;
    },
  ],
  [
    'GET',
    /^\/customers\/([^/]+)\/interactions$/,
    (server, [id = ''], query) => server.interactions(id, query),
  ],
  ['GET', /^\/agents$/, (server) => server.agents()],
  ['GET', /^\/teams$/, (server) => server.teams()],
  ['GET', /^\/canned-responses$/, (server, _ids, query) => found(content(server).canned, query)],
  ['GET', /^\/articles$/, (server, _ids, query) => found(content(server).articles, query)],
  ['GET', /^\/channel-accounts$/, (server) => ({ items: server.accounts })],
  ['GET', /^\/channel-adapters$/, adaptersFor],
  [
    'POST',
    /^\/channel-accounts$/,
    (server, _ids, _query, body) => {
      const made = {
        id: `acc-${server.accounts.length}`,
        paused: false,
        secretsSet: Object.keys((body.secrets ?? {}) as object),
        webhookPath: `/webhooks/${String(body.channel)}/acc-${server.accounts.length}`,
        health: { backlog: 0 },
        version: 1,
        ...body,
      };
      server.accounts = [...server.accounts, made];
      return made;
    },
  ],
  [
    'PATCH',
    /^\/channel-accounts\/([^/]+)$/,
    (server, [id = ''], _query, body) => {
      const { secrets, ...fields } = body;
      server.accounts = server.accounts.map((one) =>
        one.id === id
          ? {
              ...one,
              ...fields,
              secretsSet: [
                ...new Set([...(one.secretsSet as string[]), ...Object.keys((secrets ?? {}) as object)]),
              ],
              version: Number(one.version) + 1,
            }
          : one,
      );
      return server.accounts.find((one) => one.id === id);
    },
  ],
  ['POST', /^\/channel-accounts\/([^/]+)\/check$/, (server, [id = '']) => checkFor(id, server.now)],
  [
    'GET',
    /^\/channel-accounts\/([^/]+)\/templates$/,
    (server, [id = '']) => templatesFor(id, server.language),
  ],
  [
    'GET',
    /^\/customers\/([^/]+)\/suggestions$/,
    (server, [id = '']) => ({
      items:
        id === 'cust-c-48213' && (server.merged.get(id) ?? []).length === 0
          ? [
              {
                customer: {
                  id: 'cust-c-9',
                  name: server.customer('cust-c-9').name,
                  language: 'ja',
                  tier: 'C',
                  primaryAddress: 'misaki.t@example.jp',
                  createdAt: new Date(server.now).toISOString(),
                },
                reason: 'same-address',
              },
            ]
          : [],
    }),
  ],
  [
    'POST',
    /^\/customers\/([^/]+)\/merge$/,
    (server, [id = ''], _query, body) => {
      const into = String(body.into);
      const merged = [{ id, name: server.customer(id).name }, ...(server.merged.get(into) ?? [])];
      server.merged.set(into, merged);
      server.customers.set(into, { ...server.customer(into), merged: merged as never });
      return server.customer(into);
    },
  ],
  [
    'POST',
    /^\/customers\/([^/]+)\/unmerge$/,
    (server, [id = '']) => {
      for (const [into, merged] of server.merged) {
        const rest = merged.filter((one) => one.id !== id);
        server.merged.set(into, rest);
        server.customers.set(into, { ...server.customer(into), merged: rest as never });
      }
      return server.customer(id);
    },
  ],
  ['GET', /^\/saved-views$/, (server) => ({ items: server.saved })],
  [
    'POST',
    /^\/saved-views$/,
    (server, _ids, _query, body) => {
      const view = { id: `v${server.saved.length}`, ...body };
      server.saved = [...server.saved, view];
      return view;
    },
  ],
];

import { describe, expect, test } from 'vitest';
import {
  abilities,
  authorize,
  type Caller,
  CONVERSATION_VERBS,
  can,
  canSee,
  type Seen,
  type Verb,
  visibleFilter,
  visibleTo,
  WORKSPACE_VERBS,
  workspaceAbilities,
} from './can.ts';

type Role = 'administrator' | 'manager' | 'agent' | 'light';
const ROLES: Role[] = ['administrator', 'manager', 'agent', 'light'];
const caller = (role: Role, teamIds: string[] = ['t1']): Caller => ({
  kind: 'agent',
  agentId: 'me',
  role,
  teamIds,
});
const talk = (over: Partial<Seen> = {}): Seen => ({ customerId: 'c', mentions: [], ...over });
const EVERYTHING = [...CONVERSATION_VERBS, ...WORKSPACE_VERBS];

/** Which of the four roles (a m g l) may do each verb, on a conversation that names them. */
const TABLE: Record<Verb, string> = {
  read: 'amgl',
  reply: 'amg',
  note: 'amgl',
  accept: 'amg',
  decline: 'amg',
  assign: 'amg',
  'take-over': 'amg',
  resolve: 'amg',
  reopen: 'amg',
  snooze: 'amg',
  'hand-back': 'amg',
  'mark-spam': 'amg',
  update: 'amg',
  retry: 'amg',
  'start-conversation': 'amg',
  'read-decisions': 'amg',
  'read-customers': 'amg',
  'change-customers': 'amg',
  'block-customers': 'amg',
  'erase-customers': 'a',
  'log-interactions': 'amg',
  'upload-files': 'amgl',
  'read-agents': 'amgl',
  'invite-agents': 'am',
  'update-agents': 'am',
  'read-queues': 'amgl',
  'manage-queues': 'am',
  'read-canned': 'amgl',
  'manage-canned': 'am',
  'read-articles': 'amgl',
  'manage-articles': 'am',
  'read-channel-accounts': 'amg',
  'manage-channel-accounts': 'a',
  'read-settings': 'amgl',
  'manage-settings': 'am',
  'save-views': 'amgl',
  'share-views': 'am',
  'ask-bot': 'amg',
  'read-answers': 'amg',
  'teach-bot': 'amg',
  'manage-answers': 'am',
  'read-dialogs': 'amg',
  'manage-bot': 'am',
  'test-bot': 'amg',
  'manage-bot-tests': 'am',
  'override-bot-tests': 'am',
  'read-reports': 'am',
  'read-ledger': 'am',
  'retry-ledger': 'a',
  'manage-model': 'a',
};
const LETTER: Record<Role, string> = { administrator: 'a', manager: 'm', agent: 'g', light: 'l' };

describe.each(ROLES)('%s', (role) => {
  test.each(EVERYTHING)('%s is allowed as the table says', (verb) => {
    const conversation = talk({ mentions: ['me'] });
    const thing = (CONVERSATION_VERBS as readonly string[]).includes(verb) ? { conversation } : {};
    expect(can(caller(role), verb, thing)).toBe(TABLE[verb].includes(LETTER[role]));
  });
});

describe('what is seen', () => {
  const cases: [string, Seen, string][] = [
    ['a conversation without a team', talk(), 'amg'],
    ['one of an own team', talk({ teamId: 't1' }), 'amg'],
    ["one of another team's", talk({ teamId: 't2' }), 'am'],
    ["one of another team's held by the agent", talk({ teamId: 't2', assigneeId: 'me' }), 'amg'],
    ["one of another team's naming the agent", talk({ teamId: 't2', mentions: ['me'] }), 'amgl'],
    ["one of another team's naming a colleague", talk({ teamId: 't2', mentions: ['you'] }), 'am'],
  ];
  test.each(cases)('%s is seen by those who may', (_name, conversation, who) => {
    for (const role of ROLES) {
      expect(canSee(caller(role), conversation)).toBe(who.includes(LETTER[role]));
      if (!who.includes(LETTER[role])) expect(can(caller(role), 'read', { conversation })).toBe(false);
    }
  });

  test('the filter for lists says the same as canSee', () => {
    const matches = (filter: Record<string, unknown>, row: Seen): boolean =>
      Object.entries(filter).every(([key, wanted]) => {
        if (key === '$or') return (wanted as Record<string, unknown>[]).some((part) => matches(part, row));
        const value = row[key as keyof Seen] ?? null;
        if (typeof wanted === 'object' && wanted !== null && '$in' in wanted)
          return (wanted.$in as unknown[]).includes(value);
        return Array.isArray(value) ? value.includes(wanted) : value === wanted;
      });
    const who: Caller[] = [
      ...ROLES.map((role) => caller(role)),
      caller('agent', []),
      { kind: 'customer', customerId: 'c', threadId: 't' },
      { kind: 'system', reason: 'x' },
    ];
    for (const one of who)
      for (const [, conversation] of cases)
        expect(matches(visibleFilter(one), conversation)).toBe(canSee(one, conversation));
  });
});

describe('refusals', () => {
  test('what may not be seen does not exist, what may be seen is not allowed', () => {
    const hidden = talk({ teamId: 't2' });
    expect(() => authorize(caller('agent'), 'reply', { conversation: hidden })).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
    expect(() => authorize(caller('light'), 'reply', { conversation: talk({ mentions: ['me'] }) })).toThrow(
      expect.objectContaining({ code: 'not-allowed' }),
    );
    expect(() => authorize(caller('manager'), 'reply', { conversation: hidden })).not.toThrow();
  });
});

describe('agents over agents', () => {
  test('a manager neither makes nor changes an administrator', () => {
    const manager = caller('manager');
    expect(can(manager, 'invite-agents', { newRole: 'administrator' })).toBe(false);
    expect(can(manager, 'invite-agents', { newRole: 'manager' })).toBe(true);
    expect(can(manager, 'update-agents', { agentId: 'x', agentRole: 'administrator' })).toBe(false);
    expect(
      can(manager, 'update-agents', { agentId: 'x', agentRole: 'agent', newRole: 'administrator' }),
    ).toBe(false);
    expect(can(caller('administrator'), 'update-agents', { agentId: 'x', newRole: 'administrator' })).toBe(
      true,
    );
  });

  test('nobody changes their own role', () => {
    for (const role of ['administrator', 'manager'] as const) {
      expect(can(caller(role), 'update-agents', { agentId: 'me', agentRole: role, newRole: 'agent' })).toBe(
        false,
      );
      expect(can(caller(role), 'update-agents', { agentId: 'me', agentRole: role, newRole: role })).toBe(
        true,
      );
    }
  });
});

describe('a visitor', () => {
  const visitor: Caller = { kind: 'customer', customerId: 'c', threadId: 't' };
  test('reads and writes in their own conversation and does nothing else', () => {
    const own = { conversation: talk() };
    expect(EVERYTHING.filter((verb) => can(visitor, verb, own))).toEqual(['read', 'reply']);
    expect(EVERYTHING.filter((verb) => can(visitor, verb))).toEqual([]);
    expect(can(visitor, 'read', { conversation: talk({ customerId: 'other' }) })).toBe(false);
    expect(visibleTo(visitor)).toEqual({ kind: 'customer', customerId: 'c' });
  });
});

describe('abilities', () => {
  test('are the answers can() gives', () => {
    const conversation = talk({ mentions: ['me'] });
    expect(abilities(caller('light'), conversation)).toMatchObject({ read: true, note: true, reply: false });
    expect(Object.keys(abilities(caller('agent'), conversation))).toEqual([...CONVERSATION_VERBS]);
    expect(workspaceAbilities(caller('manager'))).toMatchObject({
      'read-reports': true,
      'erase-customers': false,
    });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '#contracts/time.ts';
import type { Agent } from './escalation.ts';
import {
  DECLINED_PAUSE_MS,
  type Desk,
  freeSlots,
  LAPSED_PAUSE_MS,
  type PickAgentInput,
  pickAgent,
  sameDecision,
  someoneThere,
} from './pick-agent.ts';

const NOW = new Date('2026-11-24T03:00:00Z');
const ago = (ms: number): Date => new Date(NOW.getTime() - ms);

const agent = (id: string, more: Partial<Agent> = {}): Agent => ({
  id,
  name: id,
  email: `${id}@example.com`,
  role: 'agent',
  language: 'ja',
  serves: ['ja', 'en'],
  skills: [],
  teamIds: [],
  capacity: 4,
  slotVersion: 0,
  disabled: false,
  preferences: { language: 'ja', theme: 'auto', sound: true, shortcuts: true },
  createdAt: ago(1_000 * HOUR),
  version: 1,
  ...more,
});
const desk = (who: Agent, more: Partial<Omit<Desk, 'agent'>> = {}): Desk => ({
  agent: who,
  presence: 'available',
  open: 0,
  offers: 0,
  ...more,
});
const input = (desks: Desk[], more: Partial<PickAgentInput> = {}): PickAgentInput => ({
  escalation: { requiredSkills: [], language: 'ja', passed: [] },
  queue: { id: 'general' },
  desks,
  now: NOW,
  ...more,
});
const chosen = (desks: Desk[], more: Partial<PickAgentInput> = {}): string | undefined =>
  pickAgent(input(desks, more)).chosen;

describe('pickAgent', () => {
  it.each([
    ['absent', desk(agent('a'), { presence: undefined }), {}],
    ['away', desk(agent('a'), { presence: 'away' }), {}],
    ['at-capacity', desk(agent('a', { capacity: 2 }), { open: 2 }), {}],
    ['at-capacity', desk(agent('a', { capacity: 2 }), { open: 1, offers: 1 }), {}],
    [
      'no-skill',
      desk(agent('a', { skills: ['returns'] })),
      { escalation: { requiredSkills: ['returns', 'billing'], language: 'ja', passed: [] } },
    ],
    [
      'no-language',
      desk(agent('a', { serves: ['ja'] })),
      { escalation: { requiredSkills: [], language: 'en', passed: [] } },
    ],
    ['not-in-team', desk(agent('a', { teamIds: ['sales'] })), { queue: { id: 'q', teamId: 'support' } }],
    [
      'already-offered',
      desk(agent('a')),
      {
        escalation: {
          requiredSkills: [],
          language: 'ja',
          passed: [{ agentId: 'a', at: ago(MINUTE), how: 'timed-out' }],
        },
      },
    ],
  ] as [string, Desk, Partial<PickAgentInput>][])('excludes as %s', (reason, only, more) => {
    const decision = pickAgent(input([only], more));
    expect(decision.chosen).toBeUndefined();
    expect(decision.candidates).toEqual([{ agentId: 'a', name: 'a', excluded: reason }]);
  });

  it('prefers the highest free share', () => {
    const desks = [
      desk(agent('a', { capacity: 4 }), { open: 2 }),
      desk(agent('b', { capacity: 3 }), { open: 1 }),
    ];
    expect(chosen(desks)).toBe('b');
  });

  it('asks the longest idle of those equally free', () => {
    const desks = [
      desk(agent('a', { lastAcceptedAt: ago(MINUTE) })),
      desk(agent('b', { lastAcceptedAt: ago(9 * MINUTE) })),
      desk(agent('c', { lastAcceptedAt: ago(5 * MINUTE) })),
    ];
    expect(chosen(desks)).toBe('b');
  });

  it('prefers the agent who last served the customer, unless that one is full', () => {
    const last = (open: number) => [desk(agent('a')), desk(agent('b'), { open })];
    expect(chosen(last(3), { lastAgentId: 'b' })).toBe('b');
    expect(chosen(last(4), { lastAgentId: 'b' })).toBe('a');
  });

  it('asks who was not asked before ahead of who let it lapse, and the latter again after the pause', () => {
    const passed = (ms: number, how: 'timed-out' | 'declined') => ({
      requiredSkills: [],
      language: 'ja' as const,
      passed: [{ agentId: 'a', at: ago(ms), how }],
    });
    const busyOther = [desk(agent('a')), desk(agent('b'), { open: 3 })];
    expect(chosen(busyOther, { escalation: passed(LAPSED_PAUSE_MS, 'timed-out') })).toBe('b');
    const alone = [desk(agent('a'))];
    expect(chosen(alone, { escalation: passed(LAPSED_PAUSE_MS - 1, 'timed-out') })).toBeUndefined();
    expect(chosen(alone, { escalation: passed(LAPSED_PAUSE_MS, 'timed-out') })).toBe('a');
    expect(chosen(alone, { escalation: passed(LAPSED_PAUSE_MS, 'declined') })).toBeUndefined();
    expect(chosen(alone, { escalation: passed(DECLINED_PAUSE_MS, 'declined') })).toBe('a');
  });

  it('forgets a lapse of one who just became available', () => {
    const escalation = {
      requiredSkills: [],
      language: 'ja' as const,
      passed: [{ agentId: 'a', at: ago(1), how: 'declined' as const }],
    };
    expect(chosen([desk(agent('a'))], { escalation, fresh: new Set(['a']) })).toBe('a');
  });

  it('asks managers and administrators only when they are in a team or there is no agent', () => {
    const boss = desk(agent('boss', { role: 'manager' }));
    const owner = desk(agent('owner', { role: 'administrator' }));
    expect(chosen([owner])).toBe('owner');
    expect(chosen([owner, desk(agent('a'), { presence: undefined })])).toBeUndefined();
    const decision = pickAgent(input([boss, desk(agent('a'), { open: 4 })]));
    expect(decision.candidates.map((c) => c.agentId)).toEqual(['a']);
    expect(
      chosen([desk(agent('boss', { role: 'manager', teamIds: ['t'] })), desk(agent('a'), { open: 4 })]),
    ).toBe('boss');
  });

  it('never asks light users and disabled agents', () => {
    const desks = [desk(agent('l', { role: 'light' })), desk(agent('d', { disabled: true }))];
    expect(pickAgent(input(desks)).candidates).toEqual([]);
  });

  it('shares four between limits of ten and five as three and one', () => {
    const desks = [desk(agent('b', { capacity: 5 })), desk(agent('a', { capacity: 10 }))];
    const got: Record<string, number> = { a: 0, b: 0 };
    for (let i = 0; i < 4; i++) {
      const who = chosen(desks) ?? '';
      got[who] = (got[who] ?? 0) + 1;
      for (const d of desks) if (d.agent.id === who) d.open += 1;
    }
    expect(got).toEqual({ a: 3, b: 1 });
  });

  it('says the same of two decisions that differ in time and order only', () => {
    const desks = [desk(agent('a')), desk(agent('b'), { presence: 'away' })];
    const one = pickAgent(input(desks));
    const two = pickAgent(input([...desks].reverse(), { now: new Date(NOW.getTime() + HOUR) }));
    expect(sameDecision(one, two)).toBe(true);
    expect(sameDecision(one, pickAgent(input([desk(agent('a')), desk(agent('b'))])))).toBe(false);
    expect(sameDecision(undefined, two)).toBe(false);
  });
});

describe('someoneThere', () => {
  it('counts a full agent as there, an away or unfit one not', () => {
    const full = desk(agent('a', { capacity: 1 }), { open: 1 });
    expect(someoneThere(input([full]))).toBe(true);
    expect(someoneThere(input([desk(agent('a'), { presence: 'away' })]))).toBe(false);
    const needs = { requiredSkills: ['billing'], language: 'ja' as const, passed: [] };
    expect(someoneThere(input([full], { escalation: needs }))).toBe(false);
  });
});

const SKILLS = ['billing', 'returns', 'shipping'];
const anyDesk = fc.record({
  presence: fc.constantFrom('available', 'away', undefined),
  open: fc.nat(6),
  offers: fc.nat(2),
  capacity: fc.integer({ min: 1, max: 6 }),
  skills: fc.subarray(SKILLS),
  serves: fc.subarray(['ja', 'en'] as const, { minLength: 1 }),
  role: fc.constantFrom('agent', 'manager', 'administrator', 'light'),
  teamIds: fc.subarray(['t1', 't2']),
  idle: fc.nat(100_000),
});
type AnyDesk = typeof anyDesk extends fc.Arbitrary<infer T> ? T : never;
const desksOf = (rows: AnyDesk[]): Desk[] =>
  rows.map((row, i) => ({
    agent: agent(`a${i}`, {
      capacity: row.capacity,
      skills: row.skills,
      serves: [...row.serves],
      role: row.role as Agent['role'],
      teamIds: row.teamIds,
      lastAcceptedAt: ago(row.idle),
    }),
    presence: row.presence as Desk['presence'],
    open: row.open,
    offers: row.offers,
  }));

describe('pickAgent, for any floor', () => {
  it('chooses only an available agent with a free slot, every skill, the language and the team', () => {
    fc.assert(
      fc.property(
        fc.array(anyDesk, { maxLength: 8 }),
        fc.subarray(SKILLS),
        fc.constantFrom('ja', 'en'),
        fc.constantFrom('t1', undefined),
        (rows, requiredSkills, language, teamId) => {
          const desks = desksOf(rows);
          const decision = pickAgent(
            input(desks, {
              escalation: { requiredSkills, language: language as 'ja' | 'en', passed: [] },
              queue: { id: 'q', ...(teamId ? { teamId } : {}) },
            }),
          );
          const possible = decision.candidates.filter((c) => !c.excluded);
          expect(decision.chosen).toBe(possible[0]?.agentId);
          const who = desks.find((d) => d.agent.id === decision.chosen);
          if (!who) return;
          expect(who.presence).toBe('available');
          expect(freeSlots(who)).toBeGreaterThan(0);
          expect(requiredSkills.filter((s) => !who.agent.skills.includes(s))).toEqual([]);
          expect(who.agent.serves).toContain(language);
          if (teamId) expect(who.agent.teamIds).toContain(teamId);
          expect(who.agent.role).not.toBe('light');
        },
      ),
    );
  });

  it('is fair over many rounds: equal agents end within one conversation of each other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 7 }), fc.integer({ min: 1, max: 60 }), (n, rounds) => {
        const desks = Array.from({ length: n }, (_, i) => desk(agent(`a${i}`, { capacity: 100 })));
        for (let round = 0; round < rounds; round++) {
          const now = new Date(NOW.getTime() + round * MINUTE);
          const who = chosen(desks, { now });
          for (const d of desks)
            if (d.agent.id === who) {
              d.open += 1;
              d.agent = { ...d.agent, lastAcceptedAt: now };
            }
        }
        const got = desks.map((d) => d.open);
        expect(Math.max(...got) - Math.min(...got)).toBeLessThanOrEqual(1);
        expect(got.reduce((a, b) => a + b, 0)).toBe(rounds);
      }),
      { numRuns: 40 },
    );
  });

  it('takes turns where each is done before the next comes', () => {
    const desks = ['a', 'b', 'c'].map((id) => desk(agent(id, { capacity: 1 })));
    const turns = Array.from({ length: 9 }, (_, round) => {
      const now = new Date(NOW.getTime() + round * MINUTE);
      const who = chosen(desks, { now }) ?? '';
      for (const d of desks) if (d.agent.id === who) d.agent = { ...d.agent, lastAcceptedAt: now };
      return who;
    });
    expect(turns).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c']);
  });
});

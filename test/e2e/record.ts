import { expect } from 'vitest';
import { api, type ServerProcess } from '#test/kit/server-process.ts';

/** One line of a customer's record, as the API answers it. */
export interface RecordLine {
  type: string;
  at: string;
  actor: { kind: string; id?: string; name?: string };
  conversationId?: string;
  channel?: string;
  text?: string;
  after?: Record<string, unknown>;
}

const DAY_MS = 86_400_000;

/** Oldest first; waits until a line of this type is there. */
export const recordUntil = async (
  server: ServerProcess,
  customerId: string,
  type: string,
): Promise<RecordLine[]> => {
  let lines: RecordLine[] = [];
  await expect
    .poll(
      async () => {
        const route = `/customers/${customerId}/interactions?limit=100`;
        lines = (await api<{ items: RecordLine[] }>(server, 'GET', route)).items.reverse();
        return lines.some((line) => line.type === type);
      },
      { timeout: 20_000, interval: 200 },
    )
    .toBe(true);
  return lines;
};

/** The manager's CSAT of the last day and the next: how many answered, and how many of them with 4 or 5. */
export const csatOf = async (server: ServerProcess): Promise<{ n: number; good: number }> => {
  const [from, to] = [-DAY_MS, DAY_MS].map((ms) => new Date(Date.now() + ms).toISOString());
  const { figures } = await api<{ figures: { key: string; value: number | null; n: number }[] }>(
    server,
    'GET',
    `/reports/csat?from=${from}&to=${to}`,
  );
  const csat = figures.find((figure) => figure.key === 'csat');
  if (csat === undefined) throw new Error('the report csat has no figure csat');
  return { n: csat.n, good: Math.round((csat.value ?? 0) * csat.n) };
};

/** The steps in the order in which each of them first came. */
export const firstTimes = (record: readonly RecordLine[], steps: readonly string[]): string[] => [
  ...new Set(record.map((line) => line.type).filter((type) => steps.includes(type))),
];

/** What a served customer's record shows, in this order, whatever the channel. */
export const STEPS: readonly string[] = [
  'message.received',
  'escalation.initiated',
  'escalation.offered',
  'escalation.accepted',
  'conversation.resolved',
  'survey.sent',
  'survey.answered',
];

/** Resolves when routing may offer conversations to this agent. */
export const untilAvailable = (server: ServerProcess, agentId: string): Promise<void> =>
  expect
    .poll(
      async () => {
        const { items } = await api<{ items: { id: string; presence: string }[] }>(server, 'GET', '/agents');
        return items.find((one) => one.id === agentId)?.presence;
      },
      { timeout: 20_000, interval: 100 },
    )
    .toBe('available');

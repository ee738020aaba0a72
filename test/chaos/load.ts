import { sid } from '#test/kit/sms-items.ts';
import type { World } from './world.ts';

/** What was told to the product, and what it answered. Kept outside the product. */
export interface Told {
  /** Sids by customer, in the order in which they were sent. */
  byCustomer: Map<string, string[]>;
  /** Sids answered 2xx at least once. */
  acknowledged: Set<string>;
  /** Webhook calls made, redeliveries included. */
  calls: number;
}

const TEXTS = [
  '配送状況を教えてください',
  '営業時間は何時ですか',
  'I have a question about my lamp',
  'サイズの合う電球はどれですか',
  'Do you deliver to Hokkaido?',
  '返品したいです',
];

export interface LoadOptions {
  seed: number;
  customers: number;
  messages: number;
}

/**
 * Customers write by SMS, each the next message once the last is acknowledged; every third message is delivered five times over. Twilio repeats what
 * gets no 2xx, as long as it takes.
 */
export const runLoad = async (world: World, told: Told, options: LoadOptions): Promise<void> => {
  const { twilio } = world;
  const customer = async (n: number): Promise<void> => {
    const from = `+8190${String(options.seed).padStart(4, '0')}${String(n).padStart(4, '0')}`;
    const sids: string[] = [];
    told.byCustomer.set(from, sids);
    for (let m = 0; m < options.messages; m++) {
      const id = sid('SM', `chaos-${options.seed}-${n}-${m}`);
      sids.push(id);
      const body = `${TEXTS[(n + m + options.seed) % TEXTS.length]} #${m}`;
      const { statuses } = await twilio.receive({ from, body, sid: id });
      told.calls += statuses.length;
      if (statuses.some((s) => s >= 200 && s < 300)) told.acknowledged.add(id);
      if ((n + m) % 3 === 0) {
        const again = await Promise.all(Array.from({ length: 4 }, () => twilio.redeliver(id)));
        told.calls += again.flat().length;
      }
    }
  };
  await Promise.all(Array.from({ length: options.customers }, (_, n) => customer(n)));
};

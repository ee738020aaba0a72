import { AppError } from '#contracts/errors.ts';
import { DAY, HOUR } from '#contracts/time.ts';
import type { Customer } from '../domain/customer/customer.ts';
import { isOpen } from '../domain/sla/business-hours.ts';
import { mayAskNps, NPS_QUIET_DAYS, NPS_SERVED_WITHIN_MS } from '../domain/survey/eligible.ts';
import type { Settings } from '../ports/content-stores.ts';
import { lostRace, system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { afterSend } from './send-message.ts';
import { askSurvey, CLOSED } from './send-survey.ts';

const scope = system('send-nps');
/** Sent in one run at most: a shop of many customers is asked over days, not in a burst. */
const PER_RUN = 100;
/** Looked at in one run. */
const CANDIDATES = 1_000;
const EVERY_MS = HOUR;
/** The one timer that sweeps. */
const SUBJECT = 'sweep';

const askOne = async (ports: Ports, candidate: Customer, settings: Settings, now: Date): Promise<boolean> => {
  const filter = { customerIds: [candidate.id], sort: 'newest' as const, includeSpam: true };
  const last = (await ports.stores.conversations.list(scope, filter, { limit: 1 })).items[0];
  if (!last || !mayAskNps(candidate, last, settings.nps.everyDays, now)) return false;
  const mark = { lastNpsAt: now };
  try {
    const sent = await ports.stores.transaction(scope, async (tx) => {
      const customer = await ports.stores.customers.get(scope, candidate.id, tx);
      const conversation = await ports.stores.conversations.get(scope, last.id, tx);
      if (!customer || !conversation || !mayAskNps(customer, conversation, settings.nps.everyDays, now))
        return undefined;
      if (!(await ports.stores.customers.update(scope, customer.id, customer.version, mark, tx)))
        return lostRace();
      const id = `nps-${customer.id}-${now.getTime()}`;
      return await askSurvey(ports, tx, conversation, { id, kind: 'nps' }, settings);
    });
    if (sent) afterSend(ports, sent);
    return sent !== undefined;
  } catch (error) {
    if (!(error instanceof AppError) || !CLOSED.includes(error.code)) throw error;
    // Opted out, or out of the reply window: their turn passes. A channel that is off for now may be back in an hour.
    if (error.code !== 'channel-not-available')
      await ports.stores.customers.update(scope, candidate.id, undefined, mark);
    return false;
  }
};

/**
 * Asks customers served lately and not asked within 90 days (or `nps.everyDays`, if longer) for NPS, in business hours, at most 100 a run, on the
 * channel of their last conversation if it is open. Answers how many were asked.
 */
export const sendNps = async (ports: Ports): Promise<number> => {
  const settings = await ports.stores.settings.current(scope);
  const now = ports.clock.now();
  if (!settings.nps.enabled || !isOpen(settings.hours, now)) return 0;
  const quietMs = Math.max(NPS_QUIET_DAYS, settings.nps.everyDays) * DAY;
  const candidates = await ports.stores.customers.npsDue(
    scope,
    new Date(now.getTime() - quietMs),
    new Date(now.getTime() - NPS_SERVED_WITHIN_MS),
    CANDIDATES,
  );
  let asked = 0;
  for (const candidate of candidates) {
    if (asked >= PER_RUN) break;
    if (await askOne(ports, candidate, settings, now)) asked += 1;
  }
  return asked;
};

/** Sees to it that the hourly sweep has its timer. Cheap; called on start and with each resolve, so that a lost timer comes back by itself. */
export const ensureNpsTimer = async (ports: Ports): Promise<void> => {
  if (await ports.stores.timers.get(scope, 'nps', SUBJECT)) return;
  await planNps(ports);
};

/** Sets the next sweep. Set before the run: a crash in the middle costs no more than an hour. */
export const planNps = async (ports: Ports): Promise<void> => {
  const dueAt = new Date(ports.clock.now().getTime() + EVERY_MS);
  await ports.stores.timers.set(scope, { kind: 'nps', subject: SUBJECT, dueAt, data: {} });
};

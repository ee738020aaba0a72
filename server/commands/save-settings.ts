import type { z } from 'zod';
import { AppError } from '#contracts/errors.ts';
import type { GeneralSettings } from '#contracts/views.ts';
import { authorize } from '../domain/access/can.ts';
import { refuseGreetings } from '../domain/learning/check-answer.ts';
import { isTimeZone } from '../domain/sla/business-hours.ts';
import type { Settings } from '../ports/content-stores.ts';
import { lostRace, type Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { given } from '../presenters/given.ts';
import { presentSettings } from '../presenters/present-settings.ts';
import { commitChange } from './commit-change.ts';
import { keepRecognizer } from './keep-recognizer.ts';
import { refuseWith } from './save-answer.ts';

type Change = { [K in keyof z.infer<typeof GeneralSettings>]?: Settings[K] | undefined };

const checkHours = (settings: Settings): void => {
  const { timeZone, week, exceptions } = settings.hours;
  if (!isTimeZone(timeZone)) throw new AppError('invalid-input', { issues: [{ path: 'hours.timeZone' }] });
  const ranges = [...Object.values(week), ...Object.values(exceptions)].flat();
  const badDay = Object.keys(week).some((day) => !/^[1-7]$/.test(day));
  const badDate = Object.keys(exceptions).some((day) => !/^\d{4}-\d{2}-\d{2}$/.test(day));
  if (badDay || badDate || ranges.some((range) => range.from >= range.to)) {
    throw new AppError('invalid-input', { issues: [{ path: 'hours' }] });
  }
};

/**
 * Makes a new version of the general settings; the former ones are kept. `version` = the one the writer saw.
 * @throws AppError `version-conflict`, `invalid-input`, `unknown-variable`
 */
export const saveSettings = async (
  ports: Ports,
  scope: Scope,
  input: Change,
): Promise<z.infer<typeof GeneralSettings>> => {
  authorize(scope, 'manage-settings');
  const { version, ...fields } = input;
  const changes = given(fields);
  return commitChange(ports, scope, async (tx) => {
    const before = await ports.stores.settings.current(scope);
    if (version !== undefined && version !== before.version) throw new AppError('version-conflict');
    const changed: Settings = { ...before, ...(changes as Partial<Settings>), version: before.version + 1 };
    const settings: Settings = { ...changed, bot: keepRecognizer(ports, before.bot, changed.bot) };
    checkHours(settings);
    refuseWith(refuseGreetings(settings.bot.greetings ?? []));
    if (!(await ports.stores.settings.save(scope, settings, tx))) return lostRace();
    return {
      result: presentSettings(settings),
      events: Object.keys(changes).map((key) => ({
        type: 'settings.changed' as const,
        before: { version: before.version },
        after: { key, version: settings.version },
      })),
    };
  });
};

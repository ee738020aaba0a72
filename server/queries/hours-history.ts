import type { HoursHistory } from '../domain/report/hours-history.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

/** Business hours as they were, from the record of settings changes; what held first holds since ever. */
export const loadHoursHistory = async (ports: Pick<Ports, 'stores'>, scope: Scope): Promise<HoursHistory> => {
  const changes: { from: Date; version: number }[] = [];
  for await (const rows of ports.stores.interactions.scan(scope, { types: ['settings.changed'], batch: 500 }))
    for (const row of rows)
      if (row.type === 'settings.changed' && row.after.key === 'hours')
        changes.push({ from: row.at, version: row.after.version });
  const [first] = changes;
  const versions = first
    ? [{ from: new Date(0), version: first.version - 1 }, ...changes]
    : [{ from: new Date(0), version: (await ports.stores.settings.current(scope)).version }];
  const history = await Promise.all(
    versions.map(async ({ from, version }) => {
      const settings = await ports.stores.settings.version(scope, version);
      return settings ? [{ from, version, hours: settings.hours }] : [];
    }),
  );
  return history.flat();
};

import type { Connection } from 'mongoose';
import { DEFAULT_SETTINGS } from '../domain/settings/default-settings.ts';
import type { ContentStores, Settings } from '../ports/content-stores.ts';
import { contentCollection } from './content-documents.ts';

type SettingsDoc = Settings & { _id: string };
/** Settings are read for every message: a change made by another process counts within this time, one's own at once. */
const KEPT_MS = 1_000;
const toSettings = ({ _id, ...settings }: SettingsDoc): Settings => settings;

/** General settings: one document per version, never changed, so that a figure can be read under the rules it was made with. */
export const createSettingsStore = (connection: Connection): ContentStores['settings'] => {
  const { docs, add } = contentCollection<SettingsDoc>(connection, 'settings');
  let kept: { settings: Settings; until: number } | undefined;
  return {
    current: async () => {
      if (kept && kept.until > Date.now()) return kept.settings;
      const doc = await docs.findOne({}, { sort: { version: -1 } });
      const settings = doc ? toSettings(doc) : DEFAULT_SETTINGS;
      kept = { settings, until: Date.now() + KEPT_MS };
      return settings;
    },
    save: async (_scope, settings, tx) => {
      const saved = await add({ _id: `v${settings.version}`, ...settings }, tx);
      kept = undefined;
      return saved;
    },
    version: async (_scope, v) => {
      const doc = await docs.findOne({ _id: `v${v}` });
      return doc ? toSettings(doc) : v === 0 ? DEFAULT_SETTINGS : undefined;
    },
  };
};

import type { Connection } from 'mongoose';
import { DEFAULT_SETTINGS } from '../domain/settings/default-settings.ts';
import type { ContentStores, Settings } from '../ports/content-stores.ts';
import { contentCollection } from './content-documents.ts';

type SettingsDoc = Settings & { _id: string };
const toSettings = ({ _id, ...settings }: SettingsDoc): Settings => settings;

/** General settings: one document per version, never changed, so that a figure can be read under the rules it was made with. */
export const createSettingsStore = (connection: Connection): ContentStores['settings'] => {
  const { docs, add } = contentCollection<SettingsDoc>(connection, 'settings');
  return {
    current: async () => {
      const doc = await docs.findOne({}, { sort: { version: -1 } });
      return doc ? toSettings(doc) : DEFAULT_SETTINGS;
    },
    save: (_scope, settings, tx) => add({ _id: `v${settings.version}`, ...settings }, tx),
    version: async (_scope, v) => {
      const doc = await docs.findOne({ _id: `v${v}` });
      return doc ? toSettings(doc) : v === 0 ? DEFAULT_SETTINGS : undefined;
    },
  };
};

import type { Connection } from 'mongoose';
import type { ContentStores } from '../ports/content-stores.ts';
import { createAccountStore } from './content-accounts.ts';
import { createArticleStore } from './content-articles.ts';
import { createCannedStore } from './content-canned.ts';
import { createDraftStore } from './content-drafts.ts';
import { createFileStore } from './content-files.ts';
import { createLoggedTextStore } from './content-logged-texts.ts';
import { createSavedViewStore } from './content-saved-views.ts';
import { createSettingsStore } from './content-settings.ts';
import { createHelpStores } from './help-stores.ts';

/** Everything people write that is not a conversation. Its collections and indexes are CONTENT_COLLECTIONS. */
export const createContentStores = (connection: Connection): ContentStores => ({
  articles: createArticleStore(connection),
  help: createHelpStores(connection),
  canned: createCannedStore(connection),
  accounts: createAccountStore(connection),
  settings: createSettingsStore(connection),
  files: createFileStore(connection),
  drafts: createDraftStore(connection),
  savedViews: createSavedViewStore(connection),
  loggedTexts: createLoggedTextStore(connection),
});

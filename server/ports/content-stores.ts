import type { Greeting } from '#contracts/answer.ts';
import type { Attachment } from '#contracts/message.ts';
import type { BotPolicy } from '#contracts/policy.ts';
import type { BusinessHours } from '#contracts/queue.ts';
import type { RecognizerKind } from '#contracts/recognizer.ts';
import type { Language } from '#contracts/time.ts';
import type { PageAsk, PageOf } from './core-stores.ts';
import type { HelpStores } from './help-stores.ts';
import type { Scope, Tx } from './scope.ts';

export interface Article {
  id: string;
  slug: string;
  language: Language;
  title: string;
  body: string;
  category: string;
  status: 'draft' | 'published' | 'archived';
  questions: string[];
  intent?: string;
  skills: string[];
  /** What its ja and en versions share; absent only in rows that went round the commands. */
  familyId?: string;
  /** The category by id; `category` is its name in the article's language. */
  categoryId?: string;
  /** Words that wait to be published, beside those that are. Never there unless published, and never among `published()`. */
  draft?: ArticleDraft;
  /** How often it was published, when last and by whom (an agent's id or `system`). */
  publishedVersion?: number;
  publishedAt?: Date;
  publishedBy?: string;
  updatedAt: Date;
  updatedBy?: string;
  version: number;
}
/** The words of an article, as they are before they are published. */
export interface ArticleDraft {
  title: string;
  body: string;
  questions: string[];
  updatedAt: Date;
  updatedBy: string;
}
export interface Canned {
  id: string;
  shortcut: string;
  title: string;
  text: string;
  language: Language;
}
export interface ChannelAccountDoc {
  id: string;
  channel: string;
  adapter: string;
  name: string;
  paused: boolean;
  settings: Record<string, unknown> /** Encrypted under SECRET_KEY (AES-256-GCM), by name. */;
  secrets: Record<string, string>;
  lastReceivedAt?: Date;
  lastSentAt?: Date;
  lastError?: string;
  /** When its token ends, as the last check told. */
  tokenExpiresAt?: Date;
  checkedAt?: Date;
  cursor?: string;
  version: number;
}
/** The bot's recognizer as it is stored. `key` and `keySet` come and go on the wire and are never stored. */
export interface StoredRecognizer {
  kind: RecognizerKind;
  url?: string | undefined;
  model?: string | undefined;
  /** Sealed under SECRET_KEY. */
  sealedKey?: string | undefined;
  key?: string | undefined;
  keySet?: boolean | undefined;
}
export interface Settings {
  shopName: Record<Language, string>;
  botName: Record<Language, string>;
  language: Language;
  hours: BusinessHours;
  csat: { enabled: boolean; delayMs: number };
  nps: { enabled: boolean; everyDays: number };
  bot: {
    enabled: boolean;
    /** Whether a failing regression test blocks publishing; absent: it warns. */
    testGate?: 'warn' | 'block' | undefined;
    bands: Record<Language, { answer: number; clarify: number; margin: number }>;
    /** First words by audience; absent = the usual ones. */
    greetings?: Greeting[] | undefined;
    /** What it understands by; absent: the encoder where it is installed. */
    recognizer?: StoredRecognizer | undefined;
  };
  /** Absent: DEFAULT_POLICY. */
  policy?: BotPolicy | undefined;
  /** After this an absent agent's open conversations in which a customer waits go back to the queue; default 10 min, 0 = never. */
  routing?: { requeueAbsentAfterMs: number } | undefined;
  version: number;
}
export interface StoredFile {
  id: string;
  name: string;
  mime: string;
  size: number;
  kind: Attachment['kind'];
  owner: { kind: 'agent' | 'customer' | 'system'; id: string };
  conversationId?: string;
  at: Date;
}

/** What of a logged call, fax, letter or meeting can be erased. */
export interface LoggedRow {
  id: string;
  customerId: string;
  text: string;
  at: Date;
  fileIds: string[];
  conversationId?: string;
  /** Everything that was said of it, so that the same entry sent again is known. */
  print?: string;
}

export interface ContentStores {
  help: HelpStores;
  articles: {
    /** The published words only; `updatedAt` is when they were published. */
    published(scope: Scope, language: Language): Promise<{ version: string; articles: Article[] }>;
    /** The versions of one article, at most one a language. */
    family(scope: Scope, familyIds: readonly string[], tx?: Tx): Promise<Article[]>;
    get(scope: Scope, id: string): Promise<Article | undefined>;
    bySlug(scope: Scope, slug: string, language: Language): Promise<Article | undefined>;
    list(
      scope: Scope,
      ask: PageAsk & {
        language?: Language;
        status?: Article['status'];
        categoryId?: string;
        /** Only those with words that wait to be published. */
        withDraft?: boolean;
        tokens?: string[];
      },
    ): Promise<PageOf<Article>>;
    save(scope: Scope, article: Article, expectedVersion: number | undefined, tx?: Tx): Promise<boolean>;
  };
  canned: {
    list(scope: Scope, ask: PageAsk & { q?: string }): Promise<PageOf<Canned>>;
    save(scope: Scope, canned: Canned): Promise<void>;
    remove(scope: Scope, id: string): Promise<boolean>;
  };
  accounts: {
    get(scope: Scope, id: string): Promise<ChannelAccountDoc | undefined>;
    list(scope: Scope): Promise<ChannelAccountDoc[]>;
    save(scope: Scope, account: ChannelAccountDoc, expectedVersion: number | undefined): Promise<boolean>;
    /** Where the account's way in stopped reading (IMAP). */
    cursor(scope: Scope, id: string): Promise<string | undefined>;
    setCursor(scope: Scope, id: string, cursor: string): Promise<void>;
    touch(
      scope: Scope,
      id: string,
      seen: {
        receivedAt?: Date;
        sentAt?: Date;
        error?: string | null;
        checkedAt?: Date;
        tokenExpiresAt?: Date | null;
      },
    ): Promise<void>;
  };
  settings: {
    current(
      scope: Scope,
    ): Promise<Settings> /** Every version is kept; facts keep the version they were made with. */;
    save(scope: Scope, settings: Settings, tx?: Tx): Promise<boolean>;
    version(scope: Scope, v: number): Promise<Settings | undefined>;
  };
  files: {
    save(scope: Scope, file: Omit<StoredFile, 'id' | 'at' | 'size'>, data: Buffer): Promise<StoredFile>;
    meta(scope: Scope, id: string): Promise<StoredFile | undefined>;
    read(scope: Scope, id: string): Promise<Buffer | undefined>;
    /** Bytes `from`…`to` (both included) of a file that is there, a piece at a time: as much is in memory as the reader has taken. */
    stream(scope: Scope, id: string, range: { from: number; to: number }): AsyncIterable<Uint8Array>;
    attach(scope: Scope, ids: readonly string[], conversationId: string): Promise<void>;
    remove(scope: Scope, ids: readonly string[]): Promise<void>;
  };
  drafts: {
    get(
      scope: Scope,
      agentId: string,
      conversationId: string,
    ): Promise<{ text: string; visibility: 'public' | 'note' } | undefined>;
    save(
      scope: Scope,
      agentId: string,
      conversationId: string,
      draft: { text: string; visibility: 'public' | 'note' },
    ): Promise<void>;
  };
  savedViews: {
    list(
      scope: Scope,
      agentId: string,
    ): Promise<
      { id: string; name: string; shared: boolean; query: Record<string, string>; ownerId: string }[]
    >;
    save(
      scope: Scope,
      view: { id: string; name: string; shared: boolean; query: Record<string, string>; ownerId: string },
    ): Promise<void>;
    remove(scope: Scope, id: string, ownerId: string): Promise<boolean>;
  };
  /** Words and files of a logged call, letter or meeting: the erasable part of an `interaction.logged`, by the interaction's id. */
  loggedTexts: {
    insert(scope: Scope, row: LoggedRow, tx: Tx): Promise<void>;
    get(scope: Scope, id: string, tx?: Tx): Promise<LoggedRow | undefined>;
    many(scope: Scope, ids: readonly string[]): Promise<Map<string, LoggedRow>>;
    /** Entries whose words hold every token, newest first. */
    search(scope: Scope, tokens: readonly string[], limit: number): Promise<LoggedRow[]>;
    /** The customer on whose record the file is. */
    customerOfFile(scope: Scope, fileId: string): Promise<string | undefined>;
  };
}

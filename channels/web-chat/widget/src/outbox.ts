import type { z } from 'zod';
import type { WidgetSend } from '#contracts/socket.ts';
import type { Store } from './host.ts';

/** What is kept until the server has it. */
export type OutboxEvent = 'message.send' | 'person.ask' | 'survey.answer' | 'conversation.end';
type Data<E extends OutboxEvent> = z.infer<(typeof WidgetSend)[E]>;

/** A file as the bubble shows it before the server's message comes. */
export interface SentFile {
  fileId: string;
  name: string;
  mime: string;
  size: number;
  kind: 'image' | 'audio' | 'video' | 'file';
  status: 'stored';
  url?: string;
}

export interface OutboxItem<E extends OutboxEvent = OutboxEvent> {
  event: E;
  data: Data<E>;
  /** When it was written, ISO. */
  at: string;
  /** `taken`: the server has it in its ledger and will show it; never sent again. */
  state: 'waiting' | 'taken' | 'failed';
  /** Whose it is: '' for the anonymous visitor, else the user's `sub`. Nobody sends another's words. */
  slot: string;
  code?: string;
  files?: SentFile[];
}

const KEY = 'outbox';
/** A taken message that never came back is set aside by the server; the bubble goes after this long. */
const TAKEN_MS = 10 * 60_000;

/** The one list of unsent things of this browser, shared by its tabs through storage. */
export const createOutbox = (store: Store, slot: () => string) => {
  const all = (): OutboxItem[] => store.get<OutboxItem[]>(KEY) ?? [];
  const save = (items: OutboxItem[]): void => store.set(KEY, items.length ? items : undefined);
  return {
    name: store.name(KEY),
    /** Things of the present visitor, oldest first. */
    items: (): OutboxItem[] => all().filter((item) => item.slot === slot()),
    add<E extends OutboxEvent>(event: E, data: Omit<Data<E>, 'clientId'>, files?: SentFile[]): void {
      const item = {
        event,
        data: {
          clientId: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`.slice(0, 40),
          ...data,
        } as Data<E>,
        at: new Date().toISOString(),
        state: 'waiting' as const,
        slot: slot(),
        ...(files?.length ? { files } : {}),
      };
      save([...all(), item]);
    },
    change(clientId: string, change: Partial<OutboxItem>): void {
      save(all().map((item) => (item.data.clientId === clientId ? { ...item, ...change } : item)));
    },
    /** Drops what the server has shown, and what was taken too long ago. */
    drop(shown: (clientId: string) => boolean): void {
      const items = all();
      const old = Date.now() - TAKEN_MS;
      const kept = items.filter(
        ({ data, state, at }) => !shown(data.clientId) && (state !== 'taken' || Date.parse(at) > old),
      );
      if (kept.length < items.length) save(kept);
    },
  };
};
export type Outbox = ReturnType<typeof createOutbox>;

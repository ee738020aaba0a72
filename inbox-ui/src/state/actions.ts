import type { QueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import type { ConversationRow, Priority } from '#contracts/conversation.ts';
import { api, errorCode, q } from '../api/client.ts';
import { clock, clockOrDay, day } from '../i18n/format.ts';
import { currentLanguage, errorWords } from '../i18n/i18n.ts';
import { findRow, refreshLists, takeRows } from './lists.ts';
import { takeConversation } from './threads.ts';
import { say, sayFailed } from './undo.ts';

type Answer = Promise<{ conversation: ConversationRow }>;

/** Everything an agent does to a conversation: shown at once, undone by the toast, said in words when refused. */
export interface Actions {
  accept(id: string): Promise<boolean>;
  decline(id: string): Promise<boolean>;
  assign(
    ids: readonly string[],
    to: { assigneeId?: string | null; teamId?: string | null },
    name: string,
  ): void;
  takeOver(id: string): void;
  /** `note`: what the bot tells the customer from the agent. */
  handBack(id: string, note?: string): void;
  resolve(ids: readonly string[]): void;
  reopen(id: string): void;
  snooze(id: string, until: Date): void;
  spam(id: string, spam: boolean): void;
  setPriority(id: string, priority: Priority): void;
  setTags(id: string, tags: string[]): void;
  addTag(ids: readonly string[], tag: string): void;
  setSubject(id: string, subject: string): void;
}

const words = (key: string, values: Record<string, unknown> = {}): string =>
  i18next.t(`inbox:${key}`, values);

/** Makes the actions of the signed-in agent `me`. */
export const makeActions = (client: QueryClient, me: string): Actions => {
  const take = (row: ConversationRow): void => {
    // Lists first: what they held tells by how much the counts move.
    takeRows(client, [row], [], me);
    takeConversation(client, row);
  };
  const row = (id: string): ConversationRow | undefined => findRow(client, id);

  /** Shows `patch` at once, calls, takes the answer; when refused, puts the row back and says why. */
  const run = async (id: string, patch: Partial<ConversationRow>, call: () => Answer): Promise<boolean> => {
    const before = row(id);
    if (before !== undefined) take({ ...before, ...patch });
    try {
      const { conversation } = await call();
      take(conversation);
      // A row does not carry the hand-over, the channels and what may be done now.
      void client.invalidateQueries({ queryKey: q.conversations.show.queryKey({ input: { id } }) });
      return true;
    } catch (error) {
      if (before !== undefined) take(before);
      sayFailed(errorWords(errorCode(error)));
      void client.invalidateQueries({ queryKey: q.conversations.show.queryKey({ input: { id } }) });
      refreshLists(client);
      return false;
    }
  };
  const nameOf = (ids: readonly string[]): Record<string, unknown> => ({
    count: ids.length,
    name: row(ids[0] ?? '')?.customerName ?? '',
  });
  const update = (id: string, change: { priority?: Priority; tags?: string[]; subject?: string }) =>
    run(id, change, () => api.conversations.update({ id, ...change }));
  const undoable = async (did: Promise<boolean>[], text: string, undo?: () => void): Promise<void> => {
    say(text, undo);
    await Promise.all(did);
  };

  const assignAll: Actions['assign'] = (ids, to, name) => {
    const before = ids.map((id) => ({
      id,
      assigneeId: row(id)?.assigneeId ?? null,
      teamId: row(id)?.teamId ?? null,
    }));
    const set = (id: string, change: typeof to): Promise<boolean> =>
      run(
        id,
        {
          ...(change.assigneeId === undefined
            ? {}
            : { assigneeId: (change.assigneeId ?? undefined) as never }),
          ...(change.teamId === undefined ? {} : { teamId: (change.teamId ?? undefined) as never }),
        },
        () => api.conversations.assign({ id, ...change }),
      );
    void undoable(
      ids.map((id) => set(id, to)),
      words(ids.length > 1 ? 'done.assignedMany' : 'done.assigned', { ...nameOf(ids), to: name }),
      () => before.forEach(({ id, assigneeId, teamId }) => void set(id, { assigneeId, teamId })),
    );
  };
  const reopenQuietly = (id: string): Promise<boolean> =>
    run(id, { status: 'open' }, () => api.conversations.reopen({ id, undo: true }));
  const setTags = (id: string, tags: string[]): void => {
    const before = row(id)?.tags ?? [];
    void undoable(
      [update(id, { tags })],
      words('done.tagged', nameOf([id])),
      () => void update(id, { tags: before }),
    );
  };

  return {
    accept: (id) => run(id, {}, () => api.conversations.accept({ id })),
    decline: (id) => run(id, {}, () => api.conversations.decline({ id })),
    assign: assignAll,
    takeOver: (id) =>
      void run(id, { speaker: 'human', status: 'open' }, () => api.conversations.takeOver({ id })),
    handBack: (id, note) =>
      void undoable(
        [
          run(id, { speaker: 'bot', status: 'bot' }, () =>
            api.conversations.handBack({ id, ...(note ? { note } : {}) }),
          ),
        ],
        words('done.handedBack', nameOf([id])),
        () => void run(id, { speaker: 'human', status: 'open' }, () => api.conversations.takeOver({ id })),
      ),
    resolve: (ids) =>
      void undoable(
        ids.map((id) => run(id, { status: 'resolved' }, () => api.conversations.resolve({ id }))),
        words(ids.length > 1 ? 'done.resolvedMany' : 'done.resolved', nameOf(ids)),
        () => ids.forEach((id) => void reopenQuietly(id)),
      ),
    reopen: (id) => void run(id, { status: 'open' }, () => api.conversations.reopen({ id })),
    snooze: (id, until) =>
      void undoable(
        [
          run(id, { status: 'snoozed', snoozedUntil: until.toISOString() }, () =>
            api.conversations.snooze({ id, until: until.toISOString() }),
          ),
        ],
        words('done.snoozed', { ...nameOf([id]), until: whenWords(until) }),
        () => void reopenQuietly(id),
      ),
    spam: (id, spam) =>
      void undoable(
        [run(id, { spam }, () => api.conversations.spam({ id, spam }))],
        words(spam ? 'done.spam' : 'done.notSpam', nameOf([id])),
        () => void run(id, { spam: !spam }, () => api.conversations.spam({ id, spam: !spam })),
      ),
    setPriority: (id, priority) => {
      const before = row(id)?.priority ?? 'normal';
      void undoable(
        [update(id, { priority })],
        words('done.priority', { ...nameOf([id]), priority: words(`priority.${priority}`) }),
        () => void update(id, { priority: before }),
      );
    },
    setTags,
    addTag: (ids, tag) =>
      ids.forEach((id) => {
        const tags = row(id)?.tags ?? [];
        if (!tags.includes(tag)) setTags(id, [...tags, tag]);
      }),
    setSubject: (id, subject) => void update(id, { subject }),
  };
};

/** `11月26日(木) 9:00`; only the clock when it is today. */
export const whenWords = (at: Date): string => {
  const language = currentLanguage();
  const now = new Date();
  const date = clockOrDay(at, now, language);
  return date === clock(at, language) ? date : `${day(at, now, language)} ${clock(at, language)}`;
};

import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import { errorCode } from '../../api/client.ts';
import { ConnectionBar } from '../../frame/ConnectionBar.tsx';
import { errorWords } from '../../i18n/i18n.ts';
import { useCommands } from '../../keyboard/commands.ts';
import { live } from '../../socket/live.ts';
import { markRead } from '../../state/lists.ts';
import { lastSeq } from '../../state/messages.ts';
import { outbox } from '../../state/sending.ts';
import { useSession } from '../../state/session.ts';
import { useStore } from '../../state/store.ts';
import { threadItems } from '../../state/thread-items.ts';
import { useThread } from '../../state/threads.ts';
import { eventsOptions } from '../../state/timeline.ts';
import { toldOnce } from '../../state/told-once.ts';
import { composer, wantComposer } from '../composer/put-back.ts';
import { spokenOn } from '../composer/reply-thread.ts';
import { ComposerPlaceholder } from './ComposerPlaceholder.tsx';
import { ThreadHead } from './ThreadHead.tsx';
import { ThreadItems } from './ThreadItems.tsx';
import { ThreadSkeleton } from './ThreadSkeleton.tsx';
import { Typing } from './Typing.tsx';
import css from './thread.module.css';

const AssistLine = lazy(() => import('../assist/AssistLine.tsx').then((m) => ({ default: m.AssistLine })));
const Summary = lazy(() => import('../assist/Summary.tsx').then((m) => ({ default: m.Summary })));
const Composer = lazy(() => import('../composer/Composer.tsx').then((m) => ({ default: m.Composer })));

/** Distance from the foot within which one counts as reading the newest. Pixels. */
const AT_FOOT = 48;
/** How far before the top older messages are fetched. Pixels. */
const NEAR_TOP = 200;

/** Marks the conversation read up to the newest message, while the page is looked at and the foot is in sight. */
const useReadMark = (conversation: ConversationView | undefined, seq: number, atFoot: boolean): void => {
  const client = useQueryClient();
  const me = useSession().agent.id;
  const id = conversation?.id;
  const read = conversation?.readSeq ?? 0;
  useEffect(() => {
    if (id === undefined || seq === 0 || seq <= read || !atFoot) return;
    const mark = (): void => {
      if (document.visibilityState !== 'visible') return;
      markRead(client, id, seq, me);
      void live.request('read.set', { conversationId: id, seq });
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [client, me, id, seq, read, atFoot]);
};

const Scroller = ({
  children,
  onTop,
  onFoot,
  fresh,
  label,
  newest,
}: {
  children: React.ReactNode;
  onTop: () => void;
  onFoot: (atFoot: boolean) => void;
  fresh: boolean;
  label: string;
  /** Changes when something is added at the foot. */
  newest: string;
}) => {
  const { t } = useTranslation();
  const box = useRef<HTMLElement>(null);
  // The foot is scrollTop 0 and the top negative: the box is laid out from below, so it opens at the newest.
  // Measured from below, older messages on top move nothing; what comes at the foot would, and is made up for here.
  const height = useRef({ newest, pixels: 0 });
  useLayoutEffect(() => {
    const at = box.current;
    if (at === null) return;
    const grown = at.scrollHeight - height.current.pixels;
    if (height.current.newest !== newest && at.scrollTop < -AT_FOOT) at.scrollTop -= grown;
    height.current = { newest, pixels: at.scrollHeight };
  });
  const onScroll = (): void => {
    const at = box.current;
    if (at === null) return;
    onFoot(-at.scrollTop < AT_FOOT);
    if (at.scrollHeight - at.clientHeight + at.scrollTop < NEAR_TOP) onTop();
  };
  return (
    <div className={css.well}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={css.scroll} ref={box} onScroll={onScroll} tabIndex={0} aria-label={label}>
        {children}
      </section>
      {fresh ? (
        <Button
          className={css.jump ?? ''}
          onClick={() => box.current?.scrollTo({ top: 0 })}
          rightSection={<span aria-hidden="true">↓</span>}
        >
          {t('thread.newMessages')}
        </Button>
      ) : null}
    </div>
  );
};

const Failed = ({ error, onRetry }: { error: unknown; onRetry: () => void }) => {
  const { t } = useTranslation();
  return (
    <div className={css.failed} role="alert">
      <p>{errorWords(errorCode(error))}</p>
      <Button onClick={onRetry}>{t('common:tryAgain')}</Button>
    </div>
  );
};

/** The middle pane: one conversation, live, with its composer. */
export const ThreadPane = ({
  id,
  onToggleSide,
  sideOpen,
}: {
  id: string;
  onToggleSide: () => void;
  sideOpen: boolean;
}) => {
  const { t } = useTranslation();
  const { conversation, thread, loadOlder, loadingOlder } = useThread(id);
  const want = (mode: 'public' | 'note') => (): unknown =>
    composer.get()?.conversationId === id ? false : wantComposer(id, mode);
  useCommands({ reply: want('public'), note: want('note') });
  const customerId = conversation.data?.customerId;
  const events = useQuery({ ...eventsOptions(customerId ?? ''), enabled: customerId !== undefined }).data;
  const entries = useStore(outbox);
  const messages = thread.data?.messages;
  const items = useMemo(
    () =>
      threadItems(
        messages ?? [],
        toldOnce((events ?? []).filter((event) => event.conversationId === id)),
        conversation.data?.escalation,
        entries.filter((entry) => entry.conversationId === id),
      ),
    [messages, events, conversation.data?.escalation, entries, id],
  );
  const seq = lastSeq(messages ?? []);
  const spoken = useMemo(() => spokenOn(messages ?? []), [messages]);
  const [atFoot, setAtFoot] = useState(true);
  const seen = useRef(seq);
  if (atFoot) seen.current = seq;
  useReadMark(conversation.data, seq, atFoot);
  const complete = thread.data?.complete ?? true;
  const onTop = useCallback(() => {
    if (!complete && !loadingOlder) void loadOlder();
  }, [complete, loadingOlder, loadOlder]);
  const error = conversation.error ?? thread.error;
  if (error !== null && (conversation.data === undefined || messages === undefined))
    return (
      <Failed
        error={error}
        onRetry={() => {
          void conversation.refetch();
          void thread.refetch();
        }}
      />
    );
  if (conversation.data === undefined) return <ThreadSkeleton />;
  return (
    <>
      <ThreadHead conversation={conversation.data} onToggleSide={onToggleSide} sideOpen={sideOpen} />
      <ConnectionBar />
      <Suspense fallback={null}>
        <Summary key={id} conversation={conversation.data} />
      </Suspense>
      <Scroller
        onTop={onTop}
        onFoot={setAtFoot}
        fresh={!atFoot && seq > seen.current}
        newest={items.at(-1)?.key ?? ''}
        label={t('thread.messages')}
      >
        <div className={css.messages}>
          {messages === undefined ? <ThreadSkeleton bare /> : null}
          {complete || messages === undefined ? null : (
            <Button
              variant="subtle"
              className={css.older ?? ''}
              loading={loadingOlder}
              onClick={() => void loadOlder()}
            >
              {t('thread.loadOlder')}
            </Button>
          )}
          <ThreadItems items={items} conversation={conversation.data} />
          <Typing conversation={conversation.data} />
        </div>
      </Scroller>
      <Suspense fallback={null}>
        <AssistLine conversation={conversation.data} seq={spoken.customer?.seq ?? 0} />
      </Suspense>
      <Suspense fallback={<ComposerPlaceholder />}>
        <Composer conversation={conversation.data} lastSeq={seq} spoken={spoken} />
      </Suspense>
    </>
  );
};

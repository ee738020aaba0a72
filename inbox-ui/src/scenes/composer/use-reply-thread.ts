import { useState } from 'react';
import type { ConversationView } from '#contracts/conversation.ts';
import { useNow } from '../../components/use-now.ts';
import { type ReplyThread, type Spoken, usualThread } from './reply-thread.ts';

/**
 * The thread the answer goes out on, and no other: chosen by hand, or the usual one, held from the first letter on whatever comes in meanwhile.
 * Let go when nothing is written and the talk has moved on.
 */
export const useReplyThread = (
  conversation: ConversationView,
  spoken: Spoken,
  writing: boolean,
): { thread: ReplyThread | undefined; hold: (id?: string) => void } => {
  const now = useNow();
  const [held, setHeld] = useState<{ id: string; last: string | undefined }>();
  const kept = held !== undefined && (writing || held.last === spoken.last) ? held.id : undefined;
  const thread =
    conversation.threads.find((one) => one.id === kept) ?? usualThread(conversation, spoken.last, now);
  return {
    thread,
    hold: (id = thread?.id) => {
      if (id !== undefined) setHeld({ id, last: spoken.last });
    },
  };
};

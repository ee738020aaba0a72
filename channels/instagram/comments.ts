import type { Account, InboundEvent } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { MAX_TEXT } from '#contracts/message.ts';
import { Comment, type InstagramSettings, Mention } from './payload.ts';
import { commentThread, mentionThread } from './thread.ts';

type IgAccount = Account<InstagramSettings>;

/** Instagram tells no time of a comment: that of its webhook stands for it. */
const commentOf = (raw: unknown, { settings }: IgAccount, at: Date): InboundEvent => {
  const read = Comment.safeParse(raw);
  if (!read.success) throw new AppError('unparseable', { reason: 'comment' });
  const { id: externalId, from, media, parent_id: parent, text = '' } = read.data;
  const { igUserId, username, comments } = settings;
  const mediaId = media?.id ?? '';
  const common = {
    externalId,
    threadKey: commentThread(mediaId, parent ?? externalId),
    // Somebody Instagram does not name is known by what they wrote.
    from: {
      kind: 'instagram' as const,
      value: from?.id ?? externalId,
      verified: true,
      scoped: true,
      ...(from?.username ? { name: from.username.slice(0, 200) } : {}),
    },
    at,
    text: text.slice(0, MAX_TEXT),
    attachments: [],
  };
  const isOwn =
    from?.id === igUserId ||
    (username !== undefined && from?.username?.toLowerCase() === username.toLowerCase());
  // The account speaking to nobody in particular.
  if (isOwn && !parent) return { type: 'unsupported', kind: 'own-comment', at };
  if (isOwn) return { type: 'echo', ...common, isShared: true };
  return {
    type: 'message',
    ...common,
    isPublic: true,
    isShared: true,
    handle: { commentId: externalId, mediaId },
    ...(parent ? { join: [{ by: 'reference' as const, externalId: parent }] } : {}),
    ...(comments === 'bot' ? {} : { personOnly: true }),
    ...(text ? {} : { unsupported: 'comment' }),
  };
};

/** Somebody named the account in a caption or a comment of theirs: who and how is not told, only where it can be answered. */
const mentionOf = (raw: unknown, at: Date): InboundEvent => {
  const read = Mention.safeParse(raw);
  if (!read.success) throw new AppError('unparseable', { reason: 'mention' });
  const { media_id: mediaId, comment_id: commentId } = read.data;
  return {
    type: 'message',
    externalId: `mention:${mediaId}:${commentId ?? ''}`,
    threadKey: mentionThread(mediaId, commentId),
    from: { kind: 'instagram', value: commentId ?? mediaId, verified: true, scoped: true },
    at,
    text: '',
    attachments: [],
    unsupported: 'mention',
    isPublic: true,
    isShared: true,
    personOnly: true,
    handle: { mediaId, ...(commentId ? { commentId } : {}) },
  };
};

/** Reads a change: comments under the account's media and mentions of it are public messages. `time` is the entry's. */
export const changeEvent = (
  { field, value }: { field: string; value: Record<string, unknown> },
  account: IgAccount,
  time: Date,
): InboundEvent => {
  const isComment = field === 'comments' || field === 'live_comments';
  if ((!isComment && field !== 'mentions') || account.settings.comments === 'ignore')
    return { type: 'unsupported', kind: field.slice(0, 60), at: time };
  return isComment ? commentOf(value, account, time) : mentionOf(value, time);
};

import type { Account, InboundEvent, Sender } from '#channels/channel.ts';
import { emojiOf, timeOf } from '#channels/meta-messaging.ts';
import { AppError } from '#contracts/errors.ts';
import { type Attachment, MAX_TEXT } from '#contracts/message.ts';
import { mediumOf } from './content.ts';
import { FeedValue, type MessengerSettings } from './payload.ts';
import { commentThread, postThread } from './thread.ts';

type PageAccount = Account<MessengerSettings>;

/** A change that is a comment or a post, with what it hangs on. */
interface Public {
  value: FeedValue;
  /** The comment's or post's own id. */
  id: string;
  postId: string;
  isComment: boolean;
  /** Of a reply: the comment it is under. */
  parent: string | undefined;
  threadKey: string;
  from: Sender;
  at: Date;
}

/** Items of the feed that are posts (Webhooks reference, Page `feed`). */
const POSTS = ['post', 'status', 'photo', 'video', 'link', 'share', 'note', 'album', 'event', 'mention'];

/** A parent that is neither the post nor a post of the page is a comment. */
const parentOf = (value: FeedValue, pageId: string): string | undefined => {
  const { parent_id: parent, post_id: post, comment_id: comment } = value;
  if (!parent || parent === post || parent === comment || parent.startsWith(`${pageId}_`)) return undefined;
  return parent;
};

const publicOf = (value: FeedValue, { settings }: PageAccount, time: Date): Public | undefined => {
  const { comment_id: comment, post_id: post } = value;
  const id = comment ?? post;
  if (!id) return undefined;
  const postId = post ?? id;
  const parent = comment ? parentOf(value, settings.pageId) : undefined;
  const author = value.from?.id ?? value.sender_id;
  const name = value.from?.name ?? value.sender_name;
  return {
    value,
    id,
    postId,
    isComment: comment !== undefined,
    parent,
    threadKey: comment ? commentThread(postId, parent ?? comment) : postThread(postId),
    // Somebody Meta does not name is known by what they wrote.
    from: {
      kind: 'messenger',
      value: author ?? id,
      verified: true,
      scoped: true,
      ...(name ? { name: name.slice(0, 200) } : {}),
    },
    at: value.verb === 'add' ? timeOf(value.created_time, time) : time,
  };
};

/** Where everybody can read it. */
const linkOf = ({ value, id, postId, isComment }: Public): string => {
  const told = value.permalink_url ?? value.post?.permalink_url;
  const page = told && URL.canParse(told) ? told : `https://www.facebook.com/${encodeURIComponent(postId)}`;
  const url = new URL(page);
  if (isComment && !url.searchParams.has('comment_id'))
    url.searchParams.set('comment_id', id.split('_').at(-1) ?? id);
  return url.href.slice(0, 2_048);
};

const mediaOf = ({ photo, photos, video }: FeedValue): Attachment[] =>
  [
    ...[...new Set([photo, ...(photos ?? [])])].map((url) => mediumOf('image', url)),
    mediumOf('video', video),
  ].flatMap((one) => one ?? []);

const messageOf = (change: Public, { settings }: PageAccount): InboundEvent => {
  const { value, id, postId, parent, isComment, threadKey, from, at } = change;
  const attachments = mediaOf(value);
  const shared = isComment || attachments.length > 0 ? undefined : value.link;
  const text = [value.message, shared].filter(Boolean).join('\n').slice(0, MAX_TEXT);
  return {
    type: 'message',
    externalId: id,
    threadKey,
    from,
    at,
    text,
    attachments,
    isPublic: true,
    isShared: true,
    link: linkOf(change),
    handle: { postId, ...(isComment ? { commentId: id } : {}) },
    // An answer to our comment under a visitor's post belongs to what that post opened.
    join: [parent, postId].flatMap((externalId) =>
      externalId && externalId !== id ? [{ by: 'reference' as const, externalId }] : [],
    ),
    ...(settings.comments === 'bot' ? {} : { personOnly: true }),
    ...(text || attachments.length > 0 ? {} : { unsupported: (value.item ?? 'comment').slice(0, 64) }),
  };
};

const ownOf = (change: Public): InboundEvent => {
  const { value, id, isComment, parent, threadKey, from, at } = change;
  const kind = isComment ? 'comment' : 'post';
  // The page speaking to nobody in particular.
  if (!parent || value.verb !== 'add') return { type: 'unsupported', kind: `own-${kind}`, at };
  return {
    type: 'echo',
    externalId: id,
    threadKey,
    from,
    at,
    text: (value.message ?? '').slice(0, MAX_TEXT),
    attachments: mediaOf(value),
    isShared: true,
  };
};

const reactionOf = (change: Public): InboundEvent => {
  const { value, id, threadKey, from, at } = change;
  const emoji = value.verb === 'remove' ? '' : emojiOf(value.reaction_type ?? 'like');
  return { type: 'reaction', externalId: id, emoji, threadKey, from, at };
};

/** Reads a change of the page's feed, or a mention of the page: comments and visitors' posts are public messages. `time` is the entry's. */
export const feedEvent = (
  { field, value: raw }: { field: string; value: Record<string, unknown> },
  account: PageAccount,
  time: Date,
): InboundEvent => {
  const other: InboundEvent = { type: 'unsupported', kind: field.slice(0, 60), at: time };
  if (field !== 'feed' && field !== 'mention') return other;
  const read = FeedValue.safeParse(raw);
  if (!read.success) throw new AppError('unparseable', { reason: 'feed' });
  const value = read.data;
  const item = value.item ?? (value.comment_id ? 'comment' : 'post');
  const kind = `feed-${item}-${value.verb}`.slice(0, 60);
  const change = publicOf(value, account, time);
  if (!change || account.settings.comments === 'ignore') return { ...other, kind };
  const isOwn = change.from.value === account.settings.pageId;
  if ((item === 'reaction' || item === 'like') && value.comment_id && !isOwn) return reactionOf(change);
  if (item !== 'comment' && (!POSTS.includes(item) || value.comment_id)) return { ...other, kind };
  if (isOwn) return ownOf(change);
  const { id: externalId, threadKey, from, at } = change;
  if (value.verb === 'add') return messageOf(change, account);
  if (value.verb === 'edited' || value.verb === 'edit')
    return { type: 'edit', externalId, threadKey, from, at, text: (value.message ?? '').slice(0, MAX_TEXT) };
  if (value.verb === 'remove') return { type: 'unsend', externalId, threadKey, from, at };
  return { ...other, kind };
};

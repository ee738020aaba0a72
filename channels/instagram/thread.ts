/**
 * A private thread is the person's Instagram-scoped id. A public one is `comment:<media>:<top comment>` with its replies, or `mention:<media>:<comment>`
 * where somebody named the account elsewhere (no comment: in a caption). The two never look alike, for ids hold no colon.
 */
export const commentThread = (mediaId: string, topCommentId: string): string =>
  `comment:${mediaId}:${topCommentId}`;
export const mentionThread = (mediaId: string, commentId: string | undefined): string =>
  `mention:${mediaId}:${commentId ?? ''}`;

/** What a public thread hangs on; undefined for a private one. */
export const publicTop = (
  threadKey: string,
): { way: 'comment' | 'mention'; mediaId: string; commentId?: string } | undefined => {
  const [way, mediaId = '', commentId] = threadKey.split(':');
  if (way === 'comment' && commentId) return { way, mediaId, commentId };
  if (way === 'mention' && mediaId) return { way, mediaId, ...(commentId ? { commentId } : {}) };
  return undefined;
};

/**
 * A private thread is the person's page-scoped id. A public one is `comment:<post>:<top comment>` with its replies, or `post:<post>` for what a visitor
 * posted on the page. The two never look alike, for ids hold no colon.
 */
export const commentThread = (postId: string, topCommentId: string): string =>
  `comment:${postId}:${topCommentId}`;
export const postThread = (postId: string): string => `post:${postId}`;

/** What a public thread hangs on; undefined for a private one. */
export const publicTop = (threadKey: string): { id: string; isPost: boolean } | undefined => {
  const [kind, postId, commentId] = threadKey.split(':');
  if (kind === 'comment' && commentId) return { id: commentId, isPost: false };
  if (kind === 'post' && postId) return { id: postId, isPost: true };
  return undefined;
};

const PUBLIC = 'public:';

/** Thread of the direct messages with a user. */
export const dmThread = (userId: string): string => userId;
/** Thread of a user's public posts to us: only they write on it, and each answer goes under the post it answers. */
export const publicThread = (userId: string): string => `${PUBLIC}${userId}`;
export const isPublicThread = (threadKey: string): boolean => threadKey.startsWith(PUBLIC);
/** The user behind a thread of either kind. */
export const userOf = (threadKey: string): string =>
  isPublicThread(threadKey) ? threadKey.slice(PUBLIC.length) : threadKey;

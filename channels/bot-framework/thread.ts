/**
 * A thread is a conversation of one of the service's channels: `msteams/19:…`. A Teams channel's conversation id ends in the message its replies stand under
 * (`;messageid=…`), so each of its posts is a thread. Addresses are the same words.
 */
export const threadOf = (channelId: string, conversationId: string): string =>
  `${channelId}/${conversationId}`;

/** Channel and conversation of a thread key. */
export const placeOf = (threadKey: string): { channelId: string; conversationId: string } => {
  const at = threadKey.indexOf('/');
  return { channelId: threadKey.slice(0, Math.max(at, 0)), conversationId: threadKey.slice(at + 1) };
};

/** One activity's id. Ids count per conversation; what a thread of a Teams channel hangs on is no part of it. */
export const activityKey = (threadKey: string, activityId: string): string =>
  `${threadKey.replace(/;messageid=\d+$/, '')}#${activityId}`;

import { z } from 'zod';
import type { ChannelClient, CustomerProfile } from '#channels/channel.ts';
import { jsonOf } from '#channels/provider-call.ts';
import { ask } from './api.ts';
import { failureOf, ofQuestion, tryAgain } from './failures.ts';
import type { LineSettings } from './payload.ts';

/** Reference "Get profile" and "Get group chat summary". `language` is a BCP 47 tag, absent before the user agreed to LINE's terms. */
const Profile = z.object({ displayName: z.string(), language: z.string().optional().catch(undefined) });
const Summary = z.object({ groupName: z.string() });

const languageOf = (tag: string | undefined): CustomerProfile => {
  const [primary] = (tag ?? '').toLowerCase().split('-');
  return primary === 'ja' || primary === 'en' ? { language: primary } : {};
};

/**
 * A user's display name and language, a group's name. LINE tells nothing of multi-person chats, nor of people who are no friends or have blocked the
 * account.
 */
export const profile: NonNullable<ChannelClient<LineSettings>['profile']> = async (who, context) => {
  const kind = who.threadKey[0];
  if (kind !== 'U' && kind !== 'C') return undefined;
  const id = encodeURIComponent(who.threadKey);
  const path = kind === 'U' ? `/v2/bot/profile/${id}` : `/v2/bot/group/${id}/summary`;
  const response = await ask(path, context).catch((error: unknown) => {
    throw ofQuestion(error);
  });
  if (response.status === 404 || response.status === 400) return undefined;
  if (response.status >= 500) throw tryAgain(`http-${response.status}`);
  if (response.status !== 200) throw failureOf(response);
  const json = jsonOf(response);
  const user = Profile.safeParse(json).data;
  if (kind === 'U') return user && { name: user.displayName, ...languageOf(user.language) };
  const group = Summary.safeParse(json).data;
  return group && { name: group.groupName };
};

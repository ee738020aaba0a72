import type { RawRequest, SplitItem } from '#channels/channel.ts';
import { hashKey, isObject, type Json, tryJson, UNPARSED_LIMIT } from '#channels/raw-json.ts';
import { MAX_ID } from './payload.ts';
import { activityKey, threadOf } from './thread.ts';

const MAX_LANE = 600;

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= MAX_ID ? value : undefined;

const laneOf = ({ channelId, conversation }: Json): string => {
  const place = isObject(conversation) ? textOf(conversation.id) : undefined;
  return place === undefined ? 'other' : threadOf(textOf(channelId) ?? 'unknown', place).slice(0, MAX_LANE);
};

/** The name of the fact an activity tells; undefined where it has no id of its own. */
const keyOf = (activity: Json, lane: string): string | undefined => {
  const id = textOf(activity.id);
  const when = textOf(activity.timestamp) ?? '';
  if (lane === 'other') return undefined;
  if (activity.type === 'messageReaction') {
    const target = textOf(activity.replyToId);
    const from = isObject(activity.from) ? (textOf(activity.from.id) ?? '') : '';
    return target && when ? `reaction:${activityKey(lane, target)}:${from}:${when}` : undefined;
  }
  if (id === undefined) return undefined;
  const about = activityKey(lane, id);
  if (activity.type === 'message') return `message:${about}`;
  if (activity.type === 'messageUpdate' && when) return `edit:${about}:${when}`;
  if (activity.type === 'messageDelete') return `unsend:${about}:${when}`;
  return undefined;
};

/** One activity, one fact. The lane is the conversation. What has no id is told apart by its bytes. */
export const split = (request: RawRequest): SplitItem[] => {
  const receivedAt = request.receivedAt.toISOString();
  const hash = hashKey(request.body);
  const text = request.body.toString('utf8');
  const activity = tryJson(text);
  if (!isObject(activity)) {
    const body = { receivedAt, unparsed: text.slice(0, UNPARSED_LIMIT) };
    return [{ accountRef: '', key: hash, lane: 'other', body }];
  }
  const lane = laneOf(activity);
  return [{ accountRef: '', key: keyOf(activity, lane) ?? hash, lane, body: { receivedAt, activity } }];
};

import { DeliveryError } from '#channels/delivery-error.ts';
import { AppError, ERRORS, isErrorCode } from '#contracts/errors.ts';
import { JOBS } from '#contracts/jobs.ts';
import type { Attachment } from '#contracts/message.ts';
import { MINUTE } from '#contracts/time.ts';
import type { Message } from '../domain/conversation/message.ts';
import { MAX_FILE_BYTES } from '../domain/settings/file-limits.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { commitChange } from './commit-change.ts';
import { kindOf, safeName } from './upload-file.ts';

const scope = system('fetch-media');
/** Fetching has this long, its retries with it, before the sweep asks again. */
const FORGOTTEN_AFTER_MS = 10 * MINUTE;
const SWEEP_LIMIT = 200;

/** What became of one attachment; `again` may go better later. */
type Outcome = { attachment: Attachment } | { again: unknown; reason: string };

const failed = (attachment: Attachment, reason: string): Outcome => ({
  attachment: { ...attachment, status: 'failed', reason },
});

const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return isErrorCode(code) ? code : 'delivery-unreachable';
};

/** Refusals are final; what the network or the store did may go better. A medium may be named before the provider has it, so even 404 is asked again. */
const isFinal = (error: unknown): boolean => {
  if (error instanceof DeliveryError) return !error.retryable;
  if (error instanceof AppError) return error.code !== 'not-found' && !ERRORS[error.code].retryable;
  const code = reasonOf(error);
  return code === 'address-not-allowed' || code === 'too-large';
};

const fetchOne = async (ports: Ports, message: Message, attachment: Attachment): Promise<Outcome> => {
  if (!message.accountId) return failed(attachment, 'channel-not-available');
  try {
    const media = await ports.channels.fetchMedia(message.accountId, attachment, message.ledgerId);
    if (!media) return failed(attachment, 'channel-not-available');
    if (media.data.byteLength === 0) return failed(attachment, 'file-not-accepted');
    if (media.data.byteLength > MAX_FILE_BYTES) return failed(attachment, 'too-large');
    const file = await ports.stores.files.save(
      scope,
      {
        name: safeName(media.name ?? attachment.name),
        mime: media.mime,
        kind: kindOf(media.mime),
        owner: { kind: 'customer', id: message.threadId ?? message.customerId },
        conversationId: message.conversationId,
      },
      media.data,
    );
    const { sourceUrl: _, reason: __, ...rest } = attachment;
    const { name, mime, size, kind } = file;
    const fileId = file.id as NonNullable<Attachment['fileId']>;
    return { attachment: { ...rest, fileId, name, mime, size, kind, status: 'stored' } };
  } catch (error) {
    const reason = reasonOf(error);
    return isFinal(error) ? failed(attachment, reason) : { again: error, reason };
  }
};

/**
 * Writes the settled attachments into the message as it is now, in one transaction with its interaction, which pushes it. Only places still being fetched
 * change, so two jobs of one message agree; answers the files nobody needs.
 */
const settle = (
  ports: Ports,
  message: Message,
  settled: ReadonlyMap<number, Attachment>,
): Promise<string[]> =>
  commitChange(ports, scope, async (tx) => {
    const fileIds = [...settled.values()].flatMap((one) => one.fileId ?? []);
    const current = await ports.stores.messages.get(scope, message.id, tx);
    if (!current) return { result: fileIds, events: [] };
    const taken = new Map(
      [...settled].filter(([at]) => {
        const place = current.attachments[at];
        return place?.status === 'fetching' && place.sourceUrl === message.attachments[at]?.sourceUrl;
      }),
    );
    if (taken.size === 0) return { result: fileIds, events: [] };
    const attachments = current.attachments.map((one, at) => taken.get(at) ?? one);
    await ports.stores.messages.update(scope, message.id, message.conversationId, { attachments }, tx);
    const done = [...taken.values()];
    const stored = done.filter((one) => one.status === 'stored');
    return {
      result: fileIds.filter((id) => !stored.some((one) => one.fileId === id)),
      events: [
        {
          type: 'message.media-fetched',
          actor: { kind: 'system' },
          refs: { conversation: message.conversationId, message: message.id, customer: message.customerId },
          after: { stored: stored.length, failed: done.length - stored.length },
        },
      ],
    };
  });

/**
 * Fetches what a message's provider holds for it, and stores it: each attachment turns `stored`, or `failed` with a code of the error catalogue.
 * `attempt` counts from 1; what may go better later is thrown for the queue to try again, and given up with the last attempt.
 * Idempotent; two at once store one copy.
 */
export const fetchMedia = async (
  ports: Ports,
  input: { messageId: string; attempt: number },
): Promise<void> => {
  const message = await ports.stores.messages.get(scope, input.messageId);
  if (!message) return;
  const isLast = input.attempt >= JOBS['fetch-media'].options.attempts;
  const settled = new Map<number, Attachment>();
  let again: unknown;
  for (const [at, attachment] of message.attachments.entries()) {
    if (attachment.status !== 'fetching') continue;
    const outcome = await fetchOne(ports, message, attachment);
    if ('attachment' in outcome) settled.set(at, outcome.attachment);
    else if (isLast) settled.set(at, { ...attachment, status: 'failed', reason: outcome.reason });
    else again = outcome.again;
  }
  if (settled.size > 0) {
    const unused = await settle(ports, message, settled);
    await ports.stores.files.remove(scope, unused);
  }
  // The cause may name URLs; the queue's log gets the code alone.
  if (again !== undefined) throw new Error(`media: ${reasonOf(again)}`);
};

/** Asks again for media whose job was lost with Redis. Answers how many messages were woken. */
export const wakeMedia = async (
  ports: Pick<Ports, 'stores' | 'queue' | 'clock' | 'newId'>,
): Promise<number> => {
  const before = new Date(ports.clock.now().getTime() - FORGOTTEN_AFTER_MS);
  const ids = await ports.stores.messages.fetching(scope, before, SWEEP_LIMIT);
  for (const messageId of ids) {
    await ports.queue.add(
      'fetch-media',
      { messageId },
      { id: `media-${ports.newId()}`, once: `media-${messageId}` },
    );
  }
  return ids.length;
};

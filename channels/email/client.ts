import type { ChannelClient, SendContext, SendReceipt, WirePart } from '#channels/channel.ts';
import { connectImap } from './imap.ts';
import { fetchMedia } from './media.ts';
import { type EmailSettings, WireBody } from './payload.ts';
import { imapServer } from './servers.ts';
import { send } from './smtp-send.ts';

/** A mail that was taken lies in the sent folder by then, at providers who put it there themselves. Milliseconds after the try. */
const LISTED_AFTER_MS = 60_000;

/**
 * Looks for the Message-ID in the mailbox's sent folder. Found: taken. Not found: only Google and Microsoft put everything they take there, so only they
 * can say that it was not; elsewhere a person decides.
 */
const reconcile = async (
  part: WirePart,
  context: SendContext<EmailSettings>,
): Promise<SendReceipt | 'not-sent' | undefined> => {
  const body = WireBody.safeParse(part.body);
  const { settings } = context.account;
  if (!body.success || !context.triedAt || !imapServer(settings)) return undefined;
  const client = await connectImap(context);
  try {
    const folders = await client.list();
    const sent = folders.find(({ specialUse }) => specialUse === '\\Sent');
    if (!sent) return undefined;
    await client.mailboxOpen(sent.path, { readOnly: true });
    const found = await client.search({ header: { 'message-id': body.data.messageId } }, { uid: true });
    if (found && found.length > 0) return { providerId: body.data.messageId, state: 'sent' };
    const knows =
      settings.provider !== 'password' && Date.now() - context.triedAt.getTime() > LISTED_AFTER_MS;
    return knows ? 'not-sent' : undefined;
  } finally {
    client.close();
  }
};

export const client: ChannelClient<EmailSettings> = { send, reconcile, fetchMedia };

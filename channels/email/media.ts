import type { ChannelClient } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { type EmailSettings, MailItem } from './payload.ts';
import { readMail } from './read-mail.ts';
import { sanitiseMail } from './sanitise.ts';

/** A part of the mail, out of the ledger item it came by. Throws AppError('not-found') once that is no longer kept. */
export const fetchMedia: NonNullable<ChannelClient<EmailSettings>['fetchMedia']> = async (
  attachment,
  context,
) => {
  const item = MailItem.safeParse(await context.item());
  if (!item.success) throw new AppError('not-found', { reason: 'no mail' });
  const mail = await readMail(Buffer.from(item.data.raw, 'base64'));
  const wanted = attachment.sourceUrl ?? '';
  if (wanted === 'html' && mail.html !== undefined)
    return { mime: 'text/html', name: 'mail.html', data: Buffer.from(sanitiseMail(mail.html)) };
  if (wanted === 'text')
    return { mime: 'text/plain', name: 'mail.txt', data: Buffer.from(mail.text.replace(/\ue000/g, '')) };
  const n = /^part:(\d{1,4})$/.exec(wanted)?.[1];
  const file = n === undefined ? undefined : mail.files[Number(n)];
  if (!file) throw new AppError('not-found', { reason: 'no such part' });
  return { mime: file.mime, name: file.name, data: file.data() };
};

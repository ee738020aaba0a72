import { createHash } from 'node:crypto';
import type { Account, InboundEvent, Sender } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import type { JoinHint } from '#contracts/inbound.ts';
import { type Attachment, MAX_TEXT } from '#contracts/message.ts';
import { canonical, isAddress, isOwn } from './addresses.ts';
import { authenticationOf } from './authentication.ts';
import { type Automatic, automaticOf, isWebForm } from './automatic.ts';
import { readBounce } from './bounce.ts';
import { type Forwarded, readForwarded } from './forwarded.ts';
import { type EmailSettings, MailItem } from './payload.ts';
import { splitReply } from './quote.ts';
import { type Party, type ReadMail, readMail } from './read-mail.ts';
import { conversationOfAddress, ownIdsIn } from './signed.ts';

type MailAccount = Account<EmailSettings>;
type MessageEvent = Extract<InboundEvent, { type: 'message' }>;

const MAX_ATTACHMENTS = 50;
const MAX_PEOPLE = 50;
const MAX_HINTS = 20;
const MAX_QUOTED = 20_000;
/** Of the handle's 8 KiB. */
const MAX_REFERENCES = 4_000;

/** Ids of programs that do not count: a name of few letters comes again. */
const isUnique = (id: string): boolean => id.length >= 16 && id.includes('@') && !/^[^@]{0,5}@/.test(id);

/**
 * What a mail is known by: its Message-ID, so that two ways in give one message. Where there is none, or one that comes again, the content counts with it:
 * nothing is dropped as a double that is none.
 */
export const externalIdOf = (mail: ReadMail): string => {
  const id = mail.messageId?.slice(0, 400);
  if (id && isUnique(id)) return id;
  const said = [mail.from?.address, mail.subject, mail.first('date'), mail.text, mail.files.length].join(
    '\n',
  );
  return `${id ?? 'none'}#${createHash('sha256').update(said).digest('hex').slice(0, 32)}`;
};

/** A thread is what one person writes under one first mail: many who answer the same newsletter stay apart. */
const threadKeyOf = (mail: ReadMail, externalId: string, from: string): string => {
  const root = mail.references[0] ?? externalId;
  const short = root.length > 200 ? createHash('sha256').update(root).digest('hex') : root;
  return `${short}|${from}`;
};

const recipientsOf = (mail: ReadMail, envelopeTo: readonly string[]): string[] => [
  ...envelopeTo,
  ...['delivered-to', 'x-original-to', 'envelope-to', 'x-forwarded-to', 'x-envelope-to'].flatMap((name) =>
    mail.all(name).flatMap((value) => value.split(',').map((one) => one.replace(/[<>]/g, '').trim())),
  ),
  ...[...mail.to, ...mail.cc].map(({ address }) => address),
];

/** What says which conversation it belongs to, the strongest first. */
const hintsOf = (mail: ReadMail, account: MailAccount, recipients: readonly string[]): JoinHint[] => {
  const hints: JoinHint[] = [];
  for (const address of recipients.slice(0, 200)) {
    const id = conversationOfAddress(account, address);
    if (id) hints.push({ by: 'conversation', id });
  }
  for (const reference of mail.references.toReversed().slice(0, MAX_HINTS)) {
    const [own] = ownIdsIn(account, reference);
    if (own) hints.push({ by: 'conversation', id: own.conversationId });
    else hints.push({ by: 'reference', externalId: reference });
  }
  const number = /\[#(\d{9})\]/.exec(mail.subject)?.[1];
  if (number) hints.push({ by: 'number', number: Number(number) });
  const seen = new Set<string>();
  return hints
    .filter((hint) => !seen.has(JSON.stringify(hint)) && seen.add(JSON.stringify(hint)))
    .slice(0, MAX_HINTS);
};

const languageOf = (text: string): 'ja' | 'en' | undefined => {
  const look = text.slice(0, 4_000);
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(look)) return 'ja';
  return (look.match(/[a-z]/gi)?.length ?? 0) >= 40 &&
    !/[^\u0000-\u024f\s]/u.test(look.replace(/[\u2000-\u2bff\u{1f000}-\u{1ffff}]/gu, ''))
    ? 'en'
    : undefined;
};

const kindOf = (mime: string): Attachment['kind'] =>
  mime.startsWith('image/')
    ? 'image'
    : mime.startsWith('audio/')
      ? 'audio'
      : mime.startsWith('video/')
        ? 'video'
        : 'file';

const attachmentsOf = (mail: ReadMail, isCutText: boolean): Attachment[] => {
  const html = mail.html ?? '';
  const whole = (name: string, mime: string, sourceUrl: string): Attachment => ({
    name,
    mime,
    size: 0,
    kind: 'file',
    status: 'fetching',
    sourceUrl,
  });
  const files = mail.files
    // A key or a signature of machines is no file of the customer's.
    .filter(({ mime }) => !/^application\/(?:pgp-signature|(?:x-)?pkcs7-signature)$/.test(mime))
    .slice(0, MAX_ATTACHMENTS)
    .map(({ n, name, mime, contentId, size }): Attachment => {
      const shown = contentId !== undefined && html.includes(`cid:${contentId}`);
      return {
        name,
        mime,
        size,
        kind: kindOf(mime),
        status: 'fetching',
        ...(shown ? { role: 'inline' as const, contentId } : {}),
        sourceUrl: `part:${n}`,
      };
    });
  return [
    ...(html.trim() ? [{ ...whole('mail.html', 'text/html', 'html'), role: 'mail-html' as const }] : []),
    ...files,
    ...(isCutText ? [whole('mail.txt', 'text/plain', 'text')] : []),
  ];
};

interface Said {
  subject: string;
  text: string;
  quoted: string;
}

const saidOf = (mail: ReadMail, forwarded: Forwarded | undefined): Said => {
  if (forwarded) return { subject: forwarded.subject, text: forwarded.text, quoted: forwarded.note };
  // What somebody forwards is what they want read.
  const isForward = /^\s*(?:fwd?|fw|wg|tr|転送)\s*[:：]/i.test(mail.subject);
  const { text, quoted } = isForward ? { text: mail.text, quoted: '' } : splitReply(mail.text);
  const unmarked = (value: string): string => value.replace(/\ue000/g, '');
  return { subject: mail.subject, text: unmarked(text).trimEnd(), quoted: unmarked(quoted).trim() };
};

const handleOf = (mail: ReadMail, said: Said, replyTo: string | undefined): Record<string, string> => {
  const references = mail.references.filter((id) => id.length <= 400);
  while (references.join(' ').length > MAX_REFERENCES) references.splice(1, 1);
  return {
    ...(mail.messageId && mail.messageId.length <= 400 ? { id: mail.messageId } : {}),
    ...(references.length ? { references: references.join(' ') } : {}),
    subject: said.subject.slice(0, 400),
    ...(replyTo ? { replyTo } : {}),
  };
};

const mailFields = (
  mail: ReadMail,
  said: Said,
  authentication: 'pass' | 'fail' | 'none',
): NonNullable<MessageEvent['mail']> => {
  const people = (list: readonly Party[]): string[] =>
    list.slice(0, MAX_PEOPLE).map(({ address }) => address);
  return {
    ...(said.subject ? { subject: said.subject } : {}),
    ...(mail.from ? { from: mail.from } : {}),
    ...(mail.to.length ? { to: people(mail.to) } : {}),
    ...(mail.cc.length ? { cc: people(mail.cc) } : {}),
    ...(said.quoted ? { quoted: said.quoted.slice(0, MAX_QUOTED) } : {}),
    authentication,
  };
};

/** Who is to be known as the writer, and where answers go if elsewhere. */
const writerOf = (
  mail: ReadMail,
  account: MailAccount,
  forwarded: Forwarded | undefined,
): { party: Party; isVouched: boolean; replyTo?: string } | undefined => {
  if (forwarded) return { party: forwarded.from, isVouched: false };
  const others = mail.replyTo.filter(({ address }) => !isOwn(address, account));
  const [answerTo] = others;
  if (answerTo && isWebForm(mail, account)) return { party: answerTo, isVouched: false };
  const from = mail.from ?? mail.sender ?? answerTo;
  if (!from) return undefined;
  const elsewhere = answerTo && answerTo.address !== from.address ? { replyTo: answerTo.address } : {};
  return { party: from, isVouched: true, ...elsewhere };
};

interface Reading {
  mail: ReadMail;
  account: MailAccount;
  at: Date;
  item: MailItem;
}

const senderOf = (party: Party, verified: boolean, text: string): Sender => {
  const language = languageOf(text);
  return {
    kind: 'email',
    value: party.address,
    verified,
    scoped: false,
    ...(party.name ? { name: party.name } : {}),
    ...(language ? { language } : {}),
  };
};

const messageOf = ({ mail, account, at, item }: Reading, automatic: Automatic | undefined): MessageEvent => {
  const trust = { authserv: account.settings.authserv || undefined, topmost: item.via === 'imap' };
  const authentication = authenticationOf(mail, trust);
  const forwarded = readForwarded(mail, account, authentication);
  const envelopeFrom = isAddress(canonical(item.envelope?.from ?? ''))
    ? { address: canonical(item.envelope?.from ?? '') }
    : undefined;
  const writer =
    writerOf(mail, account, forwarded) ?? (envelopeFrom && { party: envelopeFrom, isVouched: false });
  if (!writer) throw new AppError('unparseable', { reason: 'no sender' });
  const said = saidOf(mail, forwarded);
  const externalId = externalIdOf(mail);
  const isCutText = said.text.length > MAX_TEXT || said.quoted.length > MAX_QUOTED;
  const join = hintsOf(mail, account, recipientsOf(mail, item.envelope?.to ?? []));
  // A forged mail does not say where the answer goes.
  const replyTo = 'replyTo' in writer && authentication !== 'fail' ? writer.replyTo : undefined;
  return {
    type: 'message',
    externalId,
    threadKey: threadKeyOf(mail, externalId, writer.party.address),
    from: senderOf(writer.party, writer.isVouched && authentication === 'pass', said.text),
    at,
    text: said.text.slice(0, MAX_TEXT),
    attachments: attachmentsOf(mail, isCutText),
    mail: mailFields(mail, said, authentication),
    handle: handleOf(mail, said, replyTo),
    ...(join.length ? { join } : {}),
    ...(automatic ? { automatic } : {}),
  };
};

/** A copy of what somebody of ours wrote from the mailbox itself to a customer: their answer, in its conversation. */
const echoOf = ({ mail, account, at }: Reading): InboundEvent | undefined => {
  const customer = mail.to.find(({ address }) => !isOwn(address, account));
  if (!customer) return undefined;
  const said = saidOf(mail, undefined);
  const externalId = externalIdOf(mail);
  return {
    type: 'echo',
    externalId,
    threadKey: threadKeyOf(mail, externalId, customer.address),
    from: senderOf(customer, false, said.text),
    at,
    text: said.text.slice(0, MAX_TEXT),
    attachments: attachmentsOf(mail, said.text.length > MAX_TEXT),
  };
};

/**
 * A mail → what it says. Our own mails that come back, reports of mail systems and loops never become messages; what a machine wrote joins what it belongs
 * to and wakes nobody. Throws AppError('unparseable') for what is no mail or names nobody.
 */
export const parse = async (body: unknown, account: MailAccount): Promise<InboundEvent[]> => {
  const item = MailItem.safeParse(body);
  if (!item.success) throw new AppError('unparseable');
  const raw = Buffer.from(item.data.raw, 'base64');
  if (raw.toString('latin1').trim() === '') throw new AppError('unparseable', { reason: 'empty' });
  const at = new Date(item.data.at);
  const mail = await readMail(raw);
  const envelopeFrom = item.data.envelope?.from;
  const report = readBounce(mail, account, at, envelopeFrom);
  if (report) return report;
  const mark = `${mail.messageId ?? ''} ${mail.first('x-madoguchi-message')}`;
  if (ownIdsIn(account, mark).length > 0) return [{ type: 'unsupported', kind: 'own-mail', at }];
  const reading = { mail, account, at, item: item.data };
  const automatic = automaticOf(mail, account, envelopeFrom);
  if (
    automatic === 'loop' &&
    mail.from &&
    isOwn(mail.from.address, account) &&
    !mail.first('auto-submitted')
  ) {
    const echo = echoOf(reading);
    if (echo) return [echo];
  }
  return [messageOf(reading, automatic)];
};

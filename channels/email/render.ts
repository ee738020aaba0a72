import type { Account, WirePart } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import type { OutboundMessage } from '#contracts/message.ts';
import { canonical, isAddress } from './addresses.ts';
import { htmlBody } from './html-body.ts';
import { type EmailSettings, MAX_FILES, type WireBody } from './payload.ts';
import { messageIdOf, replyAddressOf, rootIdOf } from './signed.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };

const STRINGS = { en, ja };
const MAX_REFERENCES = 25;
const MAX_QUOTE = 4_000;
const MAX_SUBJECT = 400;
const RE = /^\s*(?:re|aw|sv|antw|返信|回复)\s*(?:\[\d+\])?\s*[:：]/i;

type MailAccount = Account<EmailSettings>;

/** One line, whatever it holds: nothing of it can become a header of its own. */
const oneLine = (text: string): string => text.replace(/[\s\u0000-\u001f\u007f]+/gu, ' ').trim();

const subjectOf = (message: OutboundMessage, account: MailAccount): string => {
  const given = oneLine(message.extra.mail?.subject ?? '');
  if (given) return given.slice(0, MAX_SUBJECT);
  const asked = oneLine(message.answers?.handle.subject ?? '');
  if (asked) return (RE.test(asked) ? asked : `Re: ${asked}`).slice(0, MAX_SUBJECT);
  return STRINGS[message.language]['render.subject'].replace('{name}', () =>
    oneLine(account.settings.fromName ?? account.name),
  );
};

const sectionsOf = (message: OutboundMessage, account: MailAccount): string[] => {
  const words = STRINGS[message.language];
  const { card, citations, quickReplies, links, survey } = message.extra;
  const sections: string[] = [message.text.trim()];
  if (card)
    sections.push([card.title, ...card.lines.map(({ label, value }) => `${label}: ${value}`)].join('\n'));
  if (citations?.length) {
    const lines = citations.map(({ title, slug }) =>
      slug === undefined
        ? `・${title}`
        : `・${title}\n  ${account.publicUrl}${PATHS.help}/${message.language}/${encodeURIComponent(slug)}`,
    );
    sections.push([words['render.sources'], ...lines].join('\n'));
  }
  if (links?.length) sections.push(links.map(({ label, url }) => `${label}: ${url}`).join('\n'));
  if (quickReplies?.length)
    sections.push([words['render.choices'], ...quickReplies.map(({ label }) => `・${label}`)].join('\n'));
  if (survey && survey.answered === undefined) sections.push(words[`survey.${survey.kind}`]);
  return sections.filter((section) => section !== '');
};

const recipientsOf = (list: readonly string[] | undefined): string[] => [
  ...new Set((list ?? []).map(canonical).filter(isAddress)),
];

/** What a mail answers: its id, and the ids before it, oldest first and headed by the one that stands for the conversation. */
const threadOf = (
  message: OutboundMessage,
  account: MailAccount,
): Pick<WireBody, 'inReplyTo' | 'references'> => {
  const { id, references = '' } = message.answers?.handle ?? {};
  const root = rootIdOf(account, message.conversationId);
  const chain = [...new Set([...references.split(' ').filter(Boolean), ...(id ? [id] : [])])].filter(
    (one) => one !== root,
  );
  const kept =
    chain.length > MAX_REFERENCES ? [...chain.slice(0, 1), ...chain.slice(1 - MAX_REFERENCES)] : chain;
  // The customer's own first id stays first: their programs thread by it.
  const [first, ...rest] = kept;
  return {
    ...(id ? { inReplyTo: id } : {}),
    references: first === undefined ? [root] : [first, root, ...rest],
  };
};

const quoteOf = (message: OutboundMessage): string | undefined => {
  const asked = message.answers?.text.trim();
  if (!asked) return undefined;
  const lines = asked.slice(0, MAX_QUOTE).split('\n');
  return [STRINGS[message.language]['render.quote'], ...lines.map((line) => `> ${line}`)].join('\n');
};

const fromName = (message: OutboundMessage, { settings, name }: MailAccount): string => {
  const shop = oneLine(settings.fromName ?? name);
  const agent = settings.agentNames && message.by?.kind === 'agent' ? oneLine(message.by.name ?? '') : '';
  return agent
    ? STRINGS[message.language]['render.from'].replace('{agent}', () => agent).replace('{name}', () => shop)
    : shop;
};

const automaticOf = (message: OutboundMessage): WireBody['automatic'] => {
  if (message.extra.survey) return 'auto-generated';
  if (message.by?.kind === 'system' || message.by?.kind === 'bot' || message.extra.bot) return 'auto-replied';
  return undefined;
};

/** What we want said → one mail with text and HTML. Throws AppError('empty-message' | 'file-not-accepted'). */
export const render = (
  message: OutboundMessage,
  context: { to: string; account: MailAccount },
): WirePart[] => {
  const { account } = context;
  const sections = sectionsOf(message, account);
  if (message.attachments.length > MAX_FILES) throw new AppError('file-not-accepted', { reason: 'too many' });
  const files = message.attachments.map(({ fileId, name, mime, status }) => {
    if (status !== 'stored' || fileId === undefined)
      throw new AppError('file-not-accepted', { reason: 'not stored' });
    return { fileId, name, mime };
  });
  if (sections.length === 0 && files.length === 0) throw new AppError('empty-message');
  const { settings } = account;
  const signature = settings.signature.join('\n').trim();
  const quote = settings.quote && !message.extra.survey ? quoteOf(message) : undefined;
  const extra = message.extra.mail;
  const to = recipientsOf(extra?.to);
  const replyTo = replyAddressOf(account, message.conversationId);
  const automatic = automaticOf(message);
  const body: WireBody = {
    messageId: messageIdOf(account, {
      conversationId: message.conversationId,
      messageId: message.messageId,
      part: 0,
    }),
    from: { address: settings.address, name: fromName(message, account) },
    to: to.length ? to : [message.answers?.handle.replyTo ?? context.to],
    cc: recipientsOf(extra?.cc),
    bcc: recipientsOf(extra?.bcc),
    ...(replyTo ? { replyTo } : {}),
    subject: subjectOf(message, account),
    ...threadOf(message, account),
    text: [...sections, ...(signature ? [`-- \n${signature}`] : []), ...(quote ? [quote] : [])].join('\n\n'),
    html: htmlBody([
      ...sections.map((text) => ({ text, kind: 'text' as const })),
      ...(signature ? [{ text: signature, kind: 'signature' as const }] : []),
      ...(quote ? [{ text: quote.replace(/^> /gm, ''), kind: 'quote' as const }] : []),
    ]),
    files,
    ...(automatic ? { automatic } : {}),
  };
  return [{ part: 0, body }];
};

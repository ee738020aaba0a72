import type { Account, RenderContext, WirePart } from '#channels/channel.ts';
import { pieces } from '#channels/text-pieces.ts';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import type { Attachment, MessageExtra, OutboundMessage } from '#contracts/message.ts';
import {
  type BotFrameworkSettings,
  MAX_BUTTONS,
  MAX_PICTURE_BYTES,
  MAX_TEXT_PART,
  type OutAttachment,
  type WireBody,
} from './payload.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };
import { placeOf } from './thread.ts';

const STRINGS = { en, ja };
/** Channels that draw Adaptive Cards themselves; the others get the card as text. */
const DRAWS_CARDS: ReadonlySet<string> = new Set(['msteams', 'webchat', 'directline']);
const SCORES = { csat: [1, 2, 3, 4, 5], ces: [1, 2, 3, 4, 5, 6, 7], nps: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] };

type Card = NonNullable<MessageExtra['card']>;
type Button = Record<string, unknown>;

const said = (label: string, payload?: string): Button =>
  payload === undefined
    ? { type: 'imBack', title: label, value: label }
    : { type: 'messageBack', title: label, displayText: label, text: label, value: { payload } };

const buttonsOf = ({ quickReplies, links, survey }: MessageExtra): Button[] => [
  ...(quickReplies ?? []).map(({ label, payload }) => said(label, payload)),
  ...(survey && survey.answered === undefined ? SCORES[survey.kind].map((n) => said(String(n))) : []),
  ...(links ?? []).map(({ label, url }) => ({ type: 'openUrl', title: label, value: url })),
];

/** Buttons stand under hero cards, six each. */
const heroCards = (buttons: Button[]): OutAttachment[] => {
  const cards: OutAttachment[] = [];
  for (let at = 0; at < buttons.length; at += MAX_BUTTONS)
    cards.push({
      contentType: 'application/vnd.microsoft.card.hero',
      content: { buttons: buttons.slice(at, at + MAX_BUTTONS) },
    });
  return cards;
};

const adaptiveCard = ({ title, lines }: Card): OutAttachment => ({
  contentType: 'application/vnd.microsoft.card.adaptive',
  content: {
    type: 'AdaptiveCard',
    version: '1.3',
    body: [
      { type: 'TextBlock', text: title, weight: 'Bolder', wrap: true },
      { type: 'FactSet', facts: lines.map(({ label, value }) => ({ title: label, value })) },
    ],
  },
});

const textOf = (
  { text, language, extra }: OutboundMessage,
  account: Account<BotFrameworkSettings>,
  drawsCards: boolean,
): string => {
  const words = STRINGS[language];
  const { card, citations, survey } = extra;
  const sections = [text.trim()];
  if (card && !drawsCards)
    sections.push([card.title, ...card.lines.map(({ label, value }) => `${label}: ${value}`)].join('\n'));
  if (citations?.length)
    sections.push(
      [
        words['render.sources'],
        ...citations.map(({ title, slug }) =>
          slug
            ? `${title}\n${account.publicUrl}${PATHS.help}/${language}/${encodeURIComponent(slug)}`
            : title,
        ),
      ].join('\n'),
    );
  if (survey && survey.answered === undefined) sections.push(words[`survey.${survey.kind}`]);
  return sections.filter(Boolean).join('\n\n');
};

/** Teams shows small pictures by their address and no other files; elsewhere the channel says what it can do with one. */
const fileOf = (file: Attachment, channelId: string): NonNullable<WireBody['file']> => {
  if (file.status !== 'stored' || !file.fileId)
    throw new AppError('file-not-accepted', { reason: 'not stored' });
  const isPicture = /^image\/(png|jpeg|gif)$/.test(file.mime) && file.size <= MAX_PICTURE_BYTES;
  const as = channelId === 'msteams' && !isPicture ? 'link' : 'attachment';
  return { id: file.fileId, name: file.name, mime: file.mime, as };
};

/**
 * What we want said → activities: the text, with card and buttons under its last part, then each file. They go to the service URL the customer's last message
 * was proven to come from, else to the one in the settings; without either nothing can be sent.
 */
export const render = (
  message: OutboundMessage,
  context: RenderContext<BotFrameworkSettings>,
): WirePart[] => {
  const { account, threadKey } = context;
  const { channelId, conversationId } = placeOf(threadKey);
  const handle = message.answers?.handle;
  const serviceUrl = handle?.serviceUrl ?? account.settings.serviceUrl;
  if (!serviceUrl) throw new AppError('no-channel', { reason: 'no service URL' });
  const replyToId = handle?.activityId;
  const to = {
    serviceUrl,
    conversationId,
    locale: message.language === 'ja' ? 'ja-JP' : 'en-US',
    ...(replyToId ? { replyToId } : {}),
  };
  const drawsCards = DRAWS_CARDS.has(channelId);
  const { card } = message.extra;
  const under = [...(card && drawsCards ? [adaptiveCard(card)] : []), ...heroCards(buttonsOf(message.extra))];
  const texts = pieces(textOf(message, account, drawsCards), MAX_TEXT_PART);
  if (texts.length === 0 && under.length > 0) texts.push('');
  const bodies: WireBody[] = [
    ...texts.map((text, at) => ({
      ...to,
      text,
      ...(under.length > 0 && at === texts.length - 1 ? { attachments: under } : {}),
    })),
    ...message.attachments.map((file) => ({ ...to, text: '', file: fileOf(file, channelId) })),
  ];
  if (bodies.length === 0) throw new AppError('empty-message');
  return bodies.map((body, part) => ({ part, body }));
};

import type { Account, RenderContext, WirePart } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import type { Attachment, OutboundMessage, QuickReply } from '#contracts/message.ts';
import { chunksOf, shortened } from './chunks.ts';
import {
  MAX_BUTTON_BODY,
  MAX_BUTTON_TITLE,
  MAX_BUTTONS,
  MAX_CAPTION,
  MAX_FILE_BYTES,
  MAX_ROW_DESCRIPTION,
  MAX_ROW_TITLE,
  MAX_ROWS,
  MAX_TEXT_PART,
  type WhatsappSettings,
  type WireBody,
  type WireFile,
} from './payload.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };

const STRINGS = { en, ja };
type Words = (typeof STRINGS)[keyof typeof STRINGS];
const MIB = 1_024 * 1_024;
const MAX_PAYLOAD = 200;

/** What WhatsApp takes as what, and up to how many bytes (Cloud API, "Media", supported media types). Anything else goes as a link. */
const TAKEN: readonly (readonly [WireFile['as'], number, RegExp])[] = [
  ['image', 5 * MIB, /^image\/(jpeg|png)$/],
  ['video', 16 * MIB, /^video\/(mp4|3gpp)$/],
  ['audio', 16 * MIB, /^audio\/(aac|amr|mpeg|mp4|ogg)$/],
  [
    'document',
    MAX_FILE_BYTES,
    /^(text\/plain|application\/(pdf|msword|vnd\.ms-(excel|powerpoint)|vnd\.openxmlformats-officedocument\.(wordprocessingml\.document|spreadsheetml\.sheet|presentationml\.presentation)))$/,
  ],
];
/** A picture or film over its limit is a file no longer taken as such, but a small enough one of another kind still is a link. */
const showAs = ({ mime, size }: Attachment): WireFile['as'] =>
  TAKEN.find(([, max, types]) => types.test(mime) && size <= max)?.[0] ?? 'link';

/** Scores that a list can hold; of the eleven of NPS the customer writes one. */
const SCORES = { csat: [1, 2, 3, 4, 5], ces: [1, 2, 3, 4, 5, 6, 7], nps: [] } as const;

const isButtonLink = ({ label, url }: { label: string; url: string }): boolean =>
  /^https?:\/\//.test(url) && label.length <= MAX_BUTTON_TITLE;

const choicesOf = ({ extra }: OutboundMessage): QuickReply[] => {
  const { quickReplies, survey } = extra;
  if (quickReplies?.length) return quickReplies;
  if (!survey || survey.answered !== undefined) return [];
  return SCORES[survey.kind].map((score) => ({ label: String(score) }));
};

const textOf = (message: OutboundMessage, account: Account<WhatsappSettings>, words: Words): string => {
  const { card, links, citations, survey } = message.extra;
  const asButton = choicesOf(message).length === 0 && links?.length === 1;
  const sections = [
    message.text.trim(),
    card ? [card.title, ...card.lines.map(({ label, value }) => `${label}: ${value}`)].join('\n') : '',
    (links ?? [])
      .filter((link) => !(asButton && isButtonLink(link)))
      .map(({ label, url }) => `${label}\n${url}`)
      .join('\n'),
    citations?.length
      ? [
          words['render.sources'],
          ...citations.map(({ title, slug }) =>
            slug
              ? `${title}\n${account.publicUrl}${PATHS.help}/${message.language}/${encodeURIComponent(slug)}`
              : title,
          ),
        ].join('\n')
      : '',
    survey && survey.answered === undefined ? words[`survey.${survey.kind}`] : '',
  ];
  return sections.filter(Boolean).join('\n\n');
};

/** Ids come back with a tap: the payload where it can, else a mark that means "as the label". */
const idOf = ({ payload }: QuickReply, at: number): string =>
  payload && payload === payload.trim() && !payload.startsWith('#') && payload.length <= MAX_PAYLOAD
    ? payload
    : `#${at}`;

const interactive = (body: string, type: string, action: object): WireBody => ({
  type: 'interactive',
  text: body,
  content: { type, body: { text: body }, action },
});

/** Up to three short choices as buttons, else a list of up to ten rows. */
const choiceOf = (body: string, choices: readonly QuickReply[], words: Words): WireBody => {
  const labels = new Set(choices.map(({ label }) => label));
  const ids = choices.map(idOf);
  const id = (at: number): string => (new Set(ids).size === ids.length ? (ids[at] ?? `#${at}`) : `#${at}`);
  const short = choices.every(({ label }) => label.length <= MAX_BUTTON_TITLE);
  if (choices.length <= MAX_BUTTONS && short && labels.size === choices.length)
    return interactive(body, 'button', {
      buttons: choices.map(({ label }, at) => ({ type: 'reply', reply: { id: id(at), title: label } })),
    });
  return interactive(body, 'list', {
    button: words['render.choose'],
    sections: [
      {
        rows: choices.map(({ label }, at) => ({
          id: id(at),
          title: shortened(label, MAX_ROW_TITLE),
          ...(label.length > MAX_ROW_TITLE ? { description: shortened(label, MAX_ROW_DESCRIPTION) } : {}),
        })),
      },
    ],
  });
};

/** The texts, the last of them short enough to stand over buttons. */
const overButtons = (texts: readonly string[], otherwise: string): { before: string[]; body: string } => {
  const last = texts.at(-1);
  if (last === undefined) return { before: [], body: otherwise };
  const body = chunksOf(last, MAX_BUTTON_BODY).at(-1) ?? last;
  const head = last.slice(0, last.length - body.length).trimEnd();
  return { before: [...texts.slice(0, -1), ...(head ? [head] : [])], body };
};

const spokenOf = (message: OutboundMessage, account: Account<WhatsappSettings>, words: Words): WireBody[] => {
  const texts = chunksOf(textOf(message, account, words), MAX_TEXT_PART);
  const plain = (text: string): WireBody => ({
    type: 'text',
    text,
    content: { body: text, preview_url: /https?:\/\//.test(text) },
  });
  const choices = choicesOf(message);
  const [link, ...more] = message.extra.links ?? [];
  if (choices.length > 0) {
    const { before, body } = overButtons(texts, words['render.choose']);
    const rest = choices.slice(MAX_ROWS);
    return [
      ...before.map(plain),
      choiceOf(body, choices.slice(0, MAX_ROWS), words),
      ...(rest.length > 0 ? [choiceOf(words['render.more'], rest, words)] : []),
    ];
  }
  if (link && more.length === 0 && isButtonLink(link)) {
    const { before, body } = overButtons(texts, link.label);
    const parameters = { display_text: link.label, url: link.url };
    return [...before.map(plain), interactive(body, 'cta_url', { name: 'cta_url', parameters })];
  }
  return texts.map(plain);
};

const fileOf = (file: Attachment, caption: string): WireBody => {
  if (file.status !== 'stored' || !file.fileId)
    throw new AppError('file-not-accepted', { reason: 'not stored' });
  const as = showAs(file);
  return {
    type: as === 'link' ? 'text' : as,
    text: caption,
    content: {
      ...(caption ? { caption } : {}),
      ...(as === 'document' ? { filename: shortened(file.name, 200) } : {}),
    },
    file: { id: file.fileId, name: file.name, mime: file.mime, as },
  };
};

const sharedOf = ({ extra }: OutboundMessage): WireBody[] => {
  const { place, contacts } = extra;
  return [
    ...(place ? [{ type: 'location' as const, text: '', content: { ...place } }] : []),
    ...(contacts?.length
      ? [
          {
            type: 'contacts' as const,
            text: '',
            content: {
              list: contacts.map(({ name, phones, emails }) => ({
                name: { formatted_name: name || phones[0] || emails[0] || '-', first_name: name || '-' },
                phones: phones.map((phone) => ({ phone, type: 'WORK' })),
                emails: emails.map((email) => ({ email, type: 'WORK' })),
              })),
            },
          },
        ]
      : []),
  ];
};

/** A template in the place of words: what it says is its own, only its variables and header are ours. */
const templateOf = ({ extra, attachments }: OutboundMessage): WireBody[] => {
  const { template } = extra;
  if (!template) return [];
  const header = attachments.find(({ fileId }) => fileId === template.headerFileId);
  return [
    {
      type: 'template',
      text: '',
      content: {
        name: template.name,
        language: { code: template.language },
        ...(template.headerText ? { headerText: template.headerText } : {}),
        ...(template.headerFileId ? { headerFileId: template.headerFileId } : {}),
        ...(header ? { headerName: header.name } : {}),
      },
      variables: template.variables,
    },
  ];
};

const bodiesOf = (message: OutboundMessage, account: Account<WhatsappSettings>, words: Words): WireBody[] => {
  const [template] = templateOf(message);
  const files = message.attachments.filter(
    ({ fileId }) => fileId !== message.extra.template?.headerFileId || !fileId,
  );
  if (template) return [template, ...files.map((file) => fileOf(file, ''))];
  const spoken = spokenOf(message, account, words);
  const shared = sharedOf(message);
  const [only, ...others] = spoken;
  const [first, ...later] = files;
  // A short text goes under the picture it comes with, as people send it.
  const captioned =
    only?.type === 'text' && others.length === 0 && first && only.text.length <= MAX_CAPTION
      ? /^(image|video|document)$/.test(showAs(first))
      : false;
  if (captioned && only && first)
    return [fileOf(first, only.text), ...later.map((file) => fileOf(file, '')), ...shared];
  return [...spoken, ...files.map((file) => fileOf(file, '')), ...shared];
};

/**
 * What we want said → messages of the Cloud API: texts of at most 4,096 characters, choices as buttons or a list and one link as a button under the last,
 * then files, place and contacts; or a template. The first quotes what it answers. Throws AppError('empty-message' | 'file-not-accepted').
 */
export const render = (
  message: OutboundMessage,
  { account }: RenderContext<WhatsappSettings>,
): WirePart[] => {
  const bodies = bodiesOf(message, account, STRINGS[message.language]);
  if (bodies.length === 0) throw new AppError('empty-message');
  const answered = account.settings.quote === 'always' ? message.answers?.handle.quote : undefined;
  return bodies.map((body, part) => ({
    part,
    body: part === 0 && answered && body.type !== 'template' ? { ...body, quote: answered } : body,
  }));
};

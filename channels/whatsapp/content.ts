import { type Attachment, MAX_TEXT, type SharedContact, type SharedPlace } from '#contracts/message.ts';
import type { Content, Medium, Message, WireContact } from './payload.ts';

/** What a message says, in the words of the core. */
export interface Said {
  text: string;
  attachments: Attachment[];
  payload?: string;
  place?: SharedPlace;
  contacts?: SharedContact[];
  isGesture?: true;
  fields?: Record<string, string>;
}

const MAX_FIELDS = 30;
const MAX_FIELD = 500;

const ENDINGS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
  'video/3gpp': '3gp',
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'application/pdf': 'pdf',
};
const KINDS = [
  ['image', 'image', 'image/jpeg'],
  ['video', 'video', 'video/mp4'],
  ['audio', 'audio', 'audio/ogg'],
  ['voice', 'audio', 'audio/ogg'],
  ['document', 'file', 'application/octet-stream'],
  ['sticker', 'image', 'image/webp'],
] as const;

const attachmentOf = (medium: Medium, [word, kind, usual]: (typeof KINDS)[number]): Attachment[] => {
  if (!medium.id || medium.id.length > 1_024) return [];
  const mime = (medium.mime_type?.split(';')[0]?.trim().toLowerCase() || usual).slice(0, 127);
  const name = medium.filename?.slice(0, 255) || `${word}.${ENDINGS[mime] ?? 'bin'}`;
  return [{ name, mime, size: 0, kind, status: 'fetching', sourceUrl: medium.id }];
};

const placeOf = ({ location }: Content): SharedPlace | undefined => {
  if (!location || Math.abs(location.latitude) > 90 || Math.abs(location.longitude) > 180) return undefined;
  return {
    latitude: location.latitude,
    longitude: location.longitude,
    ...(location.name ? { name: location.name.slice(0, 200) } : {}),
    ...(location.address ? { address: location.address.slice(0, 500) } : {}),
  };
};

const contactOf = ({ name, phones, emails, org }: WireContact): SharedContact => ({
  name: (
    name?.formatted_name ||
    [name?.first_name, name?.last_name].filter(Boolean).join(' ') ||
    org?.company ||
    ''
  ).slice(0, 200),
  phones: (phones ?? [])
    .flatMap(({ phone, wa_id }) => phone ?? wa_id ?? [])
    .map((one) => one.slice(0, 40))
    .slice(0, 10),
  emails: (emails ?? [])
    .flatMap(({ email }) => email ?? [])
    .map((one) => one.slice(0, 320))
    .slice(0, 10),
});

/** The lines of an order: article, count, price of one. */
const orderOf = ({ text, product_items }: NonNullable<Content['order']>): string =>
  [
    text ?? '',
    ...(product_items ?? []).map(({ product_retailer_id, quantity, item_price, currency }) =>
      [
        `${product_retailer_id} × ${quantity ?? 1}`,
        ...(item_price === undefined ? [] : [`${item_price} ${currency ?? ''}`.trim()]),
      ].join('  '),
    ),
  ]
    .filter(Boolean)
    .join('\n');

const parsed = (json: string | undefined): unknown => {
  try {
    return JSON.parse(json ?? '');
  } catch {
    return undefined;
  }
};
const fieldsOf = (value: unknown): [string, string][] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, one]): [string, string][] => {
    if (name === 'flow_token' || one === null || one === '') return [];
    if (typeof one === 'object' && !Array.isArray(one)) return fieldsOf(one);
    const text = Array.isArray(one) ? one.map(String).join(', ') : String(one);
    return [[name.slice(0, 60), text.slice(0, MAX_FIELD)]];
  });
};

/** What was filled into a flow or an address form: as lines, and as facts. */
const formOf = (reply: { response_json?: string | undefined; body?: string | undefined }): Said => {
  const fields = fieldsOf(parsed(reply.response_json)).slice(0, MAX_FIELDS);
  const title = reply.body && reply.body !== 'Sent' ? [reply.body] : [];
  return {
    text: [...title, ...fields.map(([name, value]) => `${name}: ${value}`)].join('\n'),
    attachments: [],
    ...(fields.length > 0 ? { fields: Object.fromEntries(fields) } : {}),
  };
};

/** What a tap means: our own marks (`#1`) say no more than the label. */
const tapped = (label: string, id: string | undefined): Said => ({
  text: label,
  attachments: [],
  ...(id && !id.startsWith('#') && id !== label ? { payload: id.slice(0, 200) } : {}),
});

const spoken = (content: Content): Said => {
  const { interactive, button, order } = content;
  const choice = interactive?.button_reply ?? interactive?.list_reply;
  if (choice) {
    // A row's title may be the shortened beginning of the label, which its description then holds.
    const whole = choice.title.endsWith('…') && choice.description?.startsWith(choice.title.slice(0, -1));
    return tapped(whole ? (choice.description ?? '') : choice.title, choice.id);
  }
  if (interactive?.nfm_reply) return formOf(interactive.nfm_reply);
  if (button) return tapped(button.text, button.payload);
  if (order) return { text: orderOf(order), attachments: [] };
  return { text: content.text?.body ?? '', attachments: [] };
};

/** Text, media, place, contacts, taps, forms and orders of a message (webhook reference, messages by type). */
export const saidOf = (content: Content): Said => {
  const found = KINDS.find(([name]) => content[name]);
  const medium = found && content[found[0]];
  const said = spoken(content);
  const place = placeOf(content);
  const contacts = (content.contacts ?? []).slice(0, 10).map(contactOf);
  return {
    ...said,
    text: (said.text || medium?.caption || '').slice(0, MAX_TEXT),
    attachments: found && medium ? attachmentOf(medium, found) : [],
    ...(place ? { place } : {}),
    ...(contacts.length > 0 ? { contacts } : {}),
    ...(content.sticker ? { isGesture: true as const } : {}),
  };
};

/** Facts about where a message came from: an advertisement, a product of the catalogue, a forward. */
export const originOf = ({ referral, context }: Message): Record<string, string> => {
  const facts = {
    adHeadline: referral?.headline,
    adText: referral?.body,
    adId: referral?.source_id,
    adClick: referral?.ctwa_clid,
    product: context?.referred_product?.product_retailer_id,
    forwarded: context?.forwarded ? 'true' : undefined,
  };
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => (value ? [[name, value.slice(0, MAX_FIELD)]] : [])),
  );
};

/** The page of the advertisement or post the customer came by. */
export const linkOf = ({ referral }: Message): string | undefined => {
  const url = referral?.source_url ?? '';
  return /^https?:\/\//.test(url) && url.length <= 2_048 ? url : undefined;
};

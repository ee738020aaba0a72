import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Account } from '#channels/channel.ts';
import { canonical, domainOf } from './addresses.ts';
import type { EmailSettings } from './payload.ts';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** 60 bits: a guess at 100 a second takes hundreds of millions of years. */
const MAC_LENGTH = 12;
/** Longest local part of an address (RFC 5321 §4.5.3.1.1). */
const MAX_LOCAL = 64;

const bitsOf = (text: string, alphabet: string, width: number): string | undefined => {
  let bits = '';
  for (const char of text) {
    const at = alphabet.indexOf(char);
    if (at === -1) return undefined;
    bits += at.toString(2).padStart(width, '0');
  }
  return bits;
};

/** An id of ours in letters that survive servers which change the case of addresses. Undefined for an id of other letters. */
export const packId = (id: string): string | undefined => {
  const bits = bitsOf(id, BASE64URL, 6);
  if (!bits) return undefined;
  const whole = bits.padEnd(Math.ceil(bits.length / 5) * 5, '0');
  return (whole.match(/.{5}/g) ?? []).map((five) => BASE32[Number.parseInt(five, 2)]).join('');
};

export const unpackId = (packed: string): string | undefined => {
  const bits = bitsOf(packed, BASE32, 5);
  const letters = bits?.match(/.{6}/g);
  return letters?.map((six) => BASE64URL[Number.parseInt(six, 2)]).join('');
};

const macOf = (account: Account<EmailSettings>, what: string): string => {
  // Without its key nothing is believed, but ids stay the same at each attempt.
  const key = account.secrets.replyKey ?? `unsigned ${account.id}`;
  const digest = createHmac('sha256', key).update(`${account.id}|${what}`).digest();
  return [...digest.subarray(0, MAC_LENGTH)].map((byte) => BASE32[byte & 31]).join('');
};

const proves = (account: Account<EmailSettings>, what: string, mac: string): boolean =>
  account.secrets.replyKey !== undefined &&
  timingSafeEqual(Buffer.from(macOf(account, what)), Buffer.from(mac));

/** Where answers to a conversation go: signed, so that writing there proves having been written to. Undefined: the plain address. */
export const replyAddressOf = (
  account: Account<EmailSettings>,
  conversationId: string,
): string | undefined => {
  const { settings, secrets } = account;
  const packed = packId(conversationId);
  if (!packed || !secrets.replyKey || settings.replyAddress === 'none') return undefined;
  const tag = `c${packed}${macOf(account, `reply|${conversationId}`)}`;
  if (settings.replyAddress === 'catch-all')
    return settings.replyDomain === undefined ? undefined : `${tag}@${settings.replyDomain}`;
  const [local = '', domain = ''] = settings.address.split('@');
  const signed = `${local}+${tag}`;
  return signed.length <= MAX_LOCAL ? `${signed}@${domain}` : undefined;
};

const TAG = new RegExp(`(?:^|\\+)c([a-z2-7]{2,60})([a-z2-7]{${MAC_LENGTH}})@`);

/** The conversation a signed reply address proves. */
export const conversationOfAddress = (
  account: Account<EmailSettings>,
  address: string,
): string | undefined => {
  const [, packed = '', mac = ''] = TAG.exec(canonical(address)) ?? [];
  const id = unpackId(packed);
  return id && proves(account, `reply|${id}`, mac) ? id : undefined;
};

/** Message-ID of a part of a message of ours, without brackets: the same at each attempt, so that a double is known to whoever gets it. */
export const messageIdOf = (
  account: Account<EmailSettings>,
  of: { conversationId: string; messageId: string; part: number },
): string => {
  const { conversationId, messageId, part } = of;
  const mac = macOf(account, `message|${conversationId}|${messageId}|${part}`);
  const name = `${packId(conversationId) ?? 'x'}.${packId(messageId) ?? 'x'}.${part}.${mac}`;
  return `${name}@${domainOf(canonical(account.settings.address))}`;
};

/** A message id that stands for the whole conversation at the head of every References: a server that renames our mails leaves it alone. */
export const rootIdOf = (account: Account<EmailSettings>, conversationId: string): string =>
  `${packId(conversationId) ?? 'x'}.${macOf(account, `root|${conversationId}`)}@${domainOf(canonical(account.settings.address))}`;

const OURS = new RegExp(
  `([a-z2-7]{2,60})(?:\\.([a-z2-7]{2,60})\\.(\\d{1,3}))?\\.([a-z2-7]{${MAC_LENGTH}})(?![a-z2-7])`,
  'g',
);

export interface OwnId {
  conversationId: string;
  /** Absent in the id that stands for the conversation. */
  messageId?: string;
  /** The Message-ID we sent, without brackets. */
  id: string;
}

/** Ids of ours in a text, each proven by its signature. The first 200 candidates are looked at. */
export const ownIdsIn = (account: Account<EmailSettings>, text: string): OwnId[] => {
  const found: OwnId[] = [];
  let tried = 0;
  for (const [, conversation = '', message, part, mac = ''] of text.toLowerCase().matchAll(OURS)) {
    tried += 1;
    if (tried > 200) break;
    const conversationId = unpackId(conversation);
    if (!conversationId) continue;
    if (message === undefined || part === undefined) {
      if (proves(account, `root|${conversationId}`, mac))
        found.push({ conversationId, id: rootIdOf(account, conversationId) });
      continue;
    }
    const messageId = unpackId(message);
    if (!messageId || !proves(account, `message|${conversationId}|${messageId}|${Number(part)}`, mac))
      continue;
    const id = messageIdOf(account, { conversationId, messageId, part: Number(part) });
    found.push({ conversationId, messageId, id });
  }
  return found;
};

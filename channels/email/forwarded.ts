import type { Account } from '#channels/channel.ts';
import { canonical, isAddress, isListed, isOwn } from './addresses.ts';
import type { EmailSettings } from './payload.ts';
import type { Party, ReadMail } from './read-mail.ts';

const FORWARD = /^\s*(?:fwd?|fw|tr|wg|i|rv|enc|転送|Fwd)\s*[:：]/i;
const BEGINS =
  /^[-_=*\s>]*(?:Forwarded message|Begin forwarded message|Original Message|転送されたメッセージ|転送メール|転送メッセージ|元のメッセージ|Weitergeleitete Nachricht|Message transféré)[-_=*\s:：]*$/i;
const FIELD =
  /^[*>\s]*(From|Sender|差出人|送信者|送信元|Von|De|Subject|件名|Betreff|Objet|Date|Sent|日付|日時|送信日時|To|宛先|Cc|CC|Reply-To|返信先)\*?\s*[:：]\s*(.*)$/i;
const MAX_LINES = 400;

/** What a colleague forwarded by hand. */
export interface Forwarded {
  from: Party;
  subject: string;
  text: string;
  /** What the colleague wrote above it. */
  note: string;
}

const partyOf = (value: string): Party | undefined => {
  const address = /([^\s@<>"(),;:[\]]{1,64}@[^\s@<>"(),;:[\]]{1,253})/.exec(value)?.[1];
  if (!address || !isAddress(canonical(address))) return undefined;
  const name = value
    .slice(0, value.indexOf(address))
    .replace(/mailto:|[<"'[\]()*]/g, '')
    .trim();
  return { address: canonical(address), ...(name ? { name: name.slice(0, 200) } : {}) };
};

/** The header block that stands at the head of what was forwarded: its sender, subject and the line after it. */
const blockAt = (
  lines: readonly string[],
  at: number,
): { from: Party; subject: string; end: number } | undefined => {
  let from: Party | undefined;
  let subject = '';
  let named = 0;
  let end = at;
  for (let here = at; here < Math.min(lines.length, at + 16); here++) {
    const line = lines[here] ?? '';
    if (line.trim() === '' && named === 0) continue;
    const [, name = '', value = ''] = FIELD.exec(line.slice(0, 1_000)) ?? [];
    if (!name && named > 0 && line.trim() !== '' && here === end) {
      // A folded field.
      end = here + 1;
      continue;
    }
    if (!name) break;
    named += 1;
    end = here + 1;
    if (/^(?:From|Sender|差出人|送信者|送信元|Von|De)$/i.test(name)) from ??= partyOf(value);
    if (/^(?:Subject|件名|Betreff|Objet)$/i.test(name)) subject ||= value.trim();
  }
  return from && named >= 2 ? { from, subject, end } : undefined;
};

/**
 * A mail a colleague forwarded: the customer is who wrote the original. Only from those the settings name, and never when the sender's domain says it is
 * not theirs.
 */
export const readForwarded = (
  mail: ReadMail,
  account: Account<EmailSettings>,
  authentication: 'pass' | 'fail' | 'none',
): Forwarded | undefined => {
  if (!mail.from || authentication === 'fail' || !FORWARD.test(mail.subject)) return undefined;
  if (!isListed(mail.from.address, account.settings.forwarders)) return undefined;
  const lines = mail.text.split('\n');
  for (let at = 0; at < Math.min(lines.length, MAX_LINES); at++) {
    const marked = BEGINS.test((lines[at] ?? '').slice(0, 200));
    const block =
      marked || /^[*>\s]*(?:From|差出人)\*?\s*[:：]/i.test(lines[at] ?? '')
        ? blockAt(lines, marked ? at + 1 : at)
        : undefined;
    if (!block || isOwn(block.from.address, account)) continue;
    return {
      from: block.from,
      subject: block.subject || mail.subject.replace(FORWARD, '').trim(),
      text: lines.slice(block.end).join('\n').trim(),
      note: lines.slice(0, at).join('\n').trim(),
    };
  }
  return undefined;
};

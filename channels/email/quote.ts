import { QUOTE_MARK } from './html-text.ts';

/** A line longer than this is prose, not a quote header. */
const MAX_HEADER = 400;
/** Signatures end within so many lines. */
const MAX_SIGNATURE = 15;
/** Nor does it stand farther from the end than this, blanks counted. Lines. */
const MAX_TAIL = 60;
/** A longer text is left whole. UTF-16 units. */
const MAX_LOOK = 400_000;

const ADDRESSED = String.raw`[^\n]{0,300}`;
/** The line (or lines, put together) with which programs begin what they quote. */
const ATTRIBUTIONS: readonly RegExp[] = [
  new RegExp(`^On ${ADDRESSED}(?:wrote|writes):?$`, 'i'),
  new RegExp(`^${ADDRESSED}(?:wrote|writes)(?: on [^\\n]{4,60}| \\(\\d[^\\n]{4,60}\\))?:$`, 'i'),
  // Gmail, Apple Mail, Yahoo! and Outlook in Japanese.
  new RegExp(`^\\(?\\d{4}年\\d{1,2}月\\d{1,2}日${ADDRESSED}\\d{1,2}[:時]\\d{2}${ADDRESSED}[:：]$`),
  new RegExp(
    `^\\(?(?:On )?\\d{4}[/.-]\\d{1,2}[/.-]\\d{1,2}${ADDRESSED}\\d{1,2}:\\d{2}${ADDRESSED}(?:[:：]|のメール|書きました[:：。]?)$`,
    'i',
  ),
  new RegExp(
    `^${ADDRESSED}(?:のメール|さんは書きました|は書きました|さんからのメッセージ|さんが書きました)[:：。]?$`,
  ),
  new RegExp(`^Le ${ADDRESSED} a écrit ?:$`, 'i'),
  new RegExp(`^Am ${ADDRESSED} schrieb${ADDRESSED}:$`, 'i'),
  new RegExp(`^El ${ADDRESSED} escribió:$`, 'i'),
  new RegExp(`^Il ${ADDRESSED} ha scritto:$`, 'i'),
  new RegExp(`^Em ${ADDRESSED} escreveu:$`, 'i'),
  new RegExp(`^Op ${ADDRESSED} schreef${ADDRESSED}:$`, 'i'),
  new RegExp(`^\\d{4}년 ${ADDRESSED}작성:$`),
  new RegExp(`^${ADDRESSED}(?:写道|寫道)[:：]$`),
];
/** First words of a line that may begin an attribution broken over several lines. */
const MAY_GO_ON = /^(?:On |Le |Am |El |Il |Em |Op |\(?\d{4}[年/.-])/;
const SEPARATORS =
  /^(?:>\s*)?[-_=*＿━─]{2,}\s*(?:Original Message|Original Appointment|元のメッセージ|オリジナルメッセージ|元のメール|Ursprüngliche Nachricht|Message d'origine|Mensaje original|Reply message|返信元メール)\s*[-_=*＿━─]{0,}$/i;
const HEADER_LINE =
  /^[*>\s]*(From|Sent|Date|To|Cc|Subject|差出人|送信者|送信元|送信日時|日時|日付|宛先|件名|CC|Von|Gesendet|An|Betreff|De|Envoyé|À|Objet|发件人|发送时间|收件人|主题)\*?\s*[:：]/i;
const STARTS_HEADERS = /^[*>\s]*(?:From|差出人|送信者|送信元|Von|De|发件人)\*?\s*[:：]/i;
const QUOTED = /^\s{0,3}(?:[>＞｜|]|&gt;)/;
const MOBILE =
  /^(?:Sent from (?:my |Yahoo|Outlook|Mail for|Proton|Samsung|Gmail|an? )[^\n]{0,80}|Get Outlook for [^\n]{0,60}|(?:iPhone|iPad|Android|Galaxy|Xperia|スマートフォン|スマホ|携帯)[^\n]{0,20}(?:から|より)送信[^\n]{0,10}|Outlook for (?:iOS|Android)[^\n]{0,20}|(?:iOS|Android) 版 ?Outlook[^\n]{0,20}|Von meinem i(?:Phone|Pad) gesendet|Envoyé de mon i(?:Phone|Pad)|Yahoo!メール[^\n]{0,20}から送信[^\n]{0,10})\.?$/i;
const RULE = /^[-=_*━─＝＊☆★◇◆□■～~・.:：+＋*]{6,}$/;
const CONTACT = /(?:TEL|FAX|電話|〒|E-?mail|メール|https?:\/\/|www\.|@)/i;

const isAttribution = (lines: readonly string[], at: number): number => {
  const first = (lines[at] ?? '').trim().replace(/^[>＞]\s?/, '');
  if (first === '' || first.length > MAX_HEADER) return 0;
  if (ATTRIBUTIONS.some((pattern) => pattern.test(first))) return 1;
  if (!MAY_GO_ON.test(first)) return 0;
  let joined = first;
  for (let more = 1; more <= 3; more++) {
    const next = (lines[at + more] ?? '').trim().replace(/^[>＞]\s?/, '');
    if (next === '' || joined.length + next.length > MAX_HEADER) return 0;
    joined = `${joined} ${next}`;
    if (ATTRIBUTIONS.some((pattern) => pattern.test(joined))) return more + 1;
  }
  return 0;
};

/** From, Sent, To, Subject: at least three of them in a block that begins here. */
const isHeaderBlock = (lines: readonly string[], at: number): boolean => {
  if (!STARTS_HEADERS.test(lines[at] ?? '')) return false;
  let named = 0;
  for (const line of lines.slice(at, at + 8)) if (HEADER_LINE.test(line.slice(0, 60))) named += 1;
  return named >= 3;
};

const isMarked = (line: string): boolean => line.startsWith(QUOTE_MARK);

/** Index after the last line that somebody wrote now: behind it stand quotes, blanks and at most a signature. One pass. */
const writtenUntil = (lines: readonly string[]): number => {
  let until = 0;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.trim() === '' || QUOTED.test(line) || isMarked(line)) continue;
    const skip = isAttribution(lines, at);
    if (skip > 0) at += skip - 1;
    else if (isSignature(lines, at)) return until;
    else until = at + 1;
  }
  return until;
};

const isSignature = (lines: readonly string[], at: number): boolean => {
  const line = (lines[at] ?? '').trimEnd();
  if (lines.length - at > MAX_TAIL) return false;
  const rest = lines.slice(at + 1);
  const filled = rest.filter((one) => one.trim() !== '').length;
  if (line === '--' || line === '-- ') return filled <= MAX_SIGNATURE;
  if (MOBILE.test(line.trim())) return rest.every((one) => one.trim() === '');
  return RULE.test(line.trim()) && filled > 0 && filled <= MAX_SIGNATURE && CONTACT.test(rest.join('\n'));
};

/** Whether what was written before ends here. */
const endsAt = (lines: readonly string[], at: number, written: number): boolean => {
  const line = lines[at] ?? '';
  if (isMarked(line)) return true;
  if (line.length > MAX_HEADER) return false;
  if (SEPARATORS.test(line.trim()) || isHeaderBlock(lines, at)) return true;
  if (isSignature(lines, at)) return true;
  const skip = isAttribution(lines, at);
  if (skip > 0) {
    const next = lines.slice(at + skip).find((one) => one.trim() !== '');
    // With marks, an answer may stand below or between: then nothing is cut. Without, the quoted mail goes on to the end.
    return next === undefined || !QUOTED.test(next) || written <= at;
  }
  return QUOTED.test(line) && written <= at;
};

/** A run of blank lines and rules before the quote belongs to it. */
const withLead = (lines: readonly string[], at: number): number => {
  let from = at;
  while (from > 0 && /^\s*_{6,}\s*$|^\s*$/.test(lines[from - 1] ?? '')) from -= 1;
  return from;
};

const restIsQuote = (lines: readonly string[], from: number, written: number): boolean => {
  const at = lines.findIndex((line, index) => index >= from && line.trim() !== '');
  return at === -1 || endsAt(lines, at, written);
};

/** What was written now, and the rest (quoted mail, signature), which follows it: put together again they are the whole, to the character. */
export interface SplitReply {
  text: string;
  quoted: string;
}

/** Cuts at the first place from which on nothing new is written. A mail that would be empty, or answers between the quoted lines, is left whole. */
export const splitReply = (full: string): SplitReply => {
  if (full.length > MAX_LOOK) return { text: full, quoted: '' };
  const lines = full.split('\n');
  const written = writtenUntil(lines);
  // A mobile signature may stand above the quote: then both are behind the cut.
  for (let at = 0; at < lines.length; at++) {
    const mobile = MOBILE.test((lines[at] ?? '').trim().slice(0, 200)) && restIsQuote(lines, at + 1, written);
    if (!mobile && !endsAt(lines, at, written)) continue;
    const from = withLead(lines, at);
    const text = lines.slice(0, from).join('\n');
    if (text.trim() === '') continue;
    const cut = text.length;
    return { text: full.slice(0, cut), quoted: full.slice(cut) };
  }
  return { text: full, quoted: '' };
};

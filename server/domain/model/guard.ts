import type { Language } from '#contracts/time.ts';

/** A retrieved text that an answer may rest on. */
export interface Source {
  /** How the model names it: `S1`, `S2` … */
  mark: string;
  title: string;
  text: string;
}

/** Why an output is not used; a code for logs and tests. */
export type Objection =
  | 'no-source'
  | 'unknown-source'
  | 'empty'
  | 'too-long'
  | 'markup'
  | 'hidden-letters'
  | 'tool-call'
  | 'address'
  | 'number'
  | 'promise'
  | 'instructions'
  | 'ungrounded';

export type Checked = { ok: true; text: string; source: Source } | { ok: false; objection: Objection };

const MAX_TEXT = 1_200;
/** Zero-width, bidirectional and tag letters, with which words are hidden from people or from checks. */
const HIDDEN = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]|[\u{E0000}-\u{E007F}]/u;
const MARKUP = /<\s*[a-z!/?]|&(?:#\w+|lt|gt|quot|amp);|\]\s*[([]|!\[|```|\bjavascript:|\bdata:/i;
const TOOL = /[{[]\s*"|"\s*:|\btool_calls?\b|\bfunction_call\b|<\|/i;
const URLS = /[a-z][a-z\d+.-]*:\/\/\S+|\bwww\.\S+|(?<![\w@.-])(?:[\w-]+\.)+[a-z]{2,24}(?:\/\S*)?(?![\w@])/gi;
const EMAILS = /[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+/g;
const NUMBERS = /\d+(?:[.,:]\d+)*/g;
const NUMBER_WORDS: Record<Language, RegExp> = {
  en: /\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|hundred|thousand|million|half|double|twice)\b/gi,
  ja: /[一二三四五六七八九十百千万億]+(?=[日円時分個点回月年週%％割本枚泊人]|か月|ヶ月|カ月|パーセント|営業)/g,
};
/** Words by which a shop binds itself: never the model's own. */
const PROMISES: Record<Language, RegExp> = {
  en: /\b(?:free|refund\w*|compensat\w*|guarante\w*|discount\w*|coupon\w*|voucher\w*|waive\w*|credit\w*|promis\w*|approv\w*|cancel\w*|lifetime|unlimited|password\w*|passcode\w*|api.?key|card number|verification code)\b/gi,
  ja: /無料|返金|補償|保証|割引|クーポン|値引|免除|全額|約束|承認|キャンセル|取り消|無制限|永久|パスワード|暗証番号|カード番号|認証コード|ポイント/g,
};
const NO_WORDS = new Set(
  'about after again also and any are because been before being both but can could does each for from further had has have here how into its just more most must not now only other our out over own same should some such than that the their them then there these they this those through under until very want was were what when where which while who will with would you your yours please thank thanks hello sure happy help glad sorry let know'.split(
    ' ',
  ),
);

const flat = (text: string): string => text.normalize('NFKC').toLowerCase();
const squeezed = (text: string): string => flat(text).replace(/[\s\p{P}\p{S}]+/gu, '');
const numbersIn = (text: string): string[] =>
  (flat(text).match(NUMBERS) ?? []).map((one) => one.replace(/,(?=\d{3}(?!\d))/g, ''));

/** Words that carry meaning: Latin ones by their first five letters, Japanese by pairs of kanji or katakana. */
const meaning = (text: string): string[] => {
  const low = flat(text);
  const latin = (low.match(/\p{Script=Latin}[\p{Script=Latin}'’]{2,}/gu) ?? [])
    .filter((word) => !NO_WORDS.has(word))
    .map((word) => word.slice(0, 5));
  const japanese = (low.match(/[\p{Script=Han}\p{Script=Katakana}ー]{2,}/gu) ?? []).flatMap((run) =>
    Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)),
  );
  return [...latin, ...japanese];
};

const share = (text: string, known: ReadonlySet<string>): { words: number; known: number } => {
  const words = meaning(text);
  return { words: words.length, known: words.filter((word) => known.has(word)).length };
};

/** Sentences, each with its end. */
export const sentencesOf = (text: string): string[] =>
  text.split(/(?<=[。！？\n])|(?<=[.!?])(?=\s)/u).filter((one) => one.trim() !== '');

/** Least share of the meaning that must be in the sources: of the whole, and of a sentence of some length. */
const WHOLE = 0.55;
const SENTENCE = 0.4;
const SHORT_SENTENCE = 3;
/** As long a row of letters in common with the instructions is no accident. */
const OWN_WORDS: Record<Language, number> = { en: 24, ja: 14 };

const missing = (found: Iterable<string>, known: ReadonlySet<string>): boolean => {
  for (const one of found) if (!known.has(one)) return true;
  return false;
};

const matches = (text: string, pattern: RegExp): Set<string> => new Set(flat(text).match(pattern) ?? []);

/** What of an output every use refuses: markup, hidden letters, calls of tools, and addresses and numbers that the sources do not have. */
export const objectionTo = (
  text: string,
  sources: string,
  /** Numbers below this may be written otherwise: "two" as 2. */
  freeBelow = 0,
): Objection | undefined => {
  if (HIDDEN.test(text) && !HIDDEN.test(sources)) return 'hidden-letters';
  if (MARKUP.test(text)) return 'markup';
  if (TOOL.test(text)) return 'tool-call';
  const trim = (one: string): string => one.replace(/[.,;:!?)\]'"]+$/, '');
  const known = flat(sources);
  const addresses = [...(flat(text).match(URLS) ?? []), ...(flat(text).match(EMAILS) ?? [])].map(trim);
  const theirs = new Set([...(known.match(URLS) ?? []), ...(known.match(EMAILS) ?? [])].map(trim));
  if (missing(addresses, theirs)) return 'address';
  const numbers = numbersIn(text).filter((one) => !(Number(one) < freeBelow));
  if (missing(numbers, new Set(numbersIn(sources)))) return 'number';
  return undefined;
};

/** Whether a text repeats a part of the instructions that the sources do not have. */
const repeats = (text: string, instructions: string, sources: string, language: Language): boolean => {
  const length = OWN_WORDS[language];
  const [said, own, known] = [squeezed(text), squeezed(instructions), squeezed(sources)];
  for (let at = 0; at + length <= said.length; at += 1) {
    const part = said.slice(at, at + length);
    if (own.includes(part) && !known.includes(part)) return true;
  }
  return false;
};

/** What an answer may be measured against. `instructions`: the system's words, which must never come out. */
export interface Ground {
  sources: readonly Source[];
  instructions: string;
  language: Language;
}

/** Checks a part of an answer by itself, as for showing it before the whole is there. */
export const objectionToPart = (
  part: string,
  { sources, instructions, language }: Ground,
): Objection | undefined => {
  const all = sources.map(({ title, text }) => `${title}\n${text}`).join('\n');
  const general = objectionTo(part, all);
  if (general) return general;
  for (const pattern of [NUMBER_WORDS[language], PROMISES[language]]) {
    if (missing(matches(part, pattern), matches(all, pattern)))
      return pattern === PROMISES[language] ? 'promise' : 'number';
  }
  if (repeats(part, instructions, all, language)) return 'instructions';
  const known = new Set(meaning(all));
  for (const sentence of sentencesOf(part)) {
    const found = share(sentence, known);
    if (found.words >= SHORT_SENTENCE && found.known / found.words < SENTENCE) return 'ungrounded';
  }
  return undefined;
};

const FIRST_LINE = /^\s*(?:SOURCE|CHOICE)\s*:\s*([A-Z]\d{1,2}|NONE)\s*(?:\n|$)/;

/** The first line's choice and the rest; undefined when there is no such line yet or at all. */
export const splitChoice = (output: string): { mark: string; rest: string } | undefined => {
  const found = FIRST_LINE.exec(output);
  return found?.[1] === undefined ? undefined : { mark: found[1], rest: output.slice(found[0].length) };
};

/**
 * Whether the model's answer may reach a customer. It must name one of the sources; every number, address and binding word must be that source's;
 * most of its meaning must be in it; no markup, hidden letters, tool calls, or words of the instructions. What the customer wrote counts for nothing.
 */
export const checkAnswer = (output: string, ground: Ground): Checked => {
  const choice = splitChoice(output);
  if (!choice) return { ok: false, objection: 'no-source' };
  const source = ground.sources.find(({ mark }) => mark === choice.mark);
  if (!source) return { ok: false, objection: 'unknown-source' };
  const text = choice.rest.trim();
  if (text === '') return { ok: false, objection: 'empty' };
  if (text.length > Math.min(MAX_TEXT, source.text.length * 1.5 + 200))
    return { ok: false, objection: 'too-long' };
  const own = { ...ground, sources: [source] };
  const objection = objectionToPart(text, own);
  if (objection) return { ok: false, objection };
  const found = share(text, new Set(meaning(`${source.title}\n${source.text}`)));
  if (found.words > 0 && found.known / found.words < WHOLE) return { ok: false, objection: 'ungrounded' };
  return { ok: true, text, source };
};

/** As much of an answer under way as may be shown: whole sentences that pass by themselves, up to the first that does not. */
export const shownSoFar = (output: string, ground: Ground): string => {
  const choice = splitChoice(output);
  const source = ground.sources.find(({ mark }) => mark === choice?.mark);
  if (!choice || !source) return '';
  const own = { ...ground, sources: [source] };
  let shown = '';
  for (const sentence of sentencesOf(choice.rest).slice(0, -1)) {
    if (objectionToPart(sentence, own) || objectionToPart(shown + sentence, own)) break;
    shown += sentence;
  }
  return shown.trim();
};

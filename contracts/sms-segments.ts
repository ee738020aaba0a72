/**
 * How many SMS a text costs, as GSM 03.38 / 3GPP TS 23.038 has it: GSM-7 where every character is in its alphabet (160 alone, 153 per part),
 * else UCS-2 (70 alone, 67 per part). Characters of the extension table count two; neither they nor surrogate pairs are split between parts.
 */
export interface SmsCount {
  encoding: 'GSM-7' | 'UCS-2';
  segments: number;
  /** Septets (GSM-7) or UTF-16 units (UCS-2) used, without what is lost at part borders. */
  units: number;
  /** Units that still fit into the last segment. */
  left: number;
  /** The first characters that force UCS-2, at most 10: what to replace to pay less. */
  forcing: string[];
}

const GSM_BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const GSM_EXTENDED = '\f^{}\\[~]|€';

const SEPTETS = new Map<string, number>([
  ...[...GSM_BASIC].map((char): [string, number] => [char, 1]),
  ...[...GSM_EXTENDED].map((char): [string, number] => [char, 2]),
]);
const LIMITS = { 'GSM-7': { alone: 160, part: 153 }, 'UCS-2': { alone: 70, part: 67 } } as const;
const MAX_FORCING = 10;

/** Counts segments. An empty text is 0 segments. */
export const countSms = (text: string): SmsCount => {
  const chars = [...text];
  const forcing = [...new Set(chars.filter((char) => !SEPTETS.has(char)))];
  const encoding = forcing.length === 0 ? 'GSM-7' : 'UCS-2';
  const cost = (char: string): number => (encoding === 'GSM-7' ? (SEPTETS.get(char) ?? 2) : char.length);
  const units = chars.reduce((sum, char) => sum + cost(char), 0);
  const limit = LIMITS[encoding];
  const result = { encoding, units, forcing: forcing.slice(0, MAX_FORCING) } as const;
  if (units <= limit.alone) return { ...result, segments: units === 0 ? 0 : 1, left: limit.alone - units };
  let segments = 1;
  let filled = 0;
  for (const char of chars) {
    const size = cost(char);
    if (filled + size > limit.part) {
      segments += 1;
      filled = 0;
    }
    filled += size;
  }
  return { ...result, segments, left: limit.part - filled };
};

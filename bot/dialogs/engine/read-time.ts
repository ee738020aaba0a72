import { normalise } from '../../recognizer/normalise.ts';
import { withDigits } from './read-date.ts';

const pad = (value: number): string => String(value).padStart(2, '0');

/** Before eight, without saying morning: nobody is called at three in the night. */
const EARLIEST = 8;

const at = (hour: number, minute: number, half: 'am' | 'pm' | undefined): string | undefined => {
  if (hour > 24 || minute > 59 || (half && hour > 12)) return undefined;
  let full = hour;
  if (half === 'pm' && hour < 12) full = hour + 12;
  else if (half === 'am' && hour === 12) full = 0;
  else if (half === undefined && hour >= 1 && hour < EARLIEST) full = hour + 12;
  return `${pad(full % 24)}:${pad(minute)}`;
};

const halfOf = (word: string | undefined): 'am' | 'pm' | undefined => {
  if (!word) return undefined;
  if (/午前|朝|^a/.test(word)) return 'am';
  return /午後|夕方|夜|昼|^p/.test(word) ? 'pm' : undefined;
};

/** The time of day a text names, HH:MM. Hours from one to seven mean the afternoon unless the morning is named. */
export const readTime = (text: string): string | undefined => {
  const plain = withDigits(normalise(text.slice(0, 300)));
  if (/正午|\bnoon\b|midday/.test(plain)) return '12:00';
  const ja = /(午前|午後|朝|夕方|夜|昼)?の?\s*(\d{1,2})\s*時\s*(半|(\d{1,2})\s*分)?(?!間)/.exec(plain);
  if (ja) return at(Number(ja[2]), ja[3] === '半' ? 30 : Number(ja[4] ?? 0), halfOf(ja[1]));
  const clock = /(午前|午後)?\s*(?<!\d)(\d{1,2}):(\d{2})(?!\d)\s*([ap]\.?m\b)?/.exec(plain);
  if (clock) return at(Number(clock[2]), Number(clock[3]), halfOf(clock[1] ?? clock[4]));
  const en = /\b(\d{1,2})\s*([ap])\.?m\b/.exec(plain);
  if (en) return at(Number(en[1]), 0, halfOf(en[2]));
  const oclock = /\b(?:at|around)\s+(\d{1,2})\b(?!\s*[:/\d])|\b(\d{1,2})\s*o'?clock/.exec(plain);
  if (oclock) return at(Number(oclock[1] ?? oclock[2]), 0, undefined);
  const alone = /^(\d{1,2})$/.exec(plain);
  return alone && Number(alone[1]) >= EARLIEST ? at(Number(alone[1]), 0, undefined) : undefined;
};

import { nanoid } from 'nanoid';

/** In the order of their code points, by which MongoDB sorts `_id`. */
const DIGITS = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
/** 42 bits of milliseconds: until the year 2109. */
const TIME_DIGITS = 7;
const COUNT_DIGITS = 3;
const MOST = 64 ** COUNT_DIGITS - 1;
/** 72 bits that nobody can guess. */
const RANDOM_DIGITS = 12;

const written = (value: number, digits: number): string => {
  let text = '';
  for (let left = value; text.length < digits; left = Math.floor(left / 64)) text = DIGITS[left % 64] + text;
  return text;
};

/**
 * Makes ids that sort in the order in which one process made them, so that rows of one instant (an escalation and its place in the queue) stand on the
 * record in the order in which they were written. `nowMs`: epoch milliseconds; when they go back, the ids do not.
 */
export const createIdMaker = (nowMs: () => number = Date.now): (() => string) => {
  let last = 0;
  let count = 0;
  return () => {
    const now = Math.max(last, Math.floor(nowMs()));
    count = now === last ? count + 1 : 0;
    last = now;
    if (count > MOST) {
      last += 1;
      count = 0;
    }
    return written(last, TIME_DIGITS) + written(count, COUNT_DIGITS) + nanoid(RANDOM_DIGITS);
  };
};

import { hash, verify } from '@node-rs/argon2';
import { AppError } from '#contracts/errors.ts';

export const MIN_PASSWORD_LENGTH = 10;
export const MAX_PASSWORD_LENGTH = 200;
/** OWASP's setting for argon2id (the library's default algorithm): 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), COST);
export const verifyPassword = async (stored: string, password: string): Promise<boolean> => {
  try {
    return await verify(stored, password.normalize('NFKC'));
  } catch {
    return false;
  }
};

/** Beginnings of the long passwords that head every leaked list; digits and marks behind them add nothing. */
const COMMON =
  /^(password|passw0rd|p@ssw0rd|p@ssword|qwerty|qwertyuiop|asdfgh|asdfghjkl|zxcvbnm|azerty|1q2w3e4r|1qaz2wsx|q1w2e3r4|letmein|iloveyou|welcome|changeme|sunshine|princess|football|baseball|superman|administrator|admin|madoguchi|trustno1|dragon|monkey|master|secret|default|sakura|doraemon|himitsu|pasuwaado|aisiteru|aishiteru)/;
const RUNS = [
  '0123456789012345678901234567890',
  '9876543210987654321098765432109',
  'abcdefghijklmnopqrstuvwxyz',
];

const isCommon = (password: string, email: string): boolean => {
  const plain = password.normalize('NFKC').toLowerCase();
  if (new Set(plain).size <= 4) return true;
  if (RUNS.some((run) => run.includes(plain))) return true;
  const local = email.split('@')[0]?.toLowerCase() ?? '';
  const rest = plain.replace(COMMON, '').replace(/^[\d\W_]*/, '');
  if (COMMON.test(plain) && rest.length < 6) return true;
  return local.length >= 4 && plain.replaceAll(local, '').length < 6;
};

/** Refuses a password that is short or among the first a guesser tries. Length counts in code points. @throws AppError('weak-password') */
export const checkPassword = (password: string, email: string): void => {
  const length = [...password].length;
  if (length < MIN_PASSWORD_LENGTH || length > MAX_PASSWORD_LENGTH || isCommon(password, email)) {
    throw new AppError('weak-password');
  }
};

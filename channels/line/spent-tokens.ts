import { createHash } from 'node:crypto';

/** Reply tokens this process has tried. A token is good for one call; a second try is never made here, and LINE refuses it anywhere else. */
export interface SpentTokens {
  /** True when the token had not been tried: the caller may, and nobody after. */
  take(token: string): boolean;
  /** The call was certainly not made: the token is as good as before. */
  giveBack(token: string): void;
}

/** Tokens live for a minute, so a few thousand outlast them at any rate LINE allows. */
const MAX_KEPT = 20_000;

export const createSpentTokens = (limit: number = MAX_KEPT): SpentTokens => {
  const spent = new Set<string>();
  const idOf = (token: string): string => createHash('sha256').update(token).digest('base64url').slice(0, 22);
  return {
    take: (token) => {
      const id = idOf(token);
      if (spent.has(id)) return false;
      spent.add(id);
      const [oldest] = spent;
      if (spent.size > limit && oldest !== undefined) spent.delete(oldest);
      return true;
    },
    giveBack: (token) => {
      spent.delete(idOf(token));
    },
  };
};

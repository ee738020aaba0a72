import { isContractProcedure } from '@orpc/contract';
import { contract, PATHS } from '#contracts/http.ts';

export interface Endpoint {
  /** Key path, e.g. `conversations.accept`. */
  key: string;
  method: string;
  /** With its parameters in braces. */
  path: string;
}

const walk = (node: unknown, keys: readonly string[]): Endpoint[] => {
  if (isContractProcedure(node)) {
    const { method = 'POST', path = '' } = node['~orpc'].route;
    return [{ key: keys.join('.'), method, path: PATHS.api + path }];
  }
  return Object.entries(node as object).flatMap(([key, child]) => walk(child, [...keys, key]));
};

/** Every endpoint of the catalogue. */
export const ENDPOINTS: readonly Endpoint[] = walk(contract, []);

/** Who is asking; every store method takes it, so an unscoped query does not type-check. */
export type Scope =
  | { kind: 'system'; reason: string }
  | {
      kind: 'agent';
      agentId: string;
      role: 'administrator' | 'manager' | 'agent' | 'light';
      teamIds: readonly string[];
    }
  | { kind: 'customer'; customerId: string; threadId: string };

export const system = (reason: string): Scope => ({ kind: 'system', reason });

declare const txBrand: unique symbol;
/** A running transaction; opaque outside store/. */
export interface Tx {
  readonly [txBrand]: true;
}

/** Thrown inside a transaction when a compare-and-swap missed: the transaction runs again from its reads. */
export class LostRace extends Error {
  override readonly name = 'LostRace';
}
export const lostRace = (): never => {
  throw new LostRace('lost race');
};

type Given<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same object without the keys whose value is undefined: what is absent is left out, on the wire and in the types. */
export const given = <T extends object>(fields: T): Given<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;

/** ISO 8601 in UTC. */
export const iso = (at: Date): string => at.toISOString();
export const isoOf = (at: Date | undefined): string | undefined => at?.toISOString();

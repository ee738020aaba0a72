/** One step of connecting an account. */
export interface Step {
  number: string;
  text: string;
  /** What is to be copied; not `ready` while the account it names does not exist. */
  code?: { text: string; ready: boolean };
}

/** The steps out of an adapter's words (`step.1`, `step.1.code` …) in order, with `{publicUrl}` and `{accountId}` filled in. */
export const stepsOf = (
  words: Partial<Record<string, string>>,
  publicUrl: string,
  accountId: string | undefined,
): Step[] => {
  const fill = (text: string): string =>
    text.replaceAll('{publicUrl}', publicUrl).replaceAll('{accountId}', accountId ?? '…');
  return Object.keys(words)
    .map((key) => /^step\.(\d+)$/.exec(key)?.[1])
    .filter((number) => number !== undefined)
    .sort((a, b) => Number(a) - Number(b))
    .map((number) => {
      const code = words[`step.${number}.code`];
      return {
        number,
        text: fill(words[`step.${number}`] ?? ''),
        ...(code === undefined
          ? {}
          : { code: { text: fill(code), ready: accountId !== undefined || !code.includes('{accountId}') } }),
      };
    });
};

const MOST_LINES = 20;

/** `name=value`, one a line, as the input of a call; lines that are none are left out. */
export const inputOf = (lines: string): Record<string, string> =>
  Object.fromEntries(
    lines
      .split('\n')
      .flatMap((line): [string, string][] => {
        const [, name, value] = /^\s*([^=\s]{1,64})\s*=\s*(.*?)\s*$/.exec(line) ?? [];
        return name === undefined || value === undefined ? [] : [[name, value.slice(0, 300)]];
      })
      .slice(0, MOST_LINES),
  );

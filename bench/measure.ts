/** Sorted copy's value at a share 0..1; NaN when empty. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

export interface Row {
  what: string;
  measured: string;
  raw: string;
  budget: string;
  met: boolean | undefined;
}

export const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
export const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en')}/s`;

/** One markdown table: what, measured, raw limit of the same run, budget, met. */
export const table = (rows: readonly Row[]): string =>
  [
    '| what | measured | raw limit, same run | budget | met |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(
      (r) =>
        `| ${r.what} | ${r.measured} | ${r.raw} | ${r.budget} | ${r.met === undefined ? '–' : r.met ? 'yes' : 'NO'} |`,
    ),
  ].join('\n');

/** CPU seconds a process has used so far, user and system, from the kernel's own books. */
export const cpuSecondsOf = async (pid: number): Promise<number> => {
  const { readFile } = await import('node:fs/promises');
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

/** Resident memory of a process. Bytes. */
export const rssOf = async (pid: number): Promise<number> => {
  const { readFile } = await import('node:fs/promises');
  const pages = Number((await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')[1]);
  return pages * 4_096;
};

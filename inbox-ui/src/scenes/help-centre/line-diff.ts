export interface DiffLine {
  is: 'same' | 'gone' | 'new';
  text: string;
  /** Its place in the list. */
  at: number;
}

/** Beyond this many line pairs the middle is shown as replaced as a whole. */
const MOST_PAIRS = 1_000_000;

/** From one text to another, line by line, with the longest lines in common (LCS). */
export const lineDiff = (from: string, to: string): DiffLine[] => {
  const a = from.split('\n');
  const b = to.split('\n');
  const out: Omit<DiffLine, 'at'>[] = [];
  if (a.length * b.length > MOST_PAIRS) {
    out.push(
      ...a.map((text) => ({ is: 'gone' as const, text })),
      ...b.map((text) => ({ is: 'new' as const, text })),
    );
    return out.map((line, at) => ({ ...line, at }));
  }
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  const of = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      common[i * width + j] = a[i] === b[j] ? of(i + 1, j + 1) + 1 : Math.max(of(i + 1, j), of(i, j + 1));
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push({ is: 'same', text: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && of(i + 1, j) >= of(i, j + 1))) {
      out.push({ is: 'gone', text: a[i] ?? '' });
      i += 1;
    } else {
      out.push({ is: 'new', text: b[j] ?? '' });
      j += 1;
    }
  }
  return out.map((line, at) => ({ ...line, at }));
};

export interface CsvRow {
  /** Line where it begins, from 1. */
  line: number;
  cells: string[];
}

/**
 * Comma-separated values as RFC 4180 has them: quotes around cells with commas, line breaks and doubled quotes. A byte-order mark is passed over, empty lines
 * too. Undefined: a quote is never closed, or something follows a closing one.
 */
export const readCsv = (text: string): CsvRow[] | undefined => {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let cell = '';
  let line = 1;
  let begin = 1;
  let state: 'plain' | 'quoted' | 'closed' = 'plain';
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const endRow = (): void => {
    cells.push(cell);
    if (cells.some((one) => one.trim() !== '')) rows.push({ line: begin, cells });
    cells = [];
    cell = '';
    state = 'plain';
  };
  for (const c of source) {
    if (state === 'quoted') {
      if (c === '\n') line += 1;
      if (c === '"') state = 'closed';
      else cell += c;
    } else if (c === '"' && (state === 'closed' || cell === '')) {
      // A quote after a closing one was a doubled quote.
      if (state === 'closed') cell += '"';
      state = 'quoted';
    } else if (c === ',') {
      cells.push(cell);
      cell = '';
      state = 'plain';
    } else if (c === '\n') {
      line += 1;
      endRow();
      begin = line;
    } else if (state === 'closed') return undefined;
    else cell += c;
  }
  if (state === 'quoted') return undefined;
  if (cell !== '' || cells.length > 0) endRow();
  return rows;
};

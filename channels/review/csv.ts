/** One field of a line: quoted with doubled quotes inside, or bare; and what follows it. */
const FIELD = /("(?:[^"]|"")*"|[^,"\r\n]*)(,|\r\n|\n|\r|$)/y;
const MAX_FIELDS = 200_000;

/** Rows of a CSV text (RFC 4180). Undefined when a quote is not closed or stands where none may. Empty lines are left out. */
export const readCsv = (text: string): string[][] | undefined => {
  const rows: string[][] = [];
  let row: string[] = [];
  const source = text.replace(/^\uFEFF/, '');
  let at = 0;
  for (let fields = 0; at < source.length || row.length > 0; fields += 1) {
    FIELD.lastIndex = at;
    const found = FIELD.exec(source);
    if (!found || fields > MAX_FIELDS) return undefined;
    const [whole, value = '', end] = found;
    row.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    at += whole.length;
    if (end === ',') continue;
    if (row.some((one) => one.trim() !== '')) rows.push(row);
    row = [];
  }
  return rows;
};

/** Columns an import may have, in any order; `stars` it must have. */
const COLUMNS = ['id', 'product', 'title', 'text', 'link', 'sentAt'] as const;
const AUTHOR = ['id', 'name', 'language'] as const;

/**
 * The reviews of a CSV with a header line: id, stars, product, title, text, link, sentAt, author, authorId, language. Undefined when it has no `stars`
 * column or is no CSV.
 */
export const reviewsOf = (text: string): Record<string, unknown>[] | undefined => {
  const [header, ...rows] = readCsv(text) ?? [];
  const names = header?.map((name) => name.trim());
  if (!names?.includes('stars')) return undefined;
  return rows.map((row) => {
    const cell = (name: string): string | undefined => row[names.indexOf(name)]?.trim() || undefined;
    const author = { id: cell('authorId'), name: cell('author'), language: cell('language') };
    const given = (from: Record<string, string | undefined>, keys: readonly string[]) =>
      Object.fromEntries(keys.flatMap((key) => (from[key] ? [[key, from[key]]] : [])));
    return {
      type: 'review',
      stars: Number(cell('stars') ?? 'none'),
      ...given(Object.fromEntries(COLUMNS.map((name) => [name, cell(name)])), COLUMNS),
      author: given(author, AUTHOR),
    };
  });
};

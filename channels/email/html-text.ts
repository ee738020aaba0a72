/** Longest HTML that is read for its text, in UTF-16 units; the whole is kept beside it. */
const MAX_HTML = 1_000_000;
/** Stands where a program began to quote; of the private use area, so nobody writes it. */
export const QUOTE_MARK = '\ue000';

const BLOCKS = new Set(
  'address article blockquote br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul'.split(
    ' ',
  ),
);
/** What stands in them is no text. */
const SILENT = new Set(['script', 'style', 'title', 'noscript', 'template', 'xml', 'svg', 'math', 'object']);
const QUOTES =
  /class\s*=\s*["']?[^"'>]{0,100}(?:gmail_quote|moz-cite-prefix|yahoo_quoted|protonmail_quote|OutlookMessageHeader)|id\s*=\s*["']?(?:x_)?(?:divRplyFwdMsg|appendonsend|stopSpelling|mail-editor-reference)|type\s*=\s*["']?cite/i;
const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  zwj: '',
  zwnj: '',
  shy: '',
  copy: '©',
  reg: '®',
  trade: '™',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  bull: '•',
  middot: '·',
  yen: '¥',
  euro: '€',
  pound: '£',
  cent: '¢',
  times: '×',
  deg: '°',
  larr: '←',
  rarr: '→',
  uarr: '↑',
  darr: '↓',
  check: '✓',
  para: '¶',
  sect: '§',
  plusmn: '±',
  frac12: '½',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  ccedil: 'ç',
  uuml: 'ü',
  ouml: 'ö',
  auml: 'ä',
  szlig: 'ß',
  ntilde: 'ñ',
};

const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z][a-z0-9]{1,10}));?/gi, (all, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? all;
    const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
      ? String.fromCodePoint(code)
      : '';
  });

/** Index behind the element whose content is silent, or behind its tag when it never ends. */
const behindSilent = (lower: string, name: string, from: number, endless: Set<string>): number => {
  if (endless.has(name)) return from;
  const end = lower.indexOf(`</${name}`, from);
  if (end === -1) {
    endless.add(name);
    return from;
  }
  return end;
};

/** What a person reads of an HTML mail, with QUOTE_MARK where the quoted mail begins. One pass: its time grows with its length alone. */
export const htmlToText = (source: string): string => {
  const html = source.slice(0, MAX_HTML).replace(/[\ue000]/g, '');
  const lower = html.toLowerCase();
  const endless = new Set<string>();
  const out: string[] = [];
  let last = '\n';
  const put = (text: string): void => {
    if (text === '') return;
    out.push(text);
    last = text.at(-1) ?? last;
  };
  const write = (text: string): void => put(decodeEntities(text).replace(/[ \t\r\n\u00a0]+/g, ' '));
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf('<', at);
    if (open === -1) {
      write(html.slice(at));
      break;
    }
    write(html.slice(at, open));
    const isComment = html.startsWith('<!--', open);
    const close = isComment ? html.indexOf('-->', open) : html.indexOf('>', open);
    const [, slash = '', name = ''] = /^<(\/?)([a-z][a-z0-9]*)/.exec(lower.slice(open, open + 24)) ?? [];
    if (
      close === -1 ||
      (!isComment &&
        name === '' &&
        html[open + 1] !== '!' &&
        html[open + 1] !== '?' &&
        html[open + 1] !== '/')
    ) {
      // No tag: a sign of its own, as in 1 < 2; or a tag that never ends, and then the rest is text.
      write(close === -1 ? html.slice(open) : '<');
      at = close === -1 ? html.length : open + 1;
      continue;
    }
    at = isComment ? close + 3 : close + 1;
    if (slash === '' && SILENT.has(name)) at = behindSilent(lower, name, at, endless);
    if (name === 'td' || name === 'th') put(' ');
    // A line ends where a block begins or ends, once; `br` breaks it each time, and a paragraph leaves a line free.
    if (name === 'br' || (BLOCKS.has(name) && last !== '\n')) put('\n');
    if (name === 'p' && slash === '/') put('\n');
    if (slash === '' && QUOTES.test(html.slice(open, Math.min(close, open + 600)))) put(`\n${QUOTE_MARK}`);
  }
  return out
    .join('')
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
};

import sanitizeHtml from 'sanitize-html';
import { escapeHtml } from './html-body.ts';
import { htmlToText, QUOTE_MARK } from './html-text.ts';

/** Longest HTML that is kept to be shown, in UTF-16 units: what goes beyond is bulk, the text stays whole. */
const MAX_HTML = 2_000_000;
const STYLE_VALUE = /^(?!.*(?:url|expression|import|javascript|@|\\|\/\*))[\w\s#%.,()'"!+/-]{1,300}$/i;
const STYLES = [
  'color',
  'background',
  'background-color',
  'border',
  'border-bottom',
  'border-collapse',
  'border-color',
  'border-left',
  'border-radius',
  'border-right',
  'border-spacing',
  'border-style',
  'border-top',
  'border-width',
  'font',
  'font-family',
  'font-size',
  'font-style',
  'font-weight',
  'height',
  'letter-spacing',
  'line-height',
  'list-style',
  'list-style-type',
  'margin',
  'margin-bottom',
  'margin-left',
  'margin-right',
  'margin-top',
  'max-width',
  'min-width',
  'padding',
  'padding-bottom',
  'padding-left',
  'padding-right',
  'padding-top',
  'text-align',
  'text-decoration',
  'text-indent',
  'vertical-align',
  'white-space',
  'width',
  'word-break',
];
const SHAPE = [
  'align',
  'valign',
  'width',
  'height',
  'bgcolor',
  'border',
  'cellpadding',
  'cellspacing',
  'colspan',
  'rowspan',
  'dir',
  'lang',
  'title',
  'style',
];

/** A deeper tree would take the sanitiser minutes; no mail that is read is so deep. */
const MAX_DEPTH = 250;
const VOID = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'wbr',
]);

const isTooDeep = (html: string): boolean => {
  let depth = 0;
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]{0,20})/gi)) {
    if (VOID.has(name.toLowerCase())) continue;
    depth = Math.max(0, depth + (slash ? -1 : 1));
    if (depth > MAX_DEPTH) return true;
  }
  return false;
};

/** The mail's HTML without anything that runs, fetches styles, submits or covers: for a sandboxed frame, where remote images wait to be asked for. */
export const sanitiseMail = (html: string): string =>
  isTooDeep(html.slice(0, MAX_HTML))
    ? `<pre>${escapeHtml(htmlToText(html).replaceAll(QUOTE_MARK, ''))}</pre>`
    : sanitised(html.slice(0, MAX_HTML));

const sanitised = (html: string): string =>
  sanitizeHtml(html, {
    allowedTags: [
      ...sanitizeHtml.defaults.allowedTags,
      'img',
      'center',
      'font',
      'del',
      'ins',
      'h1',
      'h2',
      'strike',
      'big',
      'tt',
      'map',
    ],
    nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'title', 'xml', 'svg', 'math'],
    allowedAttributes: {
      '*': SHAPE,
      a: ['href', 'name', 'rel', 'target'],
      img: ['src', 'alt'],
      font: ['color', 'face', 'size'],
      blockquote: ['type'],
    },
    allowedStyles: { '*': Object.fromEntries(STYLES.map((name) => [name, [STYLE_VALUE]])) },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['http', 'https', 'cid', 'data'] },
    allowedSchemesAppliedToAttributes: ['href', 'src'],
    allowProtocolRelative: false,
    exclusiveFilter: ({ tag, attribs }) =>
      tag === 'img' && /^data:(?!image\/(?:png|jpeg|gif|webp);base64,)/i.test(attribs.src ?? ''),
    transformTags: {
      a: (tagName, attribs) => ({
        tagName,
        attribs: { ...attribs, rel: 'noopener noreferrer nofollow', target: '_blank' },
      }),
    },
  });

import sanitizeHtml from 'sanitize-html';

/** Longest HTML that is read for its text, in UTF-16 units; the whole is kept beside it. */
const MAX_HTML = 1_000_000;
/** Stands where a program began to quote; of the private use area, so nobody writes it. */
export const QUOTE_MARK = '\ue000';
const BREAK = '\ue001';
const QUOTE_BEGINS =
  /<(?:div|blockquote|p|hr|table|span|section)\b[^>]{0,300}?(?:class\s*=\s*["'][^"']{0,100}(?:gmail_quote|moz-cite-prefix|yahoo_quoted|protonmail_quote|OutlookMessageHeader)|id\s*=\s*["'](?:x_)?(?:divRplyFwdMsg|appendonsend|stopSpelling|mail-editor-reference-message-container)|type\s*=\s*["']cite["'])[^>]{0,300}>/gi;
const BLOCK =
  /<\/?(?:p|div|tr|li|ul|ol|table|blockquote|h[1-6]|section|article|header|footer|pre|dd|dt|center)\b[^>]{0,2000}>|<(?:br|hr)\b[^>]{0,2000}>/gi;
const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };

/** What a person reads of an HTML mail, with QUOTE_MARK where the quoted mail begins. */
export const htmlToText = (html: string): string => {
  const marked = html
    .slice(0, MAX_HTML)
    .replace(/[\ue000\ue001]/g, '')
    .replace(QUOTE_BEGINS, (tag) => `${BREAK}${QUOTE_MARK}${tag}`)
    .replace(/<td\b[^>]{0,2000}>/gi, ' $&')
    .replace(BLOCK, (tag) => `${BREAK}${tag}`);
  const plain = sanitizeHtml(marked, {
    allowedTags: [],
    allowedAttributes: {},
    nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'title', 'xml'],
    parser: { decodeEntities: true },
  });
  return plain
    .replace(/&(?:amp|lt|gt|quot);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/[ \t\r\n\u00a0]+/g, ' ')
    .split(BREAK)
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
};

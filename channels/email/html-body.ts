const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (char) => ESCAPES[char] ?? char);

const URL_IN_TEXT = /https?:\/\/[^\s<>"'、。」）)]{1,2000}[^\s<>"'、。」）).,!?;:]/g;

/** A paragraph of text as HTML: line breaks kept, web addresses made links. */
const paragraph = (text: string): string => {
  let html = '';
  let from = 0;
  for (const { 0: url, index } of text.matchAll(URL_IN_TEXT)) {
    html += `${escapeHtml(text.slice(from, index))}<a href="${escapeHtml(url)}">${escapeHtml(url)}</a>`;
    from = index + url.length;
  }
  return (html + escapeHtml(text.slice(from))).replace(/\n/g, '<br>\n');
};

/** Sections of text as the HTML alternative of a mail: plain, as a person would write it. */
export const htmlBody = (
  sections: readonly { text: string; kind: 'text' | 'signature' | 'quote' }[],
): string =>
  [
    "<!doctype html><html><body style=\"font:14px/1.7 -apple-system,'Hiragino Sans','Yu Gothic',Meiryo,sans-serif;color:#1a1a1a\">",
    ...sections.map(({ text, kind }) =>
      kind === 'quote'
        ? `<blockquote type="cite" style="margin:16px 0 0;padding-left:12px;border-left:2px solid #ccc;color:#555">${paragraph(text)}</blockquote>`
        : `<div style="margin:0 0 16px${kind === 'signature' ? ';color:#666' : ''}">${paragraph(text)}</div>`,
    ),
    '</body></html>',
  ].join('\n');

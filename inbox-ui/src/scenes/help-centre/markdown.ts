import type { JSONContent } from '@tiptap/react';
import { lexer, type Token } from 'marked';

/*
 * An article is kept as Markdown; the editor works on a document. What the editor has no node for (tables, HTML, task lists) stands in a `source` block, word
 * for word, so nothing is lost by opening an article.
 */

type Mark = NonNullable<JSONContent['marks']>[number];
type Fields = Token & Record<string, unknown>;

const childrenOf = (token: Token): Token[] =>
  'tokens' in token && Array.isArray(token.tokens) ? token.tokens : [];
const rawBlock = (raw: string): JSONContent => ({
  type: 'source',
  content: [{ type: 'text', text: raw.replace(/\n+$/, '') }],
});
const textNode = (text: string, marks: readonly Mark[]): JSONContent[] =>
  text === '' ? [] : [{ type: 'text', text, ...(marks.length > 0 ? { marks: [...marks] } : {}) }];

/** Thrown inside a block that has something the editor cannot show. */
class Foreign extends Error {}

const MARKS: Record<string, string> = { strong: 'bold', em: 'italic', del: 'strike' };

const inline = (tokens: readonly Token[], marks: readonly Mark[]): JSONContent[] =>
  tokens.flatMap((token): JSONContent[] => {
    const fields = token as Fields;
    const inner = childrenOf(token);
    const mark = MARKS[token.type];
    if (mark) return inline(inner, [...marks, { type: mark }]);
    switch (token.type) {
      case 'text':
      case 'escape':
        return inner.length > 0
          ? inline(inner, marks)
          : textNode(String(fields.text ?? '').replaceAll('\n', ' '), marks);
      case 'codespan':
        return textNode(String(fields.text ?? ''), [...marks, { type: 'code' }]);
      case 'br':
        return [{ type: 'hardBreak' }];
      case 'link':
        return inline(inner, [...marks, { type: 'link', attrs: { href: String(fields.href ?? '') } }]);
      case 'image':
        return [{ type: 'image', attrs: { src: String(fields.href ?? ''), alt: String(fields.text ?? '') } }];
      default:
        throw new Foreign();
    }
  });

const paragraph = (content: JSONContent[]): JSONContent =>
  content.length > 0 ? { type: 'paragraph', content } : { type: 'paragraph' };

const listItem = (item: Fields): JSONContent => {
  if (item.task === true) throw new Foreign();
  const content = blocks(childrenOf(item), false);
  return {
    type: 'listItem',
    content: content[0]?.type === 'paragraph' ? content : [paragraph([]), ...content],
  };
};

const block = (token: Token): JSONContent[] => {
  const fields = token as Fields;
  switch (token.type) {
    case 'space':
    case 'def':
      return [];
    case 'heading': {
      const level = Math.min(4, Math.max(2, Number(fields.depth)));
      return [{ type: 'heading', attrs: { level }, content: inline(childrenOf(token), []) }];
    }
    case 'paragraph':
    case 'text': {
      const inner = childrenOf(token);
      return [paragraph(inner.length > 0 ? inline(inner, []) : textNode(String(fields.text ?? ''), []))];
    }
    case 'hr':
      return [{ type: 'horizontalRule' }];
    case 'code': {
      const text = String(fields.text ?? '');
      return [
        {
          type: 'codeBlock',
          attrs: { language: fields.lang ? String(fields.lang) : null },
          ...(text === '' ? {} : { content: [{ type: 'text', text }] }),
        },
      ];
    }
    case 'blockquote':
      return [{ type: 'blockquote', content: blocks(childrenOf(token), false) }];
    case 'list': {
      const content = (fields.items as Fields[]).map(listItem);
      return fields.ordered === true
        ? [{ type: 'orderedList', attrs: { start: Number(fields.start) || 1 }, content }]
        : [{ type: 'bulletList', content }];
    }
    default:
      throw new Foreign();
  }
};

/** Only whole blocks of the first level can stand as source: inside others the indent is gone. */
const blocks = (tokens: readonly Token[], keepsSource: boolean): JSONContent[] =>
  tokens.flatMap((token) => {
    if (!keepsSource) return block(token);
    try {
      return block(token);
    } catch (error) {
      if (!(error instanceof Foreign)) throw error;
      return [rawBlock(token.raw)];
    }
  });

/** An article's body as the editor's document. */
export const fromMarkdown = (body: string): JSONContent => {
  const content = blocks(lexer(body), true);
  return { type: 'doc', content: content.length > 0 ? content : [paragraph([])] };
};

const PUNCTUATION = /[\p{P}\p{S}]/u;
const SPACE = /\s/u;
const isWord = (char: string): boolean => char !== '' && !SPACE.test(char) && !PUNCTUATION.test(char);

/** A backslash where a character would be read as a mark. */
const escapeText = (text: string): string =>
  text
    .replace(/[\\`*[\]]/g, '\\$&')
    .replace(/~~/g, '\\~\\~')
    .replace(/<(?=[a-z/!?])/gi, '\\<')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_');

/** A backslash where the beginning of a line would be read as a heading, list, quote or rule. */
const escapeLines = (text: string): string =>
  text
    .split('\n')
    .map((line) =>
      line
        .replace(/^(\s*)([#>+-]|={2,})(?=\s|$|[#>=-])/, '$1\\$2')
        .replace(/^(\s*\d{1,9})([.)])(?=\s|$)/, '$1\\$2'),
    )
    .join('\n');

const ORDER = ['link', 'bold', 'italic', 'strike', 'code'];
const SIGN: Record<string, string> = { bold: '**', italic: '*', strike: '~~' };
const markOf = (node: JSONContent, type: string): Mark | undefined =>
  node.marks?.find((mark) => mark.type === type);
const hrefOf = (mark: Mark | undefined): string => String(mark?.attrs?.href ?? '');
const plainOf = (nodes: readonly JSONContent[]): string => nodes.map(({ text }) => text ?? '').join('');

const codeSpan = (text: string): string => {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
};

/**
 * Puts the signs around words. Blanks go outside, and so does punctuation that touches a letter beyond the sign: `**送料（税込）**は` is no bold in
 * Markdown, `**送料（税込**）は` is.
 */
const around = (sign: string, inner: string, before: string, after: string, isPlain: boolean): string => {
  let start = 0;
  let end = inner.length;
  while (start < end && SPACE.test(inner[start] ?? '')) start += 1;
  while (end > start && SPACE.test(inner[end - 1] ?? '')) end -= 1;
  if (isPlain) {
    if (start === 0 && isWord(before))
      while (start < end && PUNCTUATION.test(inner[start] ?? '') && inner[start] !== '\\') start += 1;
    if (end === inner.length && isWord(after))
      while (end > start && PUNCTUATION.test(inner[end - 1] ?? '') && inner[end - 2] !== '\\') end -= 1;
  }
  const core = inner.slice(start, end);
  return core === '' ? inner : `${inner.slice(0, start)}${sign}${core}${sign}${inner.slice(end)}`;
};

const linkTo = (href: string, inner: string, plain: string, isFree: boolean): string => {
  // A bare address is one only between blanks; in angle brackets it is one anywhere.
  if (plain === href && /^https?:\/\/[^\s<>]+[\w/]$/.test(href)) return isFree ? href : `<${href}>`;
  return `[${inner}](${/[\s()<>]/.test(href) ? `<${href.replace(/[<>\s]/g, encodeURIComponent)}>` : href})`;
};

const words = (nodes: readonly JSONContent[], before: string, after: string): string => {
  let out = '';
  for (let at = 0; at < nodes.length; ) {
    const node = nodes[at] as JSONContent;
    if (node.type === 'hardBreak') {
      out += '  \n';
      at += 1;
      continue;
    }
    if (node.type === 'image') {
      const { src, alt } = (node.attrs ?? {}) as { src?: string; alt?: string };
      out += `![${escapeText(alt ?? '')}](${src ?? ''})`;
      at += 1;
      continue;
    }
    const type = ORDER.find((one) => markOf(node, one));
    if (!type) {
      out += escapeText(node.text ?? '');
      at += 1;
      continue;
    }
    const mark = markOf(node, type);
    let end = at + 1;
    while (end < nodes.length && hrefOf(markOf(nodes[end] as JSONContent, type)) === hrefOf(mark)) {
      if (!markOf(nodes[end] as JSONContent, type)) break;
      end += 1;
    }
    const run = nodes.slice(at, end).map((one) => ({
      ...one,
      marks: (one.marks ?? []).filter((other) => other.type !== type),
    }));
    const left = out.at(-1) ?? before;
    const right = (nodes[end]?.text ?? '')[0] ?? after;
    if (type === 'code') out += codeSpan(plainOf(run));
    else if (type === 'link')
      out += linkTo(
        hrefOf(mark),
        words(run, '', ''),
        plainOf(run),
        /^\s?$/.test(left) && /^\s?$/.test(right),
      );
    else {
      const isPlain = run.every((one) => one.type === 'text' && one.marks.length === 0);
      out += around(SIGN[type] ?? '', words(run, left, right), left, right, isPlain);
    }
    at = end;
  }
  return out;
};

const indent = (text: string, by: string): string =>
  text
    .split('\n')
    .map((line, at) => (at === 0 || line === '' ? line : by + line))
    .join('\n');

const itemsOf = (node: JSONContent): string => {
  const items = node.content ?? [];
  const first = Number(node.attrs?.start ?? 1);
  const isLoose = items.some(
    ({ content = [] }) => content.filter(({ type }) => type === 'paragraph').length > 1,
  );
  return items
    .map((item, at) => {
      const sign = node.type === 'orderedList' ? `${first + at}. ` : '- ';
      const text = (item.content ?? []).map(written).join(isLoose ? '\n\n' : '\n');
      return sign + indent(text, ' '.repeat(sign.length));
    })
    .join(isLoose ? '\n\n' : '\n');
};

const written = (node: JSONContent): string => {
  const content = node.content ?? [];
  switch (node.type) {
    case 'heading':
      return `${'#'.repeat(Number(node.attrs?.level ?? 2))} ${words(content, '', '').replaceAll('\n', ' ')}`;
    case 'bulletList':
    case 'orderedList':
      return itemsOf(node);
    case 'blockquote':
      return content
        .map(written)
        .join('\n\n')
        .split('\n')
        .map((line) => (line === '' ? '>' : `> ${line}`))
        .join('\n');
    case 'codeBlock': {
      const text = plainOf(content);
      const fence = text.includes('```') ? '````' : '```';
      return `${fence}${node.attrs?.language ?? ''}\n${text}\n${fence}`;
    }
    case 'horizontalRule':
      return '---';
    case 'source':
      return plainOf(content);
    default:
      return escapeLines(words(content, '', ''));
  }
};

/** The editor's document as Markdown. */
export const toMarkdown = (doc: JSONContent): string =>
  (doc.content ?? [])
    .map(written)
    .filter((text) => text.trim() !== '')
    .join('\n\n');

import { lexer, type Token } from 'marked';
import type { ReactNode } from 'react';
import css from './help-centre.module.css';

const childrenOf = (token: Token): Token[] =>
  'tokens' in token && Array.isArray(token.tokens) ? token.tokens : [];
const safe = (href: unknown): string | undefined =>
  typeof href === 'string' && /^(https?:|mailto:|\/)/.test(href) ? href : undefined;
/** Tokens with the place where they begin: all that tells one piece of text from another. */
const placed = (tokens: readonly Token[]): { at: string; token: Token }[] => {
  let at = 0;
  return tokens.map((token) => {
    const place = `${at}${token.type}`;
    at += Math.max(1, token.raw.length);
    return { at: place, token };
  });
};
const all = (tokens: readonly Token[]): ReactNode[] =>
  placed(tokens).map(({ at, token }) => <Node key={at} token={token} />);

/** One piece of Markdown as elements: nothing is ever set as HTML. */
const Node = ({ token }: { token: Token }): ReactNode => {
  const inner = childrenOf(token);
  switch (token.type) {
    case 'heading':
      return <h3>{all(inner)}</h3>;
    case 'paragraph':
      return <p>{all(inner)}</p>;
    case 'strong':
      return <strong>{all(inner)}</strong>;
    case 'em':
      return <em>{all(inner)}</em>;
    case 'codespan':
    case 'code':
      return <code>{String(token.text)}</code>;
    case 'br':
      return <br />;
    case 'hr':
      return <hr />;
    case 'blockquote':
      return <blockquote>{all(inner)}</blockquote>;
    case 'link':
      return safe(token.href) === undefined ? (
        all(inner)
      ) : (
        <a
          href={safe(token.href)}
          rel="noreferrer"
          target="_blank"
          style={{ color: 'var(--accent-text)', textDecoration: 'underline' }}
        >
          {all(inner)}
        </a>
      );
    case 'list': {
      const items = placed(token.items as Token[]).map(({ at, token: item }) => (
        <li key={at}>{all(childrenOf(item))}</li>
      ));
      return token.ordered === true ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'space':
      return null;
    default:
      return inner.length > 0 ? all(inner) : 'text' in token ? String(token.text) : token.raw;
  }
};

/** An article's body as it will read. */
export const Preview = ({ body, language }: { body: string; language: string }) => (
  <div className={`${css.preview} prose`} lang={language}>
    {all(lexer(body))}
  </div>
);

import { type ComponentChildren, h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Citation } from '#contracts/message.ts';
import { day, fill } from './format.ts';
import { Icon } from './Icon.tsx';
import { Judge } from './Judge.tsx';
import { absolute, type Ui } from './ui.ts';

const KEEP = new Set(
  'p h1 h2 h3 h4 ul ol li strong em b i code pre blockquote br hr table thead tbody tr th td'.split(' '),
);
const DROP = new Set([
  'script',
  'style',
  'iframe',
  'object',
  'template',
  'svg',
  'form',
  'input',
  'button',
  'link',
  'meta',
]);
const TIMEOUT_MS = 8_000;

/** Inert: parsing for reading runs nothing. Hosts that require Trusted Types want it said by a policy. */
const parsed = (html: string): Document => {
  const types = (
    window as unknown as {
      trustedTypes?: { createPolicy(n: string, p: object): { createHTML(t: string): string } };
    }
  ).trustedTypes;
  const policy = types?.createPolicy('madoguchi', { createHTML: (text: string) => text });
  return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html');
};

/** Builds what is allowed anew; attributes, scripts and unknown elements never come over. */
const rebuilt = (nodes: Iterable<ChildNode>, base: string): ComponentChildren[] =>
  [...nodes].map((node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent;
    const name = node.nodeName.toLowerCase();
    if (node.nodeType !== Node.ELEMENT_NODE || DROP.has(name)) return null;
    const inner = rebuilt((node as Element).childNodes, base);
    const target = (node as Element).getAttribute(name === 'img' ? 'src' : 'href');
    const url = target ? absolute(base, target) : '';
    if (name === 'a' && /^(https?|mailto|tel):/.test(url)) {
      return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, inner);
    }
    if (name === 'img' && /^https?:/.test(url)) {
      return h('img', { src: url, alt: (node as Element).getAttribute('alt') ?? '', loading: 'lazy' });
    }
    return KEEP.has(name) ? h(name, null, inner) : inner;
  });

/** A help article inside the panel; where it cannot be read, the link to it. */
export const Article = ({ ui, citation, close }: { ui: Ui; citation: Citation; close(): void }) => {
  const { words, language, host } = ui;
  const [prose, setProse] = useState<ComponentChildren[] | 'failed'>();
  const back = useRef<HTMLButtonElement>(null);
  const url = `${host.base}/help/${language}/${encodeURIComponent(citation.slug ?? citation.articleId)}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the server's address stays
  useEffect(() => {
    back.current?.focus();
    fetch(`${url}?fragment=1`, { credentials: 'omit', signal: AbortSignal.timeout(TIMEOUT_MS) })
      .then(async (answer) => {
        if (!answer.ok) throw new Error();
        const { body } = parsed(await answer.text());
        // The head of the panel has the title already.
        body.querySelector('h1')?.remove();
        setProse(rebuilt(body.childNodes, host.base));
      })
      .catch(() => setProse('failed'));
  }, [url]);
  return (
    <section
      class="art"
      role="dialog"
      aria-label={citation.title}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
    >
      <div class="head">
        <button type="button" class="ib" ref={back} aria-label={words.back} onClick={close}>
          <Icon name="left" />
        </button>
        <div class="grow">
          <h2 class="cut">{citation.title}</h2>
          {citation.updatedAt && (
            <div class="sub">{fill(words.updated, day(citation.updatedAt, language, words))}</div>
          )}
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reached by keyboard */}
      <div class="body" tabIndex={0} role="document" aria-busy={!prose}>
        <div class="prose">
          {prose === 'failed' ? (
            <p>{words.articleFailed}</p>
          ) : (
            (prose ?? <div class="skel" role="status" aria-label={words.loading} />)
          )}
          {prose && prose !== 'failed' && <Judge ui={ui} url={url} />}
          <p>
            <a href={url} target="_blank" rel="noopener noreferrer">
              {words.openArticle}
            </a>
          </p>
        </div>
      </div>
    </section>
  );
};

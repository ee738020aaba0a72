import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './Icon.tsx';
import type { Ui } from './ui.ts';

interface Hit {
  id: string;
  slug: string;
  title: string;
  category: string;
  updatedAt: string;
}
const PAUSE_MS = 250;
const TIMEOUT_MS = 8_000;

/** Search of the help centre inside the panel; an article opens over it. */
export const Help = ({ ui, close }: { ui: Ui; close(): void }) => {
  const { words, language, host } = ui;
  const [text, setText] = useState('');
  const [hits, setHits] = useState<Hit[] | 'failed'>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(
      () => {
        const q = text.trim() ? `?${new URLSearchParams({ q: text.trim().slice(0, 100) })}` : '';
        fetch(`${host.base}/help/${language}/search.json${q}`, {
          credentials: 'omit',
          signal: AbortSignal.any([stop.signal, AbortSignal.timeout(TIMEOUT_MS)]),
        })
          .then(async (answer) => {
            if (!answer.ok) throw new Error();
            setHits(((await answer.json()) as { items: Hit[] }).items);
          })
          .catch(() => stop.signal.aborted || setHits('failed'));
      },
      text ? PAUSE_MS : 0,
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, language, host.base]);
  return (
    <section
      class="art"
      role="dialog"
      aria-label={words.help}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.isComposing) return;
        event.stopPropagation();
        close();
      }}
    >
      <div class="head">
        <button type="button" class="ib" aria-label={words.back} onClick={close}>
          <Icon name="left" />
        </button>
        <div class="grow">
          <h2 class="cut">{words.help}</h2>
        </div>
      </div>
      <div class="find">
        <input
          class="in"
          type="search"
          ref={field}
          aria-label={words.helpSearch}
          placeholder={words.helpSearch}
          maxLength={100}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <div class="body" aria-busy={!hits}>
        <p class="sr" role="status">
          {Array.isArray(hits) && text ? (hits[0] ? `${hits.length}` : words.helpNone) : ''}
        </p>
        {hits === 'failed' && <p class="hint">{words.articleFailed}</p>}
        {Array.isArray(hits) && !hits[0] && <p class="hint">{words.helpNone}</p>}
        <ul class="hits">
          {Array.isArray(hits) &&
            hits.map(({ id, slug, title, category, updatedAt }) => (
              <li key={id}>
                <button
                  type="button"
                  onClick={() => ui.showArticle({ articleId: id, slug, title, updatedAt })}
                >
                  {title}
                  <span class="sub">{category}</span>
                </button>
              </li>
            ))}
        </ul>
      </div>
    </section>
  );
};

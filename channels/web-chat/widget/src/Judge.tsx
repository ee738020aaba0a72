import { useState } from 'preact/hooks';
import type { Ui } from './ui.ts';

/** Thumbs under an article in the panel; who was not helped may say what was missing. */
export const Judge = ({ ui, url }: { ui: Ui; url: string }) => {
  const { words } = ui;
  const [said, setSaid] = useState<'yes' | 'no' | 'told'>();
  const [text, setText] = useState('');
  const send = (helpful: 'yes' | 'no', more?: string): void => {
    setSaid(more === undefined ? helpful : 'told');
    const body = new URLSearchParams({ helpful, quiet: '1', ...(more ? { text: more } : {}) });
    // A thumb that is lost costs the reader nothing.
    fetch(`${url}/helpful`, { method: 'POST', body, credentials: 'omit' }).catch(() => undefined);
  };
  return (
    <section class="judge" aria-label={words.judge}>
      <p role="status">{said === 'no' ? words.whatMissing : said ? words.judgeThanks : words.judge}</p>
      {!said && (
        <p>
          <button type="button" class="mark-it" onClick={() => send('yes')}>
            {words.helpful}
          </button>{' '}
          <button type="button" class="mark-it" onClick={() => send('no')}>
            {words.notHelpful}
          </button>
        </p>
      )}
      {said === 'no' && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            send('no', text.trim());
          }}
        >
          <input
            class="in"
            aria-label={words.whatMissing}
            maxLength={500}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button type="submit" class="mark-it">
            {words.send}
          </button>
        </form>
      )}
    </section>
  );
};

import { render } from 'preact';
import { ChatPanel } from './ChatPanel.tsx';
import type { Host, PanelHandle, WidgetLanguage } from './host.ts';
import sheet from './panel.css?inline';
import { createSession } from './session.ts';
import type { Words } from './words.ja.ts';

const wordsOf = async (language: WidgetLanguage): Promise<Words> =>
  (await (language === 'ja' ? import('./words.ja.ts') : import('./words.en.ts'))).words;

/** Draws the panel into the loader's shadow root, closed, and connects. */
export const mount = async (host: Host): Promise<PanelHandle> => {
  const css = new CSSStyleSheet();
  css.replaceSync(sheet);
  host.root.adoptedStyleSheets.push(css);
  const place = document.createElement('div');
  host.root.prepend(place);
  let language = host.store.get<WidgetLanguage>('language') ?? host.language;
  let words = await wordsOf(language);
  let open = false;
  const session = createSession(host);

  const switchLanguage = async (): Promise<void> => {
    language = language === 'ja' ? 'en' : 'ja';
    words = await wordsOf(language);
    host.store.set('language', language);
    draw();
  };
  const draw = (): void =>
    render(
      <ChatPanel
        host={host}
        session={session}
        open={open}
        language={language}
        words={words}
        switchLanguage={switchLanguage}
      />,
      place,
    );
  const look = (): void => session.look(open && !document.hidden);
  document.addEventListener('visibilitychange', look);
  // Until the visitor chooses, the chat speaks what the page speaks.
  const follow = async (): Promise<void> => {
    const next = host.store.get<WidgetLanguage>('language') ?? host.language;
    if (next === language) return;
    language = next;
    words = await wordsOf(next);
    draw();
  };
  new MutationObserver(follow).observe(document.documentElement, { attributeFilter: ['lang'] });
  draw();
  session.start();
  return {
    show(shown) {
      open = shown;
      draw();
      look();
    },
    identified: session.identified,
    tracked: session.tracked,
  };
};

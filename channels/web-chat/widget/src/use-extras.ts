import { useEffect, useState } from 'preact/hooks';
import type { extras } from './extras.tsx';

export type Extras = typeof extras;
const RETRY_MS = 3_000;
let loaded: Extras | undefined;

/** The parts loaded late; `undefined` until they are there. `wanted` asks for them. */
export const useExtras = (root: ShadowRoot, wanted: boolean): Extras | undefined => {
  const [, redraw] = useState(0);
  useEffect(() => {
    if (!wanted || loaded) return;
    let retry = 0;
    const load = (): Promise<void> =>
      import('./extras.tsx').then(
        (module) => {
          if (!loaded) {
            const css = new CSSStyleSheet();
            css.replaceSync(module.extras.sheet);
            root.adoptedStyleSheets.push(css);
          }
          loaded = module.extras;
          redraw((n) => n + 1);
        },
        () => {
          retry = window.setTimeout(load, RETRY_MS);
        },
      );
    void load();
    return () => clearTimeout(retry);
  }, [root, wanted]);
  return loaded;
};

import { useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../state/store.ts';
import css from './composer.module.css';
import { suggestionMenu } from './suggestions.ts';

/** The list of `@`, `/` and `#` above the word being written. */
export const SuggestionList = () => {
  const { t } = useTranslation();
  const menu = useStore(suggestionMenu);
  const list = useRef<HTMLDivElement>(null);
  const index = menu?.index;
  useEffect(() => {
    if (index !== undefined) list.current?.children[index]?.scrollIntoView({ block: 'nearest' });
  }, [index]);
  if (menu === undefined) return null;
  const left = Math.max(8, Math.min(menu.at.left, window.innerWidth - 328));
  return createPortal(
    <div className={css.suggestions} style={{ left, bottom: menu.at.bottom }}>
      {menu.items.length === 0 ? (
        <p className="t3 sm">{t(`suggest.none.${names[menu.char]}`)}</p>
      ) : (
        <div
          ref={list}
          role="listbox"
          id="composer-suggestions"
          aria-label={t(`suggest.${names[menu.char]}`)}
        >
          {menu.items.map((item, at) => (
            <div
              key={item.id}
              id={`composer-suggestion-${at}`}
              role="option"
              aria-selected={at === menu.index}
              tabIndex={-1}
              onMouseDown={(event) => {
                event.preventDefault();
                menu.choose(item);
              }}
            >
              <span className="cut">{item.title}</span>
              <span className="cut t3 sm">{item.hint}</span>
              {item.preview === undefined ? null : (
                <span className={`${css.preview} cut t2 sm`}>{item.preview}</span>
              )}
            </div>
          ))}
        </div>
      )}
    </div>,
    document.body,
  );
};

const names = { '@': 'people', '/': 'canned', '#': 'articles' } as const;

import type { MentionOptions } from '@tiptap/extension-mention';
import { PluginKey } from '@tiptap/pm/state';
import type { Editor, Range } from '@tiptap/react';
import { isComposing } from '../../keyboard/keymap.ts';
import { createStore } from '../../state/store.ts';

/** One thing that can be put in: a colleague, a canned response, an article. */
export interface Suggestion {
  id: string;
  title: string;
  hint?: string | undefined;
  /** What is put in, for `/` and `#`; a mention is put in by its title. */
  text?: string | undefined;
  /** The words that would be put in, shown under the title. */
  preview?: string | undefined;
}

export interface SuggestionMenu {
  char: '@' | '/' | '#';
  items: readonly Suggestion[];
  index: number;
  /** Where the word begins on the page. */
  at: { left: number; bottom: number };
  choose: (item: Suggestion) => void;
}

/** The open list of the composer; undefined when none is open. */
export const suggestionMenu = createStore<SuggestionMenu | undefined>(undefined);

const close = (): void => suggestionMenu.set(undefined);
const moveTo = (by: number): void =>
  suggestionMenu.set((menu) =>
    menu === undefined || menu.items.length === 0
      ? menu
      : { ...menu, index: (menu.index + by + menu.items.length) % menu.items.length },
  );

/** Keys while a list is open. Answers whether the key was the list's. */
const onKey = (event: KeyboardEvent): boolean => {
  const menu = suggestionMenu.get();
  if (menu === undefined || isComposing(event)) return false;
  if (event.key === 'Escape') {
    close();
    return true;
  }
  if (menu.items.length === 0) return false;
  if (event.key === 'ArrowDown') moveTo(1);
  else if (event.key === 'ArrowUp') moveTo(-1);
  else if ((event.key === 'Enter' && !event.metaKey && !event.ctrlKey) || event.key === 'Tab') {
    const item = menu.items[menu.index];
    if (item !== undefined) menu.choose(item);
  } else return false;
  return true;
};

interface Shown {
  items: Suggestion[];
  command: (item: Suggestion) => void;
  clientRect?: (() => DOMRect | null) | null | undefined;
}

const show = (char: SuggestionMenu['char'], { items, command, clientRect }: Shown): void => {
  const box = clientRect?.();
  if (box === null || box === undefined) return;
  suggestionMenu.set((before) => ({
    char,
    items,
    index: before?.char === char ? Math.min(before.index, Math.max(0, items.length - 1)) : 0,
    at: { left: box.left, bottom: window.innerHeight - box.top + 6 },
    choose: command,
  }));
};

const insert = (char: SuggestionMenu['char'], editor: Editor, range: Range, item: Suggestion): void => {
  const chain = editor.chain().focus();
  if (char === '@')
    chain
      .insertContentAt(range, [
        { type: 'mention', attrs: { id: item.id, label: item.title, mentionSuggestionChar: '@' } },
        { type: 'text', text: ' ' },
      ])
      .run();
  else
    chain
      .deleteRange(range)
      .insertContent(paragraphs(item.text ?? item.title))
      .run();
  close();
};

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Plain text as the editor takes it: one line as it is, several as paragraphs. */
export const paragraphs = (text: string): string => {
  const lines = text.split('\n');
  return lines.length === 1 ? escaped(text) : lines.map((line) => `<p>${escaped(line)}</p>`).join('');
};

/** A trigger character and where its items come from. Works after kana and kanji too, where no space is written. */
export const suggestionFor = (
  char: SuggestionMenu['char'],
  find: (query: string) => Promise<Suggestion[]>,
  allowed: () => boolean,
): MentionOptions<Suggestion>['suggestions'][number] => ({
  char,
  pluginKey: new PluginKey(`suggest-${char}`),
  allowedPrefixes: char === '@' ? null : [' ', '　', '。', '、', '（', '('],
  allow: allowed,
  items: ({ query }) => find(query).catch(() => []),
  command: ({ editor, range, props }) => insert(char, editor, range, props as unknown as Suggestion),
  render: () => ({
    onStart: (props) => show(char, props),
    onUpdate: (props) => show(char, props),
    onKeyDown: ({ event }) => onKey(event),
    onExit: close,
  }),
});

import Mention from '@tiptap/extension-mention';
import { Placeholder } from '@tiptap/extensions';
import { type Editor, useEditor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { useEffect, useRef } from 'react';
import type { ConversationView } from '#contracts/conversation.ts';
import { api } from '../../api/client.ts';
import { composerKey, isComposing } from '../../keyboard/keymap.ts';
import { useAgents } from '../../state/session.ts';
import { useStore } from '../../state/store.ts';
import { paragraphs, type Suggestion, suggestionFor, suggestionMenu } from './suggestions.ts';
import { useFill } from './use-fill.ts';

/** Most suggestions shown at once. */
const MOST = 8;

interface EditorWants {
  conversation: ConversationView;
  /** Notes name colleagues; what goes to a customer does not. */
  note: boolean;
  label: string;
  placeholder: string;
  onChange: (text: string) => void;
  onSend: (thenResolve: boolean) => void;
  onFiles: (files: File[]) => void;
}

const cannedFor = async (
  conversation: ConversationView,
  query: string,
  fillIn: ReturnType<typeof useFill>,
): Promise<Suggestion[]> => {
  const { items } = await api.canned.list({ limit: 50, ...(query === '' ? {} : { q: query }) });
  const own = items.filter((one) => one.language === conversation.language);
  const shown = (own.length > 0 ? own : items).slice(0, MOST);
  return Promise.all(
    shown.map(async (one) => {
      const text = await fillIn(one.text, conversation);
      return { id: one.id, title: one.title, hint: `/${one.shortcut}`, text, preview: text };
    }),
  );
};

const articlesFor = async (conversation: ConversationView, query: string): Promise<Suggestion[]> => {
  const { items } = await api.articles.list({
    limit: MOST,
    language: conversation.language,
    status: 'published',
    ...(query === '' ? {} : { q: query }),
  });
  return items.map((one) => ({
    id: one.id,
    title: one.title,
    hint: one.category,
    text: `${one.title} ${window.location.origin}/help/${encodeURIComponent(one.slug)}`,
  }));
};

/** The plain text of what is written; a mention reads `@name`. */
export const textOf = (editor: Editor): string => editor.getText({ blockSeparator: '\n' });

/** Puts plain text in, in place of what is there. */
export const fill = (editor: Editor, text: string): void => {
  editor.commands.setContent(text.includes('\n') ? paragraphs(text) : `<p>${paragraphs(text)}</p>`);
};

/** The composer's editor: plain text with mentions, canned responses and articles; ⌘↵ sends, never in mid conversion. */
export const useComposerEditor = (wants: EditorWants): Editor | null => {
  const agents = useAgents();
  const fillIn = useFill();
  const current = useRef({ ...wants, agents, fillIn });
  current.current = { ...wants, agents, fillIn };
  const editor = useEditor({
    immediatelyRender: true,
    shouldRerenderOnTransaction: false,
    extensions: [
      StarterKit.configure({
        blockquote: false,
        bold: false,
        bulletList: false,
        code: false,
        codeBlock: false,
        dropcursor: false,
        gapcursor: false,
        heading: false,
        horizontalRule: false,
        italic: false,
        link: false,
        listItem: false,
        listKeymap: false,
        orderedList: false,
        strike: false,
        underline: false,
        trailingNode: false,
      }),
      Placeholder.configure({ placeholder: () => current.current.placeholder }),
      Mention.configure({
        renderText: ({ node }) => `@${String(node.attrs.label ?? node.attrs.id)}`,
        renderHTML: ({ node }) => [
          'span',
          { class: 'composer-mention' },
          `@${String(node.attrs.label ?? '')}`,
        ],
        suggestions: [
          suggestionFor(
            '@',
            async (query) =>
              current.current.agents
                .filter((agent) => !agent.disabled && agent.name.toLowerCase().includes(query.toLowerCase()))
                .slice(0, MOST)
                .map((agent) => ({ id: agent.id, title: agent.name, hint: agent.email })),
            () => current.current.note,
          ),
          suggestionFor(
            '/',
            (query) => cannedFor(current.current.conversation, query, current.current.fillIn),
            () => true,
          ),
          suggestionFor(
            '#',
            (query) => articlesFor(current.current.conversation, query),
            () => true,
          ),
        ],
      }),
    ],
    editorProps: {
      attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': wants.label, class: 'prose' },
      handleKeyDown: (view, event) => {
        if (event.key === 'Escape' && !isComposing(event) && suggestionMenu.get() === undefined) {
          // The editor would swallow the key, and the single-letter keys would stay out of reach.
          view.dom.blur();
          return true;
        }
        const act = composerKey(event);
        if (act === undefined) return false;
        current.current.onSend(act === 'send-and-resolve');
        return true;
      },
      handlePaste: (_, event) => takeFiles(event.clipboardData, current.current.onFiles),
      handleDrop: (_, event) => takeFiles(event.dataTransfer, current.current.onFiles),
    },
    onUpdate: ({ editor: changed }) => current.current.onChange(textOf(changed)),
  });
  const menu = useStore(suggestionMenu);
  useEffect(() => {
    if (editor?.isInitialized !== true) return;
    const { dom } = editor.view;
    dom.setAttribute('aria-label', wants.label);
    // The placeholder is drawn anew by any transaction.
    editor.view.dispatch(editor.state.tr.setMeta('placeholder', wants.placeholder));
  }, [editor, wants.label, wants.placeholder]);
  useEffect(() => {
    if (editor?.isInitialized !== true) return;
    const { dom } = editor.view;
    const open = menu !== undefined && menu.items.length > 0;
    if (open) dom.setAttribute('aria-activedescendant', `composer-suggestion-${menu.index}`);
    else dom.removeAttribute('aria-activedescendant');
  }, [editor, menu]);
  return editor;
};

const takeFiles = (data: DataTransfer | null, onFiles: (files: File[]) => void): boolean => {
  const files = [...(data?.files ?? [])];
  if (files.length === 0) return false;
  onFiles(files);
  return true;
};

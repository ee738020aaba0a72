import { ActionIcon, Textarea, TextInput } from '@mantine/core';
import {
  IconBlockquote,
  IconBold,
  IconCode,
  IconH2,
  IconH3,
  IconItalic,
  IconLink,
  IconList,
  IconListNumbers,
  IconMarkdown,
  IconPhoto,
  IconSourceCode,
  IconTable,
} from '@tabler/icons-react';
import { type Editor, EditorContent, useEditor, useEditorState } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { type ComponentType, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { uploadFile } from '../../api/upload.ts';
import { errorWords } from '../../i18n/i18n.ts';
import { EditDialog } from '../page/EditDialog.tsx';
import { Picture, Source } from './editor-nodes.ts';
import css from './help-centre.module.css';
import { fromMarkdown, toMarkdown } from './markdown.ts';

const LONGEST = 100_000;
const TABLE = '| A | B |\n| --- | --- |\n| 1 | 2 |';
const LINK = /^(https?:\/\/|mailto:|tel:|\/)/;
const IDLE = { busy: false, failed: undefined };

type Ask = { kind: 'link'; value: string } | { kind: 'image'; src: string; value: string } | undefined;

const imageOf = (data: DataTransfer | null): File | undefined =>
  [...(data?.files ?? [])].find((file) => file.type.startsWith('image/'));

const useRich = (value: string, label: string, language: string, onChange: (body: string) => void) => {
  const [ask, setAsk] = useState<Ask>();
  const [failed, setFailed] = useState<string>();
  const latest = useRef(onChange);
  latest.current = onChange;
  const upload = (file: File): void => {
    setFailed(undefined);
    uploadFile(file).then(
      ({ fileId, name }) =>
        setAsk({ kind: 'image', src: `/help/images/${fileId}`, value: name.replace(/\.[^.]+$/, '') }),
      (error: unknown) => setFailed(errorWords(error instanceof Error ? error.message : 'internal')),
    );
  };
  const take = (data: DataTransfer | null): boolean => {
    const file = imageOf(data);
    if (file) upload(file);
    return file !== undefined;
  };
  const editor = useEditor({
    immediatelyRender: true,
    shouldRerenderOnTransaction: false,
    extensions: [
      StarterKit.configure({
        heading: { levels: [2, 3, 4] },
        underline: false,
        link: { openOnClick: false, autolink: true, isAllowedUri: (url) => LINK.test(url) },
      }),
      Picture,
      Source,
    ],
    content: fromMarkdown(value),
    editorProps: {
      attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': label, lang: language },
      handlePaste: (_, event) => take(event.clipboardData),
      handleDrop: (_, event) => take(event.dataTransfer),
    },
    onUpdate: ({ editor: changed }) => latest.current(toMarkdown(changed.getJSON())),
  });
  return { editor, ask, setAsk, failed, upload };
};

const TOOLS = [
  ['heading2', IconH2, (e) => e.chain().focus().toggleHeading({ level: 2 }).run()],
  ['heading3', IconH3, (e) => e.chain().focus().toggleHeading({ level: 3 }).run()],
  ['bold', IconBold, (e) => e.chain().focus().toggleBold().run()],
  ['italic', IconItalic, (e) => e.chain().focus().toggleItalic().run()],
  ['bulletList', IconList, (e) => e.chain().focus().toggleBulletList().run()],
  ['orderedList', IconListNumbers, (e) => e.chain().focus().toggleOrderedList().run()],
  ['blockquote', IconBlockquote, (e) => e.chain().focus().toggleBlockquote().run()],
  ['code', IconCode, (e) => e.chain().focus().toggleCode().run()],
  ['codeBlock', IconSourceCode, (e) => e.chain().focus().toggleCodeBlock().run()],
] as const satisfies readonly (readonly [string, ComponentType<{ size?: number }>, (e: Editor) => unknown])[];
type Tool = (typeof TOOLS)[number][0];

const isOn = (editor: Editor, tool: Tool): boolean =>
  tool === 'heading2' || tool === 'heading3'
    ? editor.isActive('heading', { level: Number(tool.slice(-1)) })
    : editor.isActive(tool);

const insertTable = (editor: Editor): void => {
  editor
    .chain()
    .focus()
    .insertContent({ type: 'source', content: [{ type: 'text', text: TABLE }] })
    .run();
};

const Tools = ({
  editor,
  ask,
  upload,
}: {
  editor: Editor;
  ask: (ask: Ask) => void;
  upload: (file: File) => void;
}) => {
  const { t } = useTranslation('help-centre');
  const file = useRef<HTMLInputElement>(null);
  const on = useEditorState({
    editor,
    selector: ({ editor: now }) => [
      ...TOOLS.flatMap(([tool]) => (isOn(now, tool) ? [tool as string] : [])),
      ...(now.isActive('link') ? ['link'] : []),
    ],
  });
  const button = (
    name: string,
    Icon: ComponentType<{ size?: number }>,
    run: () => unknown,
    pressed?: boolean,
  ) => (
    <ActionIcon
      key={name}
      size={32}
      aria-label={t(`tool.${name}`)}
      title={t(`tool.${name}`)}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      onClick={() => void run()}
    >
      <Icon size={16} />
    </ActionIcon>
  );
  return (
    <>
      {TOOLS.map(([tool, Icon, run]) => button(tool, Icon, () => run(editor), on.includes(tool)))}
      {button(
        'link',
        IconLink,
        () => ask({ kind: 'link', value: String(editor.getAttributes('link').href ?? '') }),
        on.includes('link'),
      )}
      {button('image', IconPhoto, () => file.current?.click())}
      {button('table', IconTable, () => insertTable(editor))}
      <input
        ref={file}
        type="file"
        accept="image/png,image/jpeg,image/gif,image/webp,image/avif"
        hidden
        onChange={(event) => {
          const [chosen] = event.currentTarget.files ?? [];
          event.currentTarget.value = '';
          if (chosen) upload(chosen);
        }}
      />
    </>
  );
};

const apply = (editor: Editor, ask: NonNullable<Ask>, value: string): void => {
  const chain = editor.chain().focus();
  if (ask.kind === 'image') chain.insertContent({ type: 'image', attrs: { src: ask.src, alt: value } }).run();
  else if (value === '') chain.extendMarkRange('link').unsetLink().run();
  else if (editor.state.selection.empty && !editor.isActive('link'))
    chain
      .insertContent({ type: 'text', text: value, marks: [{ type: 'link', attrs: { href: value } }] })
      .run();
  else chain.extendMarkRange('link').setLink({ href: value }).run();
};

const AskDialog = ({
  editor,
  ask,
  onClose,
}: {
  editor: Editor;
  ask: NonNullable<Ask>;
  onClose: () => void;
}) => {
  const { t } = useTranslation('help-centre');
  const [value, setValue] = useState(ask.value);
  const wrong = ask.kind === 'link' && value !== '' && !LINK.test(value);
  return (
    <EditDialog
      title={t(`tool.${ask.kind}`)}
      save={IDLE}
      submit={t('insert')}
      disabled={wrong}
      onClose={onClose}
      onSubmit={() => {
        onClose();
        apply(editor, ask, value.trim());
      }}
    >
      <TextInput
        data-autofocus
        label={t(`ask.${ask.kind}`)}
        description={t(`ask.${ask.kind}Hint`)}
        value={value}
        maxLength={ask.kind === 'link' ? 2_000 : 200}
        error={wrong}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
    </EditDialog>
  );
};

/** Writes an article's body: with its look, or as Markdown. What is not touched stays as it was, letter by letter. */
export const RichEditor = ({
  value,
  label,
  language,
  onChange,
}: {
  value: string;
  label: string;
  language: string;
  onChange: (body: string) => void;
}) => {
  const { t } = useTranslation('help-centre');
  const [plain, setPlain] = useState(false);
  const { editor, ask, setAsk, failed, upload } = useRich(value, label, language, onChange);
  const turn = (): void => {
    if (plain) editor.commands.setContent(fromMarkdown(value), { emitUpdate: false });
    setPlain(!plain);
  };
  return (
    <div>
      <span className={css.label} aria-hidden="true">
        {label}
      </span>
      <div className={css.rich}>
        <div className={css.tools} role="toolbar" aria-label={t('tools')}>
          {plain ? null : <Tools editor={editor} ask={setAsk} upload={upload} />}
          <span className="grow" />
          <ActionIcon
            size={32}
            aria-label={t('tool.markdown')}
            title={t('tool.markdown')}
            aria-pressed={plain}
            onClick={turn}
          >
            <IconMarkdown size={16} />
          </ActionIcon>
        </div>
        {plain ? (
          <Textarea
            aria-label={label}
            lang={language}
            variant="unstyled"
            className={css.plain ?? ''}
            value={value}
            autosize
            minRows={12}
            maxLength={LONGEST}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        ) : (
          <EditorContent editor={editor} className={`${css.body} ${css.preview} prose`} />
        )}
      </div>
      {failed === undefined ? null : (
        <p className="late prose" role="alert">
          {failed}
        </p>
      )}
      {ask === undefined ? null : <AskDialog editor={editor} ask={ask} onClose={() => setAsk(undefined)} />}
    </div>
  );
};

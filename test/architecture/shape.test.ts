import { readdir } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './cruise.ts';
import { filesIn, read, SOURCE_FOLDERS, sourceFiles } from './source-files.ts';

const FILE_LINES = 400;
const FUNCTION_LINES = 60;
/** Nouns are homes; these are drawers. */
const DRAWERS = /(^|\/)(utils?|helpers?|common|misc|shared|lib)(\/|\.tsx?$)/;
/** A suite's function is a list of tests, each of which is measured by itself. */
const SUITE = /^(describe|suite)\b/;
/** What reads a clock or rolls dice; the domain gets `now` and ids as arguments. */
const IMPURE =
  /\b(Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\(|Temporal\.Now\b|crypto\.|setTimeout\(|process\.|fetch\()/;

/** Longer than that, and why. What is shortened is taken off this list: the test says so. */
const LONG_FUNCTIONS: Readonly<Record<string, string>> = {
  'channels/web-chat/widget/src/session.ts':
    'one closure over the state of a page; taken apart it weighs more',
  'inbox-ui/src/dev/mock-thread.ts': 'a written conversation',
  'inbox-ui/src/frame/use-live-pushes.ts': 'one listener for each push of the catalogue',
  'inbox-ui/src/scenes/composer/Composer.tsx': 'the state of one field and its acts',
  'inbox-ui/src/scenes/composer/use-editor.ts': 'the configuration of the editor',
  'inbox-ui/src/scenes/palette/conversation-actions.tsx': 'a list of acts, one entry each',
  'test/e2e/widget/stub-server.ts': 'the whole server of a test, over one state',
};

const CHANNEL_FILES = ['index', 'payload', 'verify', 'split', 'parse', 'render', 'client', 'simulate'].map(
  (name) => `${name}.ts`,
);

let sources: { file: string; text: string; tree: ts.SourceFile }[] = [];

beforeAll(async () => {
  sources = await Promise.all(
    (await sourceFiles()).map(async (file) => {
      const text = await read(file);
      return { file, text, tree: ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true) };
    }),
  );
});

function* nodes(tree: ts.Node): Generator<ts.Node> {
  yield tree;
  for (const child of tree.getChildren()) yield* nodes(child);
}

const lineOf = (tree: ts.SourceFile, at: number): number => tree.getLineAndCharacterOfPosition(at).line + 1;

const isSuite = (node: ts.Node): boolean =>
  ts.isCallExpression(node.parent) && SUITE.test(node.parent.expression.getText());

type WithBody = ts.FunctionLikeDeclaration & { readonly body: ts.Node };

const hasBody = (node: ts.Node): node is WithBody =>
  ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;

/** A function that is a member of an object, as in a factory `() => ({ find: async () => … })`. */
const isMember = (node: ts.Node): boolean =>
  ts.isMethodDeclaration(node) || (ts.isPropertyAssignment(node.parent) && hasBody(node));

const isObject = (node: ts.Node | undefined): boolean =>
  node !== undefined &&
  ts.isObjectLiteralExpression(ts.isParenthesizedExpression(node) ? node.expression : node);

/** A function that ends by giving an object: what a class would be elsewhere, its inner functions the methods. */
function isFactory(node: WithBody): boolean {
  if (!ts.isBlock(node.body)) return isObject(node.body);
  const last = node.body.statements.at(-1);
  return last !== undefined && ts.isReturnStatement(last) && isObject(last.expression);
}

const isMarkup = (node: ts.Node | undefined): node is ts.Expression =>
  node !== undefined &&
  (ts.isParenthesizedExpression(node)
    ? isMarkup(node.expression)
    : ts.isJsxElement(node) || ts.isJsxFragment(node) || ts.isJsxSelfClosingElement(node));

/** The markup a component ends with: its length is that of what is shown, not of what is decided. */
function markupOf(node: WithBody): ts.Expression | undefined {
  if (!ts.isBlock(node.body)) return isMarkup(node.body) ? node.body : undefined;
  const last = node.body.statements.at(-1);
  return last && ts.isReturnStatement(last) && isMarkup(last.expression) ? last.expression : undefined;
}

/** A method of a factory: a function that is a member of an object, or has a name of its own. */
const isMethod = (node: ts.Node): boolean =>
  isMember(node) || ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node.parent);

/**
 * Lines of a function; a factory's without those of its methods, which are measured by themselves. A component counts as a factory
 * that makes markup: what decides is held to the limit, what is shown to the limit of its file.
 */
function ownLines(tree: ts.SourceFile, node: WithBody): number {
  const spanOf = (part: ts.Node) => lineOf(tree, part.getEnd()) - lineOf(tree, part.getStart());
  let lines = spanOf(node) + 1;
  const markup = markupOf(node);
  if (!isFactory(node) && !markup) return lines;
  if (markup) lines -= spanOf(markup);
  const subtract = (inner: ts.Node): void => {
    if (inner === markup) return;
    if (hasBody(inner) && isMethod(inner)) lines -= spanOf(inner);
    else inner.getChildren().forEach(subtract);
  };
  node.getChildren().forEach(subtract);
  return lines;
}

/** `file:line (lines)` of each function longer than the limit. */
function longFunctions({ file, tree }: { file: string; tree: ts.SourceFile }): string[] {
  const long: string[] = [];
  for (const node of nodes(tree)) {
    if (!hasBody(node) || isSuite(node)) continue;
    const lines = ownLines(tree, node);
    if (lines > FUNCTION_LINES) long.push(`${file}:${lineOf(tree, node.getStart())} (${lines})`);
  }
  return long;
}

/** The first argument of each it(…) and test(…), with its place. */
function testNames({ file, tree }: { file: string; tree: ts.SourceFile }): string[] {
  const names: string[] = [];
  for (const node of nodes(tree)) {
    if (!ts.isCallExpression(node) || !/^(it|test)\b/.test(node.expression.getText())) continue;
    const [name] = node.arguments;
    if (name && ts.isStringLiteralLike(name)) names.push(`${file}: ${name.text}`);
  }
  return names;
}

describe('the shape of the tree', () => {
  it('has no file over 400 lines', () => {
    expect(sources.length).toBeGreaterThan(60);
    const long = sources.filter(({ text }) => text.split('\n').length - 1 > FILE_LINES);
    expect(long.map(({ file }) => file)).toEqual([]);
  });

  it('has no function over 60 lines', () => {
    const long = new Set(sources.flatMap(longFunctions));
    const listed = [...long].filter((place) => LONG_FUNCTIONS[place.replace(/:.*$/, '')]);
    expect([...long].filter((place) => !listed.includes(place))).toEqual([]);
    expect(new Set(listed.map((place) => place.replace(/:.*$/, '')))).toEqual(
      new Set(Object.keys(LONG_FUNCTIONS)),
    );
  });

  it('has no drawer for things without a name', async () => {
    expect((await filesIn(SOURCE_FOLDERS)).filter((file) => DRAWERS.test(file))).toEqual([]);
  });

  it('keeps clocks, dice and the outside world out of the domain', () => {
    const domain = sources.filter(
      ({ file }) => file.startsWith('server/domain/') && !file.endsWith('.test.ts'),
    );
    expect(domain.length).toBeGreaterThan(0);
    const impure = domain.flatMap(({ file, text }) =>
      text.split('\n').flatMap((line, at) => {
        const code = line.replace(/(\/\/|^\s*\/?\*).*$/, '');
        return IMPURE.test(code) ? [`${file}:${at + 1}: ${line.trim()}`] : [];
      }),
    );
    expect(impure).toEqual([]);
  });

  it('has the same files in each channel folder', async () => {
    const items = await readdir(path.join(ROOT, 'channels'), { withFileTypes: true });
    const missing: string[] = [];
    for (const { name } of items.filter((item) => item.isDirectory())) {
      const has = new Set(await readdir(path.join(ROOT, 'channels', name)));
      const wanted = [...CHANNEL_FILES, 'strings.ja.json', 'strings.en.json', `${name}.test.ts`, 'fixtures'];
      missing.push(...wanted.filter((file) => !has.has(file)).map((file) => `channels/${name}/${file}`));
    }
    expect(missing).toEqual([]);
  });

  it('names tests as facts', () => {
    const names = sources.filter(({ file }) => /\.test\.tsx?$/.test(file)).flatMap(testNames);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => /\b(should|works)\b/i.test(name.replace(/^[^:]*: /, '')))).toEqual([]);
  });

  it('says of each error code when it happens', () => {
    const catalogue = sources.find(({ file }) => file === 'contracts/errors.ts');
    if (!catalogue) throw new Error('contracts/errors.ts is gone');
    const codes: { code: string; documented: boolean }[] = [];
    for (const node of nodes(catalogue.tree)) {
      if (!ts.isVariableDeclaration(node) || node.name.getText() !== 'ERRORS') continue;
      for (const entry of nodes(node)) {
        if (!ts.isPropertyAssignment(entry) || !ts.isCallExpression(entry.initializer)) continue;
        const comments = ts.getLeadingCommentRanges(catalogue.text, entry.getFullStart()) ?? [];
        codes.push({ code: entry.name.getText(), documented: comments.length > 0 });
      }
    }
    expect(codes.length).toBeGreaterThan(20);
    expect(codes.filter(({ documented }) => !documented)).toEqual([]);
  });
});

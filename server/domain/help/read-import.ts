import { IMPORT_LIMITS } from '#contracts/choices.ts';
import type { ImportProblem } from '#contracts/http-help.ts';
import type { Language } from '#contracts/time.ts';
import { ARTICLE_LIMITS, isSlug } from './article-rules.ts';
import { readCsv } from './csv.ts';
import { EMPTY_ARTICLE, type FileArticle, readMarkdown } from './front-matter.ts';

export interface ImportFile {
  name: string;
  text: string;
}
/** An article of a file, with everything that is wrong with it. */
export interface ReadArticle extends FileArticle {
  file: string;
  problems: ImportProblem[];
}

const LANGUAGES: Record<string, Language> = {
  ja: 'ja',
  jp: 'ja',
  japanese: 'ja',
  日本語: 'ja',
  en: 'en',
  english: 'en',
  英語: 'en',
};
const STATUSES = new Set(['', 'draft', 'published', 'archived']);

/** `ja` or `en` by what people write for it. */
export const languageIn = (text: string): Language | undefined => LANGUAGES[text.trim().toLowerCase()];

const wrong = (field: ImportProblem['field'], problem: ImportProblem['problem']): ImportProblem => ({
  field,
  problem,
});

const lengthOf = (field: 'title' | 'category' | 'body', text: string): ImportProblem[] =>
  text.trim() === ''
    ? [wrong(field, 'missing')]
    : text.length > ARTICLE_LIMITS[field]
      ? [wrong(field, 'too-long')]
      : [];

const problemsOf = (one: FileArticle): ImportProblem[] => [
  ...lengthOf('title', one.title),
  ...lengthOf('body', one.body),
  ...lengthOf('category', one.category),
  ...(one.language.trim() === ''
    ? [wrong('language', 'missing')]
    : languageIn(one.language)
      ? []
      : [wrong('language', 'unknown')]),
  ...(one.questions.length > ARTICLE_LIMITS.questions ? [wrong('questions', 'too-many')] : []),
  ...(one.questions.some((question) => question.length > ARTICLE_LIMITS.question)
    ? [wrong('questions', 'too-long')]
    : []),
  ...(one.slug === '' || isSlug(one.slug) ? [] : [wrong('slug', 'not-allowed')]),
  ...(STATUSES.has(one.status) ? [] : [wrong('status', 'unknown')]),
  ...(one.family.length > 64 ? [wrong('family', 'too-long')] : []),
];

/** Columns of a CSV file; the first four must be there. */
const COLUMNS = ['title', 'body', 'category', 'language', 'questions', 'slug', 'status', 'family'] as const;
const NEEDED = 4;

const fromCsv = ({ name, text }: ImportFile): ReadArticle[] => {
  const bad = (problem: ImportProblem): ReadArticle[] => [
    { ...EMPTY_ARTICLE, file: name, problems: [problem] },
  ];
  const rows = readCsv(text);
  if (!rows) return bad(wrong('file', 'broken'));
  const [head, ...rest] = rows;
  const names = (head?.cells ?? []).map((cell) => cell.trim().toLowerCase());
  if (COLUMNS.slice(0, NEEDED).some((column) => !names.includes(column)))
    return bad(wrong('columns', 'missing'));
  return rest.map(({ line, cells }) => {
    const of = (column: string): string => {
      const at = names.indexOf(column);
      return at === -1 ? '' : (cells[at] ?? '').trim();
    };
    const article: FileArticle = {
      ...EMPTY_ARTICLE,
      ...Object.fromEntries(COLUMNS.map((column) => [column, of(column)])),
      // One question a line, or with a bar between them.
      questions: of('questions')
        .split(/\n|\|/)
        .map((one) => one.trim())
        .filter(Boolean),
      line,
    };
    const long = cells.length > names.length ? [wrong('columns', 'too-many')] : [];
    return { ...article, file: name, problems: [...problemsOf(article), ...long] };
  });
};

const fromMarkdown = ({ name, text }: ImportFile): ReadArticle => {
  const article = readMarkdown(text);
  return article
    ? { ...article, file: name, problems: problemsOf(article) }
    : { ...EMPTY_ARTICLE, file: name, problems: [wrong('file', 'broken')] };
};

const twice = (all: readonly ReadArticle[]): ReadArticle[] => {
  const seen = new Set<string>();
  return all.map((one) => {
    const places = [
      ...(one.slug ? [['slug', `s ${languageIn(one.language)} ${one.slug}`] as const] : []),
      ...(one.family ? [['family', `f ${languageIn(one.language)} ${one.family}`] as const] : []),
    ];
    const problems = places.filter(([, key]) => seen.has(key)).map(([field]) => wrong(field, 'twice'));
    for (const [, key] of places) seen.add(key);
    return problems.length > 0 ? { ...one, problems: [...one.problems, ...problems] } : one;
  });
};

/** Every article of the files, in their order. `.csv` is read as a table, `.md` and `.markdown` as one article. */
export const readImport = (files: readonly ImportFile[]): ReadArticle[] => {
  const chars = files.reduce((sum, { text }) => sum + text.length, 0);
  if (chars > IMPORT_LIMITS.chars)
    return [{ ...EMPTY_ARTICLE, file: files[0]?.name ?? '', problems: [wrong('file', 'too-long')] }];
  const all = files.flatMap((file) => {
    if (/\.csv$/i.test(file.name)) return fromCsv(file);
    if (/\.(md|markdown)$/i.test(file.name)) return [fromMarkdown(file)];
    return [{ ...EMPTY_ARTICLE, file: file.name, problems: [wrong('file', 'unknown')] }];
  });
  if (all.length > IMPORT_LIMITS.articles)
    return [{ ...EMPTY_ARTICLE, file: files[0]?.name ?? '', problems: [wrong('file', 'too-many')] }];
  return twice(all);
};

/** An article as a file has it: nothing checked yet. */
export interface FileArticle {
  /** Line where it begins, from 1. */
  line: number;
  title: string;
  body: string;
  category: string;
  language: string;
  questions: string[];
  slug: string;
  status: string;
  family: string;
  intent: string;
}

export const EMPTY_ARTICLE: FileArticle = {
  line: 1,
  title: '',
  body: '',
  category: '',
  language: '',
  questions: [],
  slug: '',
  status: '',
  family: '',
  intent: '',
};

const FIELDS = ['title', 'category', 'language', 'slug', 'status', 'family', 'intent'] as const;
type Field = (typeof FIELDS)[number];
const isField = (key: string): key is Field => (FIELDS as readonly string[]).includes(key);

/** A YAML scalar as front matter has it: bare, or in single or double quotes. */
const scalar = (raw: string): string => {
  const text = raw.trim();
  if (text.length >= 2 && text.startsWith('"') && text.endsWith('"')) {
    try {
      return String(JSON.parse(text));
    } catch {
      return text.slice(1, -1);
    }
  }
  if (text.length >= 2 && text.startsWith("'") && text.endsWith("'"))
    return text.slice(1, -1).replaceAll("''", "'");
  return text;
};

const flowList = (raw: string): string[] =>
  (raw.slice(1, -1).match(/"(?:\\.|[^"])*"|'(?:''|[^'])*'|[^,]+/g) ?? []).map(scalar).filter(Boolean);

/**
 * One Markdown file: front matter between two lines of `---`, then the body. The front matter is the small part of YAML that people write by hand:
 * `key: value`, `questions: [a, b]` or a list of `- item` lines. Undefined: the front matter has no end or a line that is neither.
 */
export const readMarkdown = (text: string): FileArticle | undefined => {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  if (lines[0]?.trimEnd() !== '---') {
    // Without front matter a first heading is the title.
    const heading = /^#\s+(.+)$/.exec(lines[0] ?? '');
    return heading
      ? { ...EMPTY_ARTICLE, title: (heading[1] ?? '').trim(), body: lines.slice(1).join('\n').trim() }
      : { ...EMPTY_ARTICLE, body: lines.join('\n').trim() };
  }
  const end = lines.findIndex((line, at) => at > 0 && line.trimEnd() === '---');
  if (end === -1) return undefined;
  const found: FileArticle = { ...EMPTY_ARTICLE, questions: [] };
  let inQuestions = false;
  for (const line of lines.slice(1, end)) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const item = /^\s*-\s+(.*)$/.exec(line);
    if (item && inQuestions) {
      found.questions.push(scalar(item[1] ?? ''));
      continue;
    }
    const pair = /^([A-Za-z_-]+)\s*:(.*)$/.exec(line);
    if (!pair) return undefined;
    const key = (pair[1] ?? '').toLowerCase();
    const value = (pair[2] ?? '').trim();
    inQuestions = key === 'questions';
    if (inQuestions && value !== '')
      found.questions = value.startsWith('[') && value.endsWith(']') ? flowList(value) : [scalar(value)];
    else if (isField(key)) found[key] = scalar(value);
  }
  return {
    ...found,
    body: lines
      .slice(end + 1)
      .join('\n')
      .trim(),
  };
};

const quoted = (text: string): string => JSON.stringify(text);

/** The file that `readMarkdown` reads back as the same article. */
export const writeMarkdown = (article: Omit<FileArticle, 'line'>): string =>
  [
    '---',
    ...FIELDS.filter((field) => article[field] !== '').map((field) => `${field}: ${quoted(article[field])}`),
    ...(article.questions.length > 0
      ? ['questions:', ...article.questions.map((question) => `  - ${quoted(question)}`)]
      : []),
    '---',
    '',
    article.body.trim(),
    '',
  ].join('\n');

import type { z } from 'zod';
import { AppError } from '#contracts/errors.ts';
import type { ImportProblem, ImportRow } from '#contracts/http-help.ts';
import type { Language } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import { slugOf } from '../domain/help/article-rules.ts';
import { type ImportFile, languageIn, type ReadArticle, readImport } from '../domain/help/read-import.ts';
import type { Article } from '../ports/content-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { given } from '../presenters/given.ts';
import { commitChange } from './commit-change.ts';
import { writeArticle } from './save-article.ts';

type Row = z.infer<typeof ImportRow>;
interface Planned {
  read: ReadArticle;
  language: Language | undefined;
  before: Article | undefined;
  problems: ImportProblem[];
}

/** Finds what is there already: an article of the same language and slug is changed, else one is made. */
const plan = async (ports: Ports, scope: Scope, files: readonly ImportFile[]): Promise<Planned[]> => {
  const planned: Planned[] = [];
  for (const read of readImport(files)) {
    const language = languageIn(read.language);
    const before =
      language && read.slug ? await ports.stores.articles.bySlug(scope, read.slug, language) : undefined;
    const family = read.family ? await ports.stores.articles.family(scope, [read.family]) : [];
    const taken = family.some((one) => one.language === language && one.id !== before?.id);
    planned.push({
      read,
      language,
      before,
      problems: [...read.problems, ...(taken ? [{ field: 'family', problem: 'twice' } as const] : [])],
    });
  }
  return planned;
};

const rowOf = ({ read, language, before, problems }: Planned): Row =>
  given({
    file: read.file,
    line: read.line,
    title: read.title,
    language,
    category: read.category,
    as: before ? ('change' as const) : ('new' as const),
    problems,
  });

const STATUSES = ['draft', 'published', 'archived'] as const;

const write = (ports: Ports, scope: Scope, planned: readonly Planned[]): Promise<void> =>
  commitChange(ports, scope, async (tx, now) => {
    /** Families the files name that are not there yet, by that name. */
    const families = new Map<string, string>();
    const events = [];
    for (const { read, language, before } of planned) {
      const { title, body, category, questions, slug, family, intent } = read;
      const known = family
        ? (families.get(family) ?? (await ports.stores.articles.family(scope, [family], tx))[0]?.familyId)
        : undefined;
      const status = STATUSES.find((one) => one === read.status);
      const { article, event } = await writeArticle(
        ports,
        scope,
        given({
          articleId: before?.id,
          title,
          body,
          category,
          questions,
          language,
          slug: slug || slugOf(title, ports.newId()),
          familyId: known,
          intent: intent || undefined,
          // What is out stays out as it is, until a person publishes the change; a file may say otherwise for what is new.
          status: before ? undefined : status,
        }),
        tx,
        now,
      );
      if (family && article.familyId) families.set(family, article.familyId);
      events.push(event);
    }
    return { result: undefined, events };
  });

/**
 * Articles out of Markdown or CSV files, all or none of them: with a problem in any, nothing is written. `dryRun` writes nothing in any case.
 * @throws AppError `already-exists`, `version-conflict` when somebody else writes the same articles meanwhile
 */
export const importArticles = async (
  ports: Ports,
  scope: Scope,
  input: { dryRun: boolean; files: readonly ImportFile[] },
): Promise<{ rows: Row[]; done: boolean }> => {
  authorize(scope, 'manage-articles');
  const planned = await plan(ports, scope, input.files);
  const rows = planned.map(rowOf);
  if (input.dryRun) return { rows, done: false };
  if (rows.length === 0 || rows.some(({ problems }) => problems.length > 0))
    throw new AppError('invalid-input', {
      issues: rows.flatMap(({ file, line, problems }) =>
        problems.map(({ field, problem }) => ({ path: field, file, line, problem })),
      ),
    });
  await write(ports, scope, planned);
  return { rows, done: true };
};

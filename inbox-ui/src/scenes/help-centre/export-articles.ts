import { api } from '../../api/client.ts';
import { type ZipFile, zipOf } from './zip.ts';

/** Every article as a Markdown file, in one archive. */
export const exportArticles = async (): Promise<void> => {
  const files: ZipFile[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.articles.exportFiles({ limit: 100, ...(cursor === undefined ? {} : { cursor }) });
    files.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  const url = URL.createObjectURL(new Blob(zipOf(files), { type: 'application/zip' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'help-centre.zip';
  link.click();
  URL.revokeObjectURL(url);
};

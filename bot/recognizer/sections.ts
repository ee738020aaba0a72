/** A part of an article under one `##` heading, as plain text. The part before the first heading has none. */
export interface Section {
  heading?: string;
  text: string;
}

/** Markdown to the plain text a chat shows: marks dropped, links kept as words, list items as dots. */
export const plainText = (markdown: string): string =>
  markdown
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/^#{1,6}\s+/gm, '')
    .replace(/^\s*[-*+]\s+/gm, '・')
    .replace(
      /(?<=[\p{L}\p{N}。、]) ?\*\*([^*]*[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}][^*]*)\*\* ?/gu,
      '$1',
    )
    .replace(/(\*\*|__)(.+?)\1/g, '$2')
    .replace(/`([^`]+)`/g, '$1')
    .replace(/^>\s?/gm, '')
    .replace(/^\|?[\s:|-]+\|[\s:|-]*$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/** The sections of a markdown body. Empty ones are left out. */
export const sectionsOf = (body: string): Section[] => {
  const sections: Section[] = [];
  let heading: string | undefined;
  let lines: string[] = [];
  const close = (): void => {
    const text = plainText(lines.join('\n'));
    if (text !== '') sections.push(heading === undefined ? { text } : { heading, text });
    lines = [];
  };
  for (const line of body.split(/\r?\n/)) {
    const found = /^##\s+(.+)$/.exec(line);
    if (found) {
      close();
      heading = plainText(found[1] ?? '');
    } else if (!/^#\s/.test(line)) lines.push(line);
  }
  close();
  return sections;
};

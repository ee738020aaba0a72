import { describe, expect, test } from 'vitest';
import { fromMarkdown, toMarkdown } from '#inbox-ui/src/scenes/help-centre/markdown.ts';
import en from '#server/demo/articles.en.json' with { type: 'json' };
import ja from '#server/demo/articles.ja.json' with { type: 'json' };
import { renderArticle } from '#server/http/help/render-article.ts';

const round = (body: string): string => toMarkdown(fromMarkdown(body));
/** As readers see it: a line break inside a paragraph is a blank. */
const seen = (body: string): string =>
  renderArticle(body)
    .replace(/\n+/g, ' ')
    .replace(/> </g, '><')
    .replace(/<p>|<\/p>/g, '')
    .replace(/\s+/g, ' ')
    .trim();

describe('an article that is opened in the editor and saved', () => {
  test.each([...ja, ...en].map(({ slug, body }, at) => [`${at} ${slug}`, body]))(
    '%s reads the same',
    (_name, body) => {
      expect(seen(round(body))).toBe(seen(body));
      expect(round(round(body))).toBe(round(body));
    },
  );

  test.each([
    ['a table', '| a | b |\n| --- | --- |\n| 1 | 2 |'],
    ['HTML', '<div>x</div>'],
    ['a task list', '- [ ] one\n- [x] two'],
    ['code', '```ts\nconst a = `b`;\n```'],
    ['nested lists', '1. a\n   - b\n   - c\n2. d'],
    ['links and pictures', '[a](https://x.example/b) ![alt](/help/images/abc) https://y.example/z'],
    ['signs that are none', '2 \\* 3 \\[x\\] snake_case \\`y\\`'],
    ['a quote', '> a\n>\n> b'],
  ])('%s comes back word for word', (_name, body) => {
    expect(round(body)).toBe(body);
  });

  test('bold is bold beside Japanese brackets', () => {
    const doc = {
      type: 'doc',
      content: [
        {
          type: 'paragraph',
          content: [
            { type: 'text', text: '送料（税込）', marks: [{ type: 'bold' }] },
            { type: 'text', text: 'は770円です。' },
          ],
        },
      ],
    };
    expect(renderArticle(toMarkdown(doc))).toContain('<strong>送料（税込</strong>）は770円です。');
  });

  test('an address is a link wherever it stands', () => {
    const href = 'https://x.example/a';
    const link = { type: 'text', text: href, marks: [{ type: 'link', attrs: { href } }] };
    const around = (before: string, after: string) =>
      renderArticle(
        toMarkdown({
          type: 'doc',
          content: [
            {
              type: 'paragraph',
              content: [{ type: 'text', text: before }, link, { type: 'text', text: after }],
            },
          ],
        }),
      );
    for (const [before, after] of [
      ['詳しくは。', 'をご覧ください。'],
      ['see ', ' for more'],
    ] as const)
      expect(around(before, after)).toContain(
        `${before}<a href="${href}" rel="noopener nofollow">${href}</a>${after}`,
      );
  });

  test('what only looks like a mark stays text', () => {
    const text = '# no heading';
    const doc = { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] };
    expect(renderArticle(toMarkdown(doc))).toBe('<p># no heading</p>\n');
    for (const line of ['- no list', '1. no list', '> no quote', '---', '<b>no tag</b>', '**not bold**'])
      expect(
        renderArticle(
          toMarkdown({
            type: 'doc',
            content: [{ type: 'paragraph', content: [{ type: 'text', text: line }] }],
          }),
        ),
      ).toMatch(/^<p>/);
  });
});

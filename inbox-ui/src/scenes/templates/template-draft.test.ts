import { describe, expect, it } from 'vitest';
import {
  filledText,
  findTemplates,
  partsOf,
  startDraft,
  type Template,
  templateUse,
} from './template-draft.ts';

const template = (over: Partial<Template> = {}): Template => ({
  name: 'order_shipped',
  language: 'ja',
  category: 'utility',
  status: 'approved',
  body: '{{1}}様、ご注文{{2}}を発送しました。',
  variables: ['1', '2'],
  buttons: [],
  ...over,
});

describe('a template', () => {
  it('is filled in place, by number or by name', () => {
    expect(filledText({ ...startDraft(template()), values: ['高橋', 'A-1'] })).toBe(
      '高橋様、ご注文A-1を発送しました。',
    );
    const named = template({ body: 'Dear {{ name }}, {{code}} {{other}}', variables: ['name', 'code'] });
    expect(filledText({ ...startDraft(named), values: ['Ana', 'X'] })).toBe('Dear Ana, X {{other}}');
    expect(partsOf(startDraft(template()))[1]).toEqual({ text: '', variable: 0 });
  });

  it('goes out only when every variable is filled', () => {
    const draft = startDraft(template());
    expect(templateUse({ ...draft, values: ['高橋', ' '] })).toBeUndefined();
    expect(templateUse({ ...draft, values: ['高橋 ', 'A-1'], headerText: ' ' })).toEqual({
      name: 'order_shipped',
      language: 'ja',
      variables: ['高橋', 'A-1'],
    });
  });

  it('that takes a heading waits for it', () => {
    const draft = startDraft(template({ variables: [], header: 'text' }));
    expect(templateUse(draft)).toBeUndefined();
    expect(templateUse({ ...draft, headerText: '発送' })).toMatchObject({ headerText: '発送' });
  });

  it('with a picture for its head waits for the picture', () => {
    const draft = startDraft(template({ variables: [], header: 'image' }));
    expect(templateUse(draft)).toBeUndefined();
    const headerFile = { fileId: 'f1' } as never;
    expect(templateUse({ ...draft, headerFile })).toMatchObject({ headerFileId: 'f1' });
  });

  it('is found by its name and words in a language; what may be sent comes first', () => {
    const all = [
      template({ name: 'a', status: 'paused' }),
      template({ name: 'b' }),
      template({ name: 'c', language: 'en', body: 'Shipped' }),
    ];
    const names = (search: string, language?: string) =>
      findTemplates(all, search, language).map((one) => one.name);
    expect(names('')).toEqual(['b', 'c', 'a']);
    expect(names('発送', 'ja')).toEqual(['b', 'a']);
    expect(names('ｓｈｉｐ')).toEqual(['c']);
  });
});

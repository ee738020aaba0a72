import type { z } from 'zod';
import type { MessageView, TemplateUse } from '#contracts/message.ts';
import type { TemplateView } from '#contracts/views.ts';

export type Template = z.infer<typeof TemplateView>;
type Attachment = MessageView['attachments'][number];

/** A template being filled. */
export interface TemplateDraft {
  template: Template;
  /** One for each of `template.variables`, in order. */
  values: readonly string[];
  headerText: string;
  headerFile?: Attachment | undefined;
}

/** Longest value of a variable and of a header, UTF-16 units. */
export const MAX_VALUE = 1_024;
export const MAX_HEADER = 60;

export const startDraft = (template: Template): TemplateDraft => ({
  template,
  values: template.variables.map(() => ''),
  headerText: '',
});

/** The draft of a template that was sent or refused before. */
export const draftOf = (template: Template, used: TemplateUse): TemplateDraft => ({
  template,
  values: template.variables.map((_, index) => used.variables[index] ?? ''),
  headerText: used.headerText ?? '',
});

/** The body in parts: fixed words, and the places of the variables with what is filled in. */
export const partsOf = ({ template, values }: TemplateDraft): { text: string; variable?: number }[] =>
  template.body.split(/(\{\{[^{}]+\}\})/).map((part) => {
    const name = /^\{\{\s*([^{}]+?)\s*\}\}$/.exec(part)?.[1];
    if (name === undefined) return { text: part };
    const named = template.variables.indexOf(name);
    const variable = named >= 0 ? named : Number(name) - 1;
    if (template.variables[variable] === undefined) return { text: part };
    return { text: values[variable]?.trim() ?? '', variable };
  });

/** What the customer reads. */
export const filledText = (draft: TemplateDraft): string =>
  partsOf(draft)
    .map((part) => part.text)
    .join('');

/** The template as the server takes it; nothing while something is missing. */
export const templateUse = (draft: TemplateDraft): TemplateUse | undefined => {
  const { template, headerFile } = draft;
  const variables = draft.values.map((value) => value.trim());
  const headerText = draft.headerText.trim();
  if (variables.some((value) => value === '')) return undefined;
  if (template.header === 'text' && headerText === '') return undefined;
  if (isMedium(template) && headerFile?.fileId === undefined) return undefined;
  return {
    name: template.name,
    language: template.language,
    variables,
    ...(headerText === '' ? {} : { headerText }),
    ...(headerFile?.fileId === undefined ? {} : { headerFileId: headerFile.fileId }),
  };
};

/** The header is a picture, a film or a document that comes with each use. */
export const isMedium = ({ header }: Template): boolean => header !== undefined && header !== 'text';

/** The templates of a language that hold what is looked for; what may be sent comes first. */
export const findTemplates = (
  templates: readonly Template[],
  search: string,
  language: string | undefined,
): Template[] => {
  const wanted = search.normalize('NFKC').trim().toLowerCase();
  return templates
    .filter((one) => language === undefined || one.language === language)
    .filter((one) => `${one.name} ${one.body}`.normalize('NFKC').toLowerCase().includes(wanted))
    .toSorted(
      (a, b) =>
        Number(b.status === 'approved') - Number(a.status === 'approved') ||
        a.name.localeCompare(b.name) ||
        a.language.localeCompare(b.language),
    );
};

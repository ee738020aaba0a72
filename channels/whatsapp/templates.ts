import { z } from 'zod';
import { type ChannelTemplate, type CheckContext, HttpFault, type SendContext } from '#channels/channel.ts';
import { jsonOf, ofFault, refusal } from '#channels/provider-call.ts';
import { type Asked, ask } from './api.ts';
import { failureOf } from './failures.ts';
import type { WhatsappSettings, WireBody } from './payload.ts';

const PAGE = 100;
const MAX_PAGES = 5;
const FIELDS = 'name,language,status,category,components,parameter_format';
const VARIABLE = /\{\{\s*([\w]+)\s*\}\}/g;

const Button = z.object({ type: z.string(), text: z.string().optional(), url: z.string().optional() });
const Component = z.object({
  type: z.string(),
  format: z.string().optional(),
  text: z.string().optional(),
  buttons: z.array(Button).optional(),
});
/** As much of a template as is read (Graph API, WhatsApp Business Account message_templates). */
const Definition = z.object({
  name: z.string(),
  language: z.string(),
  status: z.string(),
  category: z.string().default(''),
  parameter_format: z.string().optional(),
  components: z.array(Component).default([]),
});
type Definition = z.infer<typeof Definition>;
const Page = z.object({
  data: z.array(z.unknown()),
  paging: z
    .object({ cursors: z.object({ after: z.string().optional() }).optional(), next: z.string().optional() })
    .optional(),
});

const partOf = (definition: Definition, type: string) =>
  definition.components.find((component) => component.type.toUpperCase() === type);
/** Variables of a text, each once, as they come. */
const variablesOf = (text: string | undefined): string[] => [
  ...new Set([...(text ?? '').matchAll(VARIABLE)].map(([, name]) => name ?? '')),
];
const buttonsOf = (definition: Definition) => partOf(definition, 'BUTTONS')?.buttons ?? [];
/** Addresses of buttons that end in a variable, with their place among the buttons. */
const openLinks = (definition: Definition): { at: number; label: string }[] =>
  buttonsOf(definition).flatMap(({ type, url, text }, at) =>
    type === 'URL' && variablesOf(url).length > 0 ? [{ at, label: text ?? '' }] : [],
  );

const STATUS: Readonly<Record<string, ChannelTemplate['status']>> = {
  APPROVED: 'approved',
  PAUSED: 'paused',
  REJECTED: 'rejected',
  DISABLED: 'rejected',
  DELETED: 'rejected',
  ARCHIVED: 'rejected',
  LIMIT_EXCEEDED: 'rejected',
};
const HEADERS: Readonly<Record<string, ChannelTemplate['header']>> = {
  IMAGE: 'image',
  VIDEO: 'video',
  DOCUMENT: 'document',
};
const KINDS: Readonly<Record<string, ChannelTemplate['buttons'][number]['kind']>> = {
  QUICK_REPLY: 'reply',
  URL: 'url',
  PHONE_NUMBER: 'phone',
};

/** What the product fills: words, a header of text or one medium, addresses. Places, products, carousels, offers and one-time codes it cannot. */
const canFill = (definition: Definition): boolean => {
  if (definition.category.toUpperCase() === 'AUTHENTICATION') return false;
  const header = partOf(definition, 'HEADER')?.format?.toUpperCase();
  if (header !== undefined && header !== 'TEXT' && !HEADERS[header]) return false;
  const known = new Set(['HEADER', 'BODY', 'FOOTER', 'BUTTONS']);
  return (
    definition.components.every(({ type }) => known.has(type.toUpperCase())) &&
    buttonsOf(definition).every(({ type }) => KINDS[type] !== undefined || type === 'VOICE_CALL')
  );
};

const headerOf = (definition: Definition): ChannelTemplate['header'] => {
  const header = partOf(definition, 'HEADER');
  const format = header?.format?.toUpperCase() ?? '';
  if (format === 'TEXT') return variablesOf(header?.text).length > 0 ? 'text' : undefined;
  return HEADERS[format];
};

const templateOf = (definition: Definition): ChannelTemplate => {
  const header = headerOf(definition);
  const fixed = partOf(definition, 'HEADER')?.text;
  const body = partOf(definition, 'BODY')?.text ?? '';
  const footer = partOf(definition, 'FOOTER')?.text;
  return {
    name: definition.name,
    language: definition.language,
    category: definition.category.toLowerCase(),
    status: STATUS[definition.status.toUpperCase()] ?? 'pending',
    body: [header === undefined && fixed ? fixed : '', body, footer ?? ''].filter(Boolean).join('\n\n'),
    variables: [...variablesOf(body), ...openLinks(definition).map(({ label }) => `URL: ${label}`)],
    ...(header ? { header } : {}),
    buttons: buttonsOf(definition).flatMap(({ type, text }) => {
      const kind = KINDS[type];
      return kind && text ? [{ kind, label: text }] : [];
    }),
  };
};

const read = async (
  query: Record<string, string>,
  asked: Asked,
): Promise<{ found: Definition[]; after?: string }> => {
  const response = await ask(`${asked.account.settings.businessAccountId}/message_templates`, query, asked);
  const page = Page.safeParse(response.status < 300 ? jsonOf(response) : undefined);
  if (!page.success) {
    if (response.status >= 500 || response.status === 429)
      throw refusal('delivery-unreachable', { retryable: true, providerCode: `http-${response.status}` });
    throw failureOf(response);
  }
  const { data, paging } = page.data;
  const after = paging?.next ? paging.cursors?.after : undefined;
  return {
    found: data.flatMap((one) => Definition.safeParse(one).data ?? []),
    ...(after ? { after } : {}),
  };
};

/** The account's templates that can be filled here, page by page (at most 500). Throws DeliveryError. */
export const templates = async (context: CheckContext<WhatsappSettings>): Promise<ChannelTemplate[]> => {
  const all: Definition[] = [];
  let after: string | undefined;
  try {
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const query = { fields: FIELDS, limit: String(PAGE), ...(after ? { after } : {}) };
      const answer = await read(query, context);
      all.push(...answer.found);
      after = answer.after;
      if (after === undefined || context.signal.aborted) break;
    }
  } catch (error) {
    throw ofFault(error);
  }
  return all.filter(canFill).map(templateOf);
};

const parametersOf = (values: readonly string[], names: readonly string[], isNamed: boolean): object[] =>
  values.map((text, at) => ({
    type: 'text',
    ...(isNamed && names[at] ? { parameter_name: names[at] } : {}),
    text,
  }));

/** How the template wants its variables; undefined when it has none or cannot be read, and they go by their order. Throws DeliveryError, retryable. */
const definitionOf = async (
  { name, language }: { name: string; language: string },
  context: SendContext<WhatsappSettings>,
): Promise<Definition | undefined> => {
  try {
    const { found } = await read({ fields: FIELDS, name, limit: '50' }, context);
    return found.find((one) => one.name === name && one.language === language);
  } catch (error) {
    // Nothing has been sent: a lookup that broke is tried again, one that was refused is done without.
    if (error instanceof HttpFault)
      throw refusal('delivery-unreachable', {
        retryable: error.code !== 'address-not-allowed',
        providerCode: error.code,
      });
    if ((error as { retryable?: boolean }).retryable) throw error;
    return undefined;
  }
};

export interface Header {
  kind: 'image' | 'video' | 'document';
  id: string;
  filename?: string;
}

/** The filled template as the API takes it ("Template messages"): body variables in order, then those of button addresses. */
export const filledTemplate = async (
  body: WireBody,
  header: Header | undefined,
  context: SendContext<WhatsappSettings>,
): Promise<object> => {
  const { name, language, headerText } = body.content as {
    name: string;
    language: { code: string };
    headerText?: string;
  };
  const values = body.variables ?? [];
  const needsNames = values.length > 0 || headerText !== undefined;
  const definition = needsNames ? await definitionOf({ name, language: language.code }, context) : undefined;
  const isNamed = definition?.parameter_format?.toUpperCase() === 'NAMED';
  const names = variablesOf(definition && partOf(definition, 'BODY')?.text);
  const links = definition ? openLinks(definition) : [];
  const inBody = definition ? values.slice(0, names.length) : values;
  const inLinks = definition ? values.slice(names.length) : [];
  const headerNames = variablesOf(definition && partOf(definition, 'HEADER')?.text);
  const components = [
    ...(headerText === undefined
      ? []
      : [{ type: 'header', parameters: parametersOf([headerText], headerNames, isNamed) }]),
    ...(header
      ? [
          {
            type: 'header',
            parameters: [
              {
                type: header.kind,
                [header.kind]: {
                  id: header.id,
                  ...(header.kind === 'document' && header.filename ? { filename: header.filename } : {}),
                },
              },
            ],
          },
        ]
      : []),
    ...(inBody.length > 0 ? [{ type: 'body', parameters: parametersOf(inBody, names, isNamed) }] : []),
    ...links.flatMap(({ at }, nth) => {
      const text = inLinks[nth];
      return text === undefined
        ? []
        : [{ type: 'button', sub_type: 'url', index: String(at), parameters: [{ type: 'text', text }] }];
    }),
  ];
  return { name, language, ...(components.length > 0 ? { components } : {}) };
};

import { z } from 'zod';
import { type CheckContext, type CheckResult, HttpFault, type HttpResponse } from '#channels/channel.ts';
import { errorOf } from '#channels/meta-graph.ts';
import { jsonOf } from '#channels/provider-call.ts';
import { ask } from './graph.ts';
import type { MessengerSettings } from './payload.ts';

type Context = CheckContext<MessengerSettings>;
type Facts = NonNullable<CheckResult['facts']>;

/** Webhook fields without which something is missed; `feed` where comments are taken in. */
const FIELDS = [
  'messages',
  'messaging_postbacks',
  'message_deliveries',
  'message_reads',
  'message_echoes',
  'message_reactions',
  'message_edits',
];

const Page = z.object({ id: z.string(), name: z.string() });
const Apps = z.object({
  data: z.array(z.object({ id: z.string(), subscribed_fields: z.array(z.string()).default([]) })),
});
const Debug = z.object({
  data: z.object({ is_valid: z.boolean(), expires_at: z.number().optional(), app_id: z.string().optional() }),
});

const read = <T>(schema: z.ZodType<T>, response: HttpResponse): T | undefined =>
  response.status === 200 ? schema.safeParse(jsonOf(response)).data : undefined;

/** Whether the app is told of what happens on the page (Page, `subscribed_apps`). */
const fieldsProblem = async (context: Context, facts: Facts): Promise<string | undefined> => {
  const { pageId, appId, comments } = context.account.settings;
  const apps = read(
    Apps,
    await ask(`${pageId}/subscribed_apps`, { fields: 'id,subscribed_fields' }, context),
  );
  if (!apps) return 'problem.permissions';
  const app = appId ? apps.data.find((one) => one.id === appId) : apps.data[0];
  if (!app) return 'problem.not-subscribed';
  const wanted = comments === 'ignore' ? FIELDS : [...FIELDS, 'feed'];
  const missing = wanted.filter((field) => !app.subscribed_fields.includes(field));
  if (missing.length === 0) return undefined;
  facts.push({ label: 'fact.missing-fields', value: missing.join(', ') });
  return 'problem.fields';
};

/** When the token ends, where the app's id is known (Graph API, `debug_token`). A page token of a long-lived user token does not end. */
const expiryOf = async ({ account, http }: Context): Promise<Date | undefined> => {
  const { appId, apiBase, apiVersion } = account.settings;
  if (!appId) return undefined;
  const token = encodeURIComponent(account.secrets.pageAccessToken ?? '');
  const response = await http.request({
    method: 'GET',
    url: `${apiBase.replace(/\/+$/, '')}/${apiVersion}/debug_token?input_token=${token}`,
    headers: { authorization: `Bearer ${appId}|${account.secrets.appSecret ?? ''}` },
  });
  const at = read(Debug, response)?.data.expires_at;
  return at ? new Date(at * 1_000) : undefined;
};

const problemOf = async (context: Context, facts: Facts): Promise<string | undefined> => {
  const { pageId } = context.account.settings;
  const response = await ask(pageId, { fields: 'id,name' }, context);
  const page = read(Page, response);
  if (!page) {
    const { code } = errorOf(response) ?? {};
    if (code === undefined) return 'problem.unreachable';
    return code === 190 || code === 102 ? 'problem.auth' : 'problem.permissions';
  }
  facts.push({ label: 'fact.page', value: page.name });
  return page.id === pageId ? fieldsProblem(context, facts) : 'problem.other-page';
};

/** The page's name, what its app is told of, and how long the token lives. */
export const check = async (context: Context): Promise<CheckResult> => {
  const facts: Facts = [];
  try {
    const problem = await problemOf(context, facts);
    const expiresAt = problem === 'problem.auth' ? undefined : await expiryOf(context);
    return {
      ok: problem === undefined,
      ...(problem ? { problem } : {}),
      ...(facts.length > 0 ? { facts } : {}),
      ...(expiresAt ? { expiresAt } : {}),
    };
  } catch (error) {
    if (!(error instanceof HttpFault)) throw error;
    return { ok: false, problem: 'problem.unreachable', ...(facts.length > 0 ? { facts } : {}) };
  }
};

import { z } from 'zod';
import { type CheckContext, type CheckResult, HttpFault, type HttpResponse } from '#channels/channel.ts';
import { errorOf } from '#channels/meta-graph.ts';
import { jsonOf } from '#channels/provider-call.ts';
import { ask } from './graph.ts';
import type { InstagramSettings } from './payload.ts';

type Context = CheckContext<InstagramSettings>;
type Facts = NonNullable<CheckResult['facts']>;

/** Webhook fields without which something is missed; `comments` where they are taken in. */
const FIELDS = ['messages', 'messaging_postbacks', 'messaging_seen', 'message_reactions'];

const Me = z.object({
  user_id: z.union([z.string(), z.number()]).optional(),
  id: z.union([z.string(), z.number()]),
  username: z.string(),
});
const Apps = z.object({
  data: z.array(z.object({ subscribed_fields: z.array(z.string()).default([]) })),
});

const read = <T>(schema: z.ZodType<T>, response: HttpResponse): T | undefined =>
  response.status === 200 ? schema.safeParse(jsonOf(response)).data : undefined;

/** Whether the app is told of what happens. By way of Facebook the linked page has to be subscribed to anything; what to is set for the app alone. */
const fieldsProblem = async (context: Context, facts: Facts): Promise<string | undefined> => {
  const { pageId, comments } = context.account.settings;
  const apps = read(Apps, await ask(`${pageId ?? 'me'}/subscribed_apps`, {}, context));
  if (!apps) return 'problem.permissions';
  const [app] = apps.data;
  if (!app) return 'problem.not-subscribed';
  if (pageId) return undefined;
  const wanted = comments === 'ignore' ? FIELDS : [...FIELDS, 'comments'];
  const missing = wanted.filter((field) => !app.subscribed_fields.includes(field));
  if (missing.length === 0) return undefined;
  facts.push({ label: 'fact.missing-fields', value: missing.join(', ') });
  return 'problem.fields';
};

const problemOf = async (context: Context, facts: Facts): Promise<string | undefined> => {
  const { igUserId, pageId } = context.account.settings;
  const response = await ask(
    pageId ? igUserId : 'me',
    { fields: pageId ? 'id,username' : 'id,user_id,username' },
    context,
  );
  const me = read(Me, response);
  if (!me) {
    const { code } = errorOf(response) ?? {};
    if (code === undefined) return 'problem.unreachable';
    return code === 190 || code === 102 ? 'problem.auth' : 'problem.permissions';
  }
  const id = String(me.user_id ?? me.id);
  facts.push({ label: 'fact.account', value: `@${me.username}` }, { label: 'fact.id', value: id });
  return id === igUserId ? fieldsProblem(context, facts) : 'problem.other-account';
};

/** The account's name and id, and what its app is told of. */
export const check = async (context: Context): Promise<CheckResult> => {
  const facts: Facts = [];
  const found = (): Pick<CheckResult, 'facts'> => (facts.length > 0 ? { facts } : {});
  try {
    const problem = await problemOf(context, facts);
    return { ok: problem === undefined, ...(problem ? { problem } : {}), ...found() };
  } catch (error) {
    if (!(error instanceof HttpFault)) throw error;
    return { ok: false, problem: 'problem.unreachable', ...found() };
  }
};

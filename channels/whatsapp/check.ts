import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { type CheckContext, type CheckResult, HttpFault, type HttpResponse } from '#channels/channel.ts';
import { jsonOf } from '#channels/provider-call.ts';
import { ask } from './api.ts';
import { graphErrorOf } from './failures.ts';
import type { WhatsappSettings } from './payload.ts';

type Context = CheckContext<WhatsappSettings>;
type Facts = NonNullable<CheckResult['facts']>;

const NUMBER_FIELDS =
  'verified_name,display_phone_number,quality_rating,status,health_status,webhook_configuration';
const PERMISSION = 'whatsapp_business_messaging';

const PhoneNumber = z.object({
  verified_name: z.string().optional(),
  display_phone_number: z.string().optional(),
  quality_rating: z.string().optional(),
  status: z.string().optional(),
  health_status: z.object({ can_send_message: z.string().optional() }).optional(),
  webhook_configuration: z.record(z.string(), z.string()).optional().catch(undefined),
});
type PhoneNumber = z.infer<typeof PhoneNumber>;
const Token = z.object({
  data: z.object({
    app_id: z.union([z.string(), z.number()]).optional(),
    is_valid: z.boolean(),
    expires_at: z.number().optional(),
    scopes: z.array(z.string()).optional(),
  }),
});
type Token = z.infer<typeof Token>['data'];
const Apps = z.object({
  data: z.array(z.object({ whatsapp_business_api_data: z.object({ id: z.string() }).optional() })),
});
const Numbers = z.object({ data: z.array(z.object({ id: z.string() })) });

const read = <T>(schema: z.ZodType<T>, response: HttpResponse): T | undefined =>
  response.status === 200 ? schema.safeParse(jsonOf(response)).data : undefined;

const tokenProblem = async (context: Context): Promise<{ problem?: string; token?: Token }> => {
  const input_token = context.account.secrets.accessToken ?? '';
  const token = read(Token, await ask('debug_token', { input_token }, context))?.data;
  if (!token) return {};
  if (!token.is_valid) return { problem: 'problem.auth' };
  const lacks = token.scopes !== undefined && !token.scopes.includes(PERMISSION);
  return lacks ? { problem: 'problem.permission', token } : { token };
};

/** Meta refuses a proof made with another app's secret, which tells a wrong secret before any webhook is lost ("Securing requests"). */
const secretProblem = async (context: Context): Promise<string | undefined> => {
  const { accessToken = '', appSecret = '' } = context.account.secrets;
  const appsecret_proof = createHmac('sha256', appSecret).update(accessToken).digest('hex');
  const response = await ask(
    context.account.settings.phoneNumberId,
    { fields: 'id', appsecret_proof },
    context,
  );
  const error = graphErrorOf(response);
  return error && /appsecret_proof/i.test(error.message) ? 'problem.app-secret' : undefined;
};

const accountProblem = async (context: Context, appId: string | undefined): Promise<string | undefined> => {
  const { businessAccountId, phoneNumberId } = context.account.settings;
  const numbers = read(
    Numbers,
    await ask(`${businessAccountId}/phone_numbers`, { fields: 'id', limit: '100' }, context),
  );
  if (!numbers) return 'problem.business-account';
  if (!numbers.data.some(({ id }) => id === phoneNumberId)) return 'problem.business-account';
  const apps = read(Apps, await ask(`${businessAccountId}/subscribed_apps`, {}, context));
  if (!apps) return undefined;
  const ids = apps.data.flatMap(({ whatsapp_business_api_data }) => whatsapp_business_api_data?.id ?? []);
  return ids.length === 0 || (appId !== undefined && !ids.includes(appId))
    ? 'problem.not-subscribed'
    : undefined;
};

/** Where Meta sends: the number's own address before the account's before the app's. Any account of ours will do, for a batch is routed by number. */
const webhookProblem = (number: PhoneNumber, context: Context, facts: Facts): string | undefined => {
  const { phone_number, whatsapp_business_account, application } = number.webhook_configuration ?? {};
  const url = phone_number ?? whatsapp_business_account ?? application;
  if (url === undefined) return undefined;
  facts.push({ label: 'fact.webhook', value: url.slice(0, 300) });
  return url.startsWith(`${context.account.publicUrl}/webhooks/whatsapp/`)
    ? undefined
    : 'problem.other-webhook';
};

const numberFacts = (number: PhoneNumber, facts: Facts): void => {
  const told = [
    ['fact.number', number.display_phone_number],
    ['fact.name', number.verified_name],
    ['fact.quality', number.quality_rating],
    ['fact.status', number.status],
  ] as const;
  for (const [label, value] of told) if (value) facts.push({ label, value: value.slice(0, 200) });
};

const problemOf = async (
  context: Context,
  facts: Facts,
): Promise<{ problem?: string | undefined; token?: Token | undefined }> => {
  const { problem, token } = await tokenProblem(context);
  if (problem) return { problem, token };
  const response = await ask(context.account.settings.phoneNumberId, { fields: NUMBER_FIELDS }, context);
  const error = graphErrorOf(response);
  if (response.status === 401 || error?.code === 190 || error?.code === 0) return { problem: 'problem.auth' };
  const number = read(PhoneNumber, response);
  if (!number) return { problem: error ? 'problem.number' : 'problem.unreachable', token };
  numberFacts(number, facts);
  const first =
    (await secretProblem(context)) ??
    (await accountProblem(context, token?.app_id === undefined ? undefined : String(token.app_id))) ??
    webhookProblem(number, context, facts) ??
    (number.health_status?.can_send_message === 'BLOCKED' ? 'problem.blocked' : undefined);
  return { problem: first, token };
};

/** Token, number, app secret, business account, subscription, where Meta sends to, and whether it lets the number send. */
export const check = async (context: Context): Promise<CheckResult> => {
  const facts: Facts = [];
  const shown = (): Pick<CheckResult, 'facts'> => (facts.length > 0 ? { facts } : {});
  try {
    const { problem, token } = await problemOf(context, facts);
    const expiresAt = token?.expires_at ? new Date(token.expires_at * 1_000) : undefined;
    return {
      ok: problem === undefined,
      ...(problem ? { problem } : {}),
      ...shown(),
      ...(expiresAt ? { expiresAt } : {}),
    };
  } catch (error) {
    if (!(error instanceof HttpFault)) throw error;
    return { ok: false, problem: 'problem.unreachable', ...shown() };
  }
};

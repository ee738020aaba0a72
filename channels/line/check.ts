import { z } from 'zod';
import type { ChannelDefinition, CheckContext, CheckResult, HttpResponse } from '#channels/channel.ts';
import { HttpFault } from '#channels/channel.ts';
import { jsonOf } from '#channels/provider-call.ts';
import { ask, post } from './api.ts';
import type { LineSettings } from './payload.ts';

type Context = CheckContext<LineSettings>;
type Facts = NonNullable<CheckResult['facts']>;

const BotInfo = z.object({ userId: z.string(), basicId: z.string(), displayName: z.string() });
const Endpoint = z.object({ endpoint: z.string(), active: z.boolean() });
const Test = z.object({ success: z.boolean(), reason: z.string().optional(), detail: z.string().optional() });
const Quota = z.object({ type: z.string(), value: z.number().optional() });
const Usage = z.object({ totalUsage: z.number() });
const Token = z.object({ expires_in: z.number().positive() });

const read = <T>(schema: z.ZodType<T>, response: HttpResponse): T | undefined =>
  response.status === 200 ? schema.safeParse(jsonOf(response)).data : undefined;

/** Whether LINE sends to us, and gets through: by LINE's own test of the endpoint. */
const webhookProblem = async (context: Context, facts: Facts): Promise<string | undefined> => {
  const response = await ask('/v2/bot/channel/webhook/endpoint', context);
  const endpoint = read(Endpoint, response);
  if (!endpoint) return response.status === 404 ? 'problem.no-webhook' : 'problem.unreachable';
  facts.push({ label: 'fact.webhook', value: endpoint.endpoint });
  const { id, publicUrl } = context.account;
  if (!endpoint.endpoint.startsWith(`${publicUrl}/webhooks/line/${id}`)) return 'problem.other-webhook';
  if (!endpoint.active) return 'problem.webhook-off';
  const test = read(Test, await post('/v2/bot/channel/webhook/test', {}, context));
  return test?.success ? undefined : 'problem.webhook-failed';
};

const quotaProblem = async (context: Context, facts: Facts): Promise<string | undefined> => {
  const quota = read(Quota, await ask('/v2/bot/message/quota', context));
  const usage = read(Usage, await ask('/v2/bot/message/quota/consumption', context));
  if (!quota || !usage) return undefined;
  const limit = quota.type === 'limited' ? quota.value : undefined;
  facts.push({
    label: 'fact.quota',
    value: `${usage.totalUsage}${limit === undefined ? '' : ` / ${limit}`}`,
  });
  return limit !== undefined && usage.totalUsage >= limit ? 'problem.quota' : undefined;
};

/** A short-lived token tells when it ends; a long-lived one does not end. */
const expiryOf = async (context: Context): Promise<Date | undefined> => {
  const token = context.account.secrets.channelAccessToken ?? '';
  const path = `/oauth2/v2.1/verify?access_token=${encodeURIComponent(token)}`;
  const verified = token.includes('.') ? read(Token, await ask(path, context)) : undefined;
  return verified ? new Date(context.now.getTime() + verified.expires_in * 1_000) : undefined;
};

const problemOf = async (context: Context, facts: Facts): Promise<string | undefined> => {
  const response = await ask('/v2/bot/info', context);
  if (response.status === 401 || response.status === 403) return 'problem.auth';
  const bot = read(BotInfo, response);
  if (!bot) return 'problem.unreachable';
  facts.push(
    { label: 'fact.bot', value: bot.displayName },
    { label: 'fact.basic-id', value: bot.basicId },
    { label: 'fact.user-id', value: bot.userId },
  );
  const { botUserId } = context.account.settings;
  if (botUserId !== undefined && botUserId !== bot.userId) return 'problem.other-bot';
  return (await webhookProblem(context, facts)) ?? (await quotaProblem(context, facts));
};

/** Bot info, webhook endpoint and its test, and the month's messages (reference "Bot", "Webhook settings", "Get the target limit"). */
export const check: NonNullable<ChannelDefinition<LineSettings>['check']> = async (context) => {
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

import { implement } from '@orpc/server';
import { AppError } from '#contracts/errors.ts';
import { contract } from '#contracts/http.ts';
import type { Language } from '#contracts/time.ts';
import type { Ports } from '../ports.ts';
import type { AgentAuth, AgentCaller } from './auth/agent-auth.ts';

/** What a route stands on. */
export interface ApiContext {
  ports: Ports;
  auth: AgentAuth;
  caller: AgentCaller | undefined;
  language: Language;
  requestId: string | undefined;
}

/** Routes anybody may call: only those the page needs before a sign-in. */
export const open = implement(contract).$context<ApiContext>();

/** Every other route: `context.scope` is the signed-in agent. */
export const signedIn = implement(contract)
  .$context<ApiContext>()
  .use(({ context, next }) => {
    if (!context.caller) throw new AppError('sign-in-required');
    return next({ context: { caller: context.caller, scope: context.caller.scope } });
  });

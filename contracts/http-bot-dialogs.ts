import { z } from 'zod';
import { GateOverride } from './bot-test.ts';
import {
  DialogDefinition,
  DialogPreview,
  DialogProblem,
  DialogVersion,
  DialogView,
  HttpAction,
} from './dialog.ts';
import { byId, del, get, list, Page, patch, post, versioned } from './http-words.ts';
import { Language } from './time.ts';

const removed = z.object({ removed: z.boolean() });

/** Endpoints of the bot's dialogs; part of the catalogue in http.ts. */
export const dialogEndpoints = {
  list: get('/bot/dialogs', 'Dialogs, by title').input(Page).output(list(DialogView)),
  show: get('/bot/dialogs/{id}', 'One dialog').input(byId).output(DialogView),
  create: post('/bot/dialogs', 'Make a dialog; a draft until it is published')
    .input(z.object({ draft: DialogDefinition }))
    .output(DialogView),
  update: patch('/bot/dialogs/{id}', 'Change the draft, or switch what is live on and off')
    .input(versioned.extend({ enabled: z.boolean().optional(), draft: DialogDefinition.optional() }))
    .output(DialogView),
  /** Refused for a built-in one (`wrong-state`): switch it off instead. */
  remove: del('/bot/dialogs/{id}', 'Remove a dialog').input(byId).output(removed),
  check: post('/bot/dialogs/check', 'What keeps a draft from being published')
    .input(z.object({ draft: DialogDefinition }))
    .output(z.object({ problems: z.array(DialogProblem) })),
  /** Refused with `dialog-not-ready` and `data.problems` (DialogProblem[]). */
  publish: post('/bot/dialogs/{id}/publish', 'The draft goes live; the bot learns its examples')
    .input(versioned.extend({ override: GateOverride.optional() }))
    .output(DialogView),
  history: get('/bot/dialogs/{id}/history', 'Published versions, newest first')
    .input(byId.extend(Page.shape))
    .output(list(DialogVersion)),
  /** The older definition becomes draft and published, as a new version. */
  rollBack: post('/bot/dialogs/{id}/roll-back', 'Go back to an older published version')
    .input(versioned.extend({ to: z.number().int().min(1), override: GateOverride.optional() }))
    .output(DialogView),
  /** Stateless: absent `preview` begins. Actions are not called; a call answers as a dry run does. */
  preview: post('/bot/dialogs/preview', 'Try a draft: what the customer says in, what the dialog answers out')
    .input(
      z.object({
        draft: DialogDefinition,
        language: Language,
        preview: DialogPreview.optional(),
        text: z.string().max(2_000).default(''),
        /** What the record knows. Default: a verified customer with a name, both addresses and one order. */
        customer: z
          .object({
            verified: z.boolean(),
            name: z.string().max(120).optional(),
            email: z.string().max(254).optional(),
            phone: z.string().max(40).optional(),
          })
          .optional(),
        /** The next call fails instead. */
        callFails: z.boolean().optional(),
      }),
    )
    .output(DialogPreview),
};

const HttpActionDraft = HttpAction.pick({
  name: true,
  url: true,
  method: true,
  timeoutMs: true,
  dryRun: true,
  irreversible: true,
}).extend({
  /** `whsec_…`, 24 to 64 bytes in base64; absent = as it is, or a new one is made. */
  secret: z.string().max(200).optional(),
});

/** The request an action sends, as it is or would be sent, and what came back. */
export const HttpActionTest = z.object({
  sent: z.boolean(),
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string().optional(),
  }),
  ok: z.boolean(),
  status: z.number().int().optional(),
  ms: z.number().optional(),
  /** Fields of the answer that dialogs may name as `{{answer.field}}`. */
  answer: z.record(z.string(), z.string()),
  /** Why it failed: `timeout`, `unreachable`, `address-not-allowed`, `http-<status>`, … */
  problem: z.string().optional(),
});
export type HttpActionTest = z.infer<typeof HttpActionTest>;

/** Endpoints of the HTTP actions that dialogs may call. */
export const httpActionEndpoints = {
  list: get('/bot/http-actions', 'HTTP actions, by name').input(Page).output(list(HttpAction)),
  /** The signing secret is told once, here. */
  create: post('/bot/http-actions', 'Make an HTTP action')
    .input(HttpActionDraft)
    .output(z.object({ action: HttpAction, secret: z.string() })),
  update: patch('/bot/http-actions/{id}', 'Change an HTTP action')
    .input(versioned.extend(HttpActionDraft.partial().shape))
    .output(HttpAction),
  /** Refused (`wrong-state`) while a published dialog calls it. */
  remove: del('/bot/http-actions/{id}', 'Remove an HTTP action').input(byId).output(removed),
  test: post('/bot/http-actions/{id}/test', 'Show the signed request, or send it')
    .input(
      byId.extend({
        send: z.boolean().default(false),
        input: z.record(z.string().max(64), z.string().max(300)).default({}),
      }),
    )
    .output(HttpActionTest),
};

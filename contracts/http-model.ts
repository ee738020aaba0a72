import { z } from 'zod';
import { byId, get, patch, post } from './http-words.ts';
import { ModelFault, ModelLimits, ModelMay, ModelTest, ModelView } from './model.ts';
import { Instant, Language } from './time.ts';

const MAX_TRANSLATED = 5_000;

/** Written by the language model, or why not. */
const written = z.object({ text: z.string().optional(), fault: ModelFault.optional() });

/** Endpoints of the language model; part of the catalogue in http.ts. */
export const modelEndpoints = {
  show: get('/bot/model', 'Settings and usage of the language model').output(ModelView),
  update: patch('/bot/model', 'Change the language model')
    .input(
      z.object({
        version: z.number().int().optional(),
        enabled: z.boolean().optional(),
        url: z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(500)]).optional(),
        model: z.string().trim().max(120).optional(),
        /** Write-only; empty takes it away. */
        key: z.string().trim().max(4_000).optional(),
        may: ModelMay.partial().optional(),
        limits: ModelLimits.partial().optional(),
      }),
    )
    .output(ModelView),
  test: post('/bot/model/test', 'One small call with the stored settings').output(ModelTest),
  /** What stands there; nothing is written. */
  summary: get('/conversations/{id}/summary', 'The last summary of a conversation, if there is one')
    .input(byId)
    .output(
      z.object({
        /** May the caller ask for a new one, a reply, a translation? */
        may: z.object({ summaries: z.boolean(), suggestions: z.boolean(), translation: z.boolean() }),
        summary: z.object({ text: z.string(), seq: z.number().int(), at: Instant }).optional(),
      }),
    ),
  summarise: post('/conversations/{id}/summary', 'Have a conversation summarised')
    .input(byId.extend({ language: Language }))
    .output(written.extend({ seq: z.number().int().optional(), at: Instant.optional() })),
  suggest: post('/conversations/{id}/reply-draft', 'Have a reply drafted from the articles that fit')
    .input(byId)
    .output(
      written.extend({
        source: z.object({ kind: z.string(), id: z.string(), title: z.string() }).optional(),
      }),
    ),
  translate: post('/conversations/{id}/translation', 'Translate a message or a text; nothing is stored')
    .input(
      byId.extend({
        to: Language,
        seq: z.number().int().positive().optional(),
        text: z.string().min(1).max(MAX_TRANSLATED).optional(),
      }),
    )
    .output(written),
};

import { z } from 'zod';
import { byId, get, list, post } from './http-words.ts';
import { BandsExpected, PromiseKind, PromiseView } from './policy.ts';
import { Instant } from './time.ts';

const made = z.object({ promise: PromiseView });

/** Endpoints of promises; part of the catalogue in http.ts. */
export const promiseEndpoints = {
  make: post('/conversations/{id}/promises', 'Note what the customer was promised')
    .input(
      byId.extend({
        kind: PromiseKind,
        what: z.string().trim().min(1).max(200),
        /** In the future, at most 90 days ahead. */
        dueAt: Instant,
      }),
    )
    .output(made),
  keep: post('/conversations/{id}/promises/{promiseId}/keep', 'Say that a promise is kept')
    .input(byId.extend({ promiseId: z.string().max(64) }))
    .output(made),
};

/** What the policy page reads of the bot; part of the catalogue in http.ts. */
export const bandsEndpoint = get(
  '/bot/bands',
  'Expected precision and coverage by position of the bands',
).output(list(BandsExpected));

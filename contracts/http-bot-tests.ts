import { z } from 'zod';
import {
  BotChange,
  BotTestDraft,
  BotTestView,
  ChangePreview,
  OverrideView,
  TestGate,
  TestResult,
} from './bot-test.ts';
import { byId, del, get, list, Page, patch, post, versioned } from './http-words.ts';

const gate = z.object({ gate: TestGate });

/** Endpoints of the bot's regression tests; part of the catalogue in http.ts. */
export const botTestEndpoints = {
  list: get('/bot-tests', 'Regression tests, newest first').input(Page).output(list(BotTestView)),
  show: get('/bot-tests/{id}', 'One test').input(byId).output(BotTestView),
  create: post('/bot-tests', 'Write a test').input(BotTestDraft).output(BotTestView),
  fromConversation: post('/conversations/{id}/bot-test', 'Make a test of a conversation, masked')
    .input(byId)
    .output(BotTestView),
  update: patch('/bot-tests/{id}', 'Change a test')
    .input(versioned.extend(BotTestDraft.partial().shape))
    .output(BotTestView),
  remove: del('/bot-tests/{id}', 'Remove a test')
    .input(byId)
    .output(z.object({ removed: z.boolean() })),
  run: post('/bot-tests/run', 'Run all tests that are on, or the named ones')
    .input(z.object({ ids: z.array(z.string().max(64)).max(100).optional() }))
    .output(z.object({ items: z.array(TestResult), ms: z.number() })),
  preview: post('/bot-tests/preview', 'What publishing a change would do to answers and tests')
    .input(z.object({ change: BotChange }))
    .output(ChangePreview),
  gate: get('/bot-test-gate', 'Whether a failing test blocks publishing').output(gate),
  setGate: patch('/bot-test-gate', 'Let a failing test warn or block').input(gate).output(gate),
  overrides: get('/bot-test-overrides', 'Publishings in spite of failing tests, newest first')
    .input(Page)
    .output(list(OverrideView)),
  export: get('/bot-test-suite', 'The tests and what they are asked over, as lines of a suite file').output(
    z.object({ lines: z.string() }),
  ),
};

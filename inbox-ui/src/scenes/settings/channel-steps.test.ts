import { expect, it } from 'vitest';
import { stepsOf } from './channel-steps.ts';

const words = {
  name: 'LINE',
  'step.10': 'last',
  'step.2': 'copy',
  'step.2.code': '{publicUrl}/webhooks/line/{accountId}',
  'step.1': 'make a key',
  'step.1.code': 'openssl rand',
};

it('steps come in order, with the server’s address and the account filled in', () => {
  expect(stepsOf(words, 'https://desk.example', 'a1')).toEqual([
    { number: '1', text: 'make a key', code: { text: 'openssl rand', ready: true } },
    { number: '2', text: 'copy', code: { text: 'https://desk.example/webhooks/line/a1', ready: true } },
    { number: '10', text: 'last' },
  ]);
});

it('what names the account waits until there is one', () => {
  const ready = stepsOf(words, 'https://desk.example', undefined).map((step) => step.code?.ready);
  expect(ready).toEqual([true, false, undefined]);
});

import { expect, test } from 'vitest';
import { languageOf } from './language.ts';
import { pathPattern } from './request-log.ts';

test.each([
  ['/api/v1/conversations/Vx9_abcdefghij0123456', '/api/v1/conversations/:id'],
  ['/api/v1/ledger/sms%7C%2B819012345678/retry', '/api/v1/ledger/:id/retry'],
  ['/webhooks/sms/Vx9_abcdefghij0123456', '/webhooks/sms/:id'],
  ['/api/v1/customers/hana@mail.example', '/api/v1/customers/:id'],
  ['/help/ja/returns', '/help/ja/returns'],
  ['/api/v1/conversations/counts', '/api/v1/conversations/counts'],
])('a line of the log names %s as %s', (path, pattern) => {
  expect(pathPattern(path)).toBe(pattern);
});

test.each([
  ['ja', 'ja'],
  ['en-US,en;q=0.9,ja;q=0.8', 'en'],
  ['fr-FR,ja;q=0.7,en;q=0.3', 'ja'],
  ['ja;q=0,en;q=0.1', 'en'],
  ['de', 'en'],
  [undefined, 'en'],
])('a reader who likes %s is answered in %s', (header, language) => {
  expect(languageOf({ headers: header === undefined ? {} : { 'accept-language': header } })).toBe(language);
});

import { expect, test } from 'vitest';
import { groupOf } from './metrics.ts';

test.each([
  ['/api/v1/conversations/abc/messages', '/api/v1/conversations'],
  ['/api/v1/channel-adapters', '/api/v1/channel-adapters'],
  ['/api/v1/no-such-noun/x', '/api/v1'],
  ['/api/auth/sign-in/email', '/api/auth'],
  ['/api/docs', '/api'],
  ['/api/anything/at/all', '/api'],
  ['/files/some-id', '/files'],
  ['/webhooks/sms/account', '/webhooks'],
  ['/help/ja/slug', '/help'],
  ['/wp-admin.php', 'page'],
  ['/__proto__', 'page'],
  ['/', 'page'],
])('%s is counted as %s', (path, group) => {
  expect(groupOf(path)).toBe(group);
});

test('however many paths are asked for, a few groups are kept', () => {
  const words = Array.from({ length: 500 }, (_, n) => n.toString(36).replace(/\d/g, 'z'));
  const asked = words.flatMap((w) => [
    `/${w}`,
    `/api/${w}/x`,
    `/api/v1/${w}`,
    `/files/${w}`,
    `/help/${w}/${w}`,
  ]);
  expect(new Set(asked.map(groupOf)).size).toBeLessThanOrEqual(6);
});

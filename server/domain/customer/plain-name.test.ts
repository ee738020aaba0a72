import { expect, test } from 'vitest';
import { plainName } from './plain-name.ts';

test.each([
  ['  田中\n花  ', '田中 花'],
  ['Anna \u202egnp.exe', 'Anna gnp.exe'],
  ['\u2066admin\u2069\u200b', 'admin'],
  ['\u200b\u202e\ufeff', ''],
  ['Zoe\u0301', 'Zoe\u0301'],
  [`Z${'\u0301'.repeat(50)}`, `Z${'\u0301'.repeat(4)}`],
  ['👩‍👩‍👧 家族', '👩‍👩‍👧 家族'],
  ['محمد\u200c علی', 'محمد\u200c علی'],
  ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['a\u0000b\u001b[31mc', 'ab[31mc'],
  [`${'x'.repeat(199)}😀y`, `${'x'.repeat(199)}😀`],
  ['a\ud800b', 'ab'],
])('%j stands as %j', (name, plain) => {
  expect(plainName(name)).toBe(plain);
});

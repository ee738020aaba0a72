import { expect, it } from 'vitest';
import { createVeil } from './veil.ts';

it('personal data leave as marks and come back', () => {
  const veil = createVeil(['高橋 花子', 'Mary Smith']);
  const text = '高橋です。hanako@example.com、090-1234-5678、注文 A-20417 の件です。Mary Smith wrote it.';
  const hidden = veil.hide(text);
  for (const word of ['高橋', 'hanako', '1234', '20417', 'Mary']) expect(hidden).not.toContain(word);
  expect(veil.show(hidden)).toBe(text);
});

it('the same word has the same mark over all texts of a call', () => {
  const veil = createVeil();
  expect(veil.hide('A-20417')).toBe(veil.hide('A-20417'));
});

it('a mark that was never given out makes the answer void', () => {
  const veil = createVeil();
  veil.hide('a@b.example');
  expect(veil.show('Send it to [[1]]')).toBe('Send it to a@b.example');
  expect(veil.show('Send it to [[2]]')).toBeUndefined();
});

it('a text cannot bring marks of its own', () => {
  const veil = createVeil(['Smith']);
  veil.hide('Smith');
  expect(veil.show(veil.hide('what is [[1]]?'))).toBe('what is [ [1] ]?');
});

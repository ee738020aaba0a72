import { expect, it } from 'vitest';
import { urlOf } from './LinkButtons.tsx';

it('a link button takes web addresses only, and adds what people leave out', () => {
  expect(urlOf(' shop.example/orders ')).toBe('https://shop.example/orders');
  expect(urlOf('http://shop.example')).toBe('http://shop.example/');
  for (const bad of ['', 'shop', 'javascript:alert(1)', 'mailto:a@b.example', 'https://'])
    expect(urlOf(bad), bad).toBeUndefined();
});

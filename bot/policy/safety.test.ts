import { describe, expect, it } from 'vitest';
import { isDanger } from './safety.ts';

describe('isDanger', () => {
  it.each([
    'ランプから煙が出ています',
    'コードが焦げたにおいがする',
    'さわったら感電した',
    '火花が散りました',
    'the lamp is smoking',
    'there is a burning smell',
    'I got an electric shock',
    'it caught fire',
  ])('hears danger in %s', (text) => {
    expect(isDanger(text)).toBe(true);
  });

  it.each([
    '煙感知器の近くに付けられますか',
    '感電の心配はありませんか',
    'lamp with smoked glass',
    'is it near the smoke detector ok',
    'ホタルの灯り',
    'fireplace lamp',
  ])('hears none in %s', (text) => {
    expect(isDanger(text)).toBe(false);
  });
});

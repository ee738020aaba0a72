import { expect, it } from 'vitest';
import { Channel } from '#contracts/message.ts';
import { CHANNELS } from './channel-names.ts';

it('every channel of the contracts has its place in the menus, once', () => {
  expect([...CHANNELS].sort()).toEqual([...Channel.options].sort());
});

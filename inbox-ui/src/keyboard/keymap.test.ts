import { describe, expect, it } from 'vitest';
import { BINDINGS, commandOf, composerKey, type KeyPress, keyCaps } from './keymap.ts';

const press = (key: string, rest: Partial<KeyPress> = {}): KeyPress => ({
  key,
  keyCode: 0,
  isComposing: false,
  metaKey: false,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  ...rest,
});
const outside = { inField: false, onControl: false, singleKeys: true };
const inField = { ...outside, inField: true };

describe('the keyboard', () => {
  it.each([
    ['j', 'next'],
    ['k', 'previous'],
    ['Enter', 'open'],
    ['r', 'reply'],
    ['n', 'note'],
    ['e', 'resolve'],
    ['s', 'snooze'],
    ['a', 'assign'],
    ['l', 'tag'],
    ['/', 'search'],
    ['?', 'shortcuts'],
  ])('%s means %s outside fields and nothing inside them', (key, command) => {
    expect(commandOf(press(key, { shiftKey: key === '?' }), outside)).toBe(command);
    expect(commandOf(press(key), inField)).toBeUndefined();
  });

  it('reaches the palette from everywhere with ⌘K and Ctrl-K, and K alone moves up', () => {
    expect(commandOf(press('k', { metaKey: true }), inField)).toBe('palette');
    expect(commandOf(press('k', { ctrlKey: true }), outside)).toBe('palette');
    expect(commandOf(press('K', { metaKey: true }), outside)).toBe('palette');
  });

  it('does nothing while an input method composes, by either sign', () => {
    for (const composing of [{ isComposing: true }, { keyCode: 229 }]) {
      for (const { key, mod } of BINDINGS)
        expect(commandOf(press(key, { ...composing, metaKey: mod === true }), outside)).toBeUndefined();
      expect(composerKey(press('Enter', { ...composing, metaKey: true }))).toBeUndefined();
    }
  });

  it('leaves the single keys alone when they are turned off, but not ⌘K and Escape', () => {
    const off = { ...outside, singleKeys: false };
    expect(commandOf(press('e'), off)).toBeUndefined();
    expect(commandOf(press('k', { metaKey: true }), off)).toBe('palette');
    expect(commandOf(press('Escape'), off)).toBe('close');
  });

  it('leaves ⌘Z to the field that has the focus, and Enter to the button that has it', () => {
    expect(commandOf(press('z', { metaKey: true }), inField)).toBeUndefined();
    expect(commandOf(press('z', { metaKey: true }), outside)).toBe('undo');
    expect(commandOf(press('Enter'), { ...outside, onControl: true })).toBeUndefined();
  });

  it('does not take browser keys like ⌘R or ⌘L', () => {
    for (const key of ['r', 'l', 's', 'a', 'n', 'p'])
      expect(commandOf(press(key, { metaKey: true }), outside)).toBeUndefined();
  });

  it('sends with ⌘↵, sends and resolves with ⌘⇧↵, and never with Enter alone', () => {
    expect(composerKey(press('Enter', { metaKey: true }))).toBe('send');
    expect(composerKey(press('Enter', { ctrlKey: true, shiftKey: true }))).toBe('send-and-resolve');
    expect(composerKey(press('Enter'))).toBeUndefined();
  });

  it('has each command once', () => {
    const names = BINDINGS.map((binding) => binding.command);
    expect(new Set(names).size).toBe(names.length);
  });

  it('writes the caps of the machine at hand', () => {
    expect(keyCaps({ command: 'palette', key: 'k', mod: true, single: false }, true)).toEqual(['⌘', 'K']);
    expect(keyCaps({ command: 'palette', key: 'k', mod: true, single: false }, false)).toEqual(['Ctrl', 'K']);
  });
});

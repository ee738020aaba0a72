import { useEffect, useRef } from 'react';
import { takeHeldKey } from './held-keys.ts';
import { type Command, commandOf, isComposing } from './keymap.ts';

type Run = () => boolean | undefined;
const stacks = new Map<Command, Run[]>();

/** Runs a command as if its key had been pressed. Answers whether anybody took it. */
export const runCommand = (command: Command): boolean => {
  const stack = stacks.get(command) ?? [];
  for (let index = stack.length - 1; index >= 0; index -= 1) {
    if (stack[index]?.() !== false) return true;
  }
  return false;
};

/** Offers what a command does while the component is there; the one mounted last comes first, `false` passes it on. */
export const useCommands = (handlers: Partial<Record<Command, () => unknown>>): void => {
  const current = useRef(handlers);
  current.current = handlers;
  const names = Object.keys(handlers).sort().join(' ');
  useEffect(() => {
    const added = names.split(' ').filter(Boolean) as Command[];
    const removers = added.map((command) => {
      const run: Run = () => current.current[command]?.() as boolean | undefined;
      const stack = stacks.get(command) ?? [];
      stack.push(run);
      stacks.set(command, stack);
      return () => stack.splice(stack.indexOf(run), 1);
    });
    return () => {
      for (const remove of removers) remove();
    };
  }, [names]);
};

const FIELD = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]';
const CONTROL = 'a, button, [role=menuitem], [role=option], [role=tab]';
const OVERLAY = '[role=dialog], [role=menu]';

/** Listens to the keyboard for as long as the frame is open. `singleKeys` by the agent's own preference. */
export const useKeyboard = (singleKeys: boolean): void => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target instanceof Element ? event.target : document.body;
      if (event.defaultPrevented) return;
      const inField = target.closest(FIELD) !== null;
      if (!inField && !isComposing(event) && takeHeldKey(event)) {
        event.preventDefault();
        return;
      }
      const command = commandOf(event, {
        inField,
        onControl: target.closest(CONTROL) !== null,
        singleKeys,
      });
      if (command === undefined) return;
      // Inside a menu or a dialog the keys are its own.
      if (command !== 'palette' && target.closest(OVERLAY) !== null) return;
      if (runCommand(command)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [singleKeys]);
};

/** Whether to write ⌘ or Ctrl. */
export const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);
/** `⌘↵` or `Ctrl ↵`. */
export const modKeys = (...rest: string[]): string =>
  isMac() ? `⌘${rest.join('')}` : ['Ctrl', ...rest].join(' ');

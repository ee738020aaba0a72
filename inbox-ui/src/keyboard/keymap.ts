/** Everything a key can start. The sheet of `?` and the palette name them by these words. */
export type Command =
  | 'palette'
  | 'shortcuts'
  | 'next'
  | 'previous'
  | 'open'
  | 'close'
  | 'reply'
  | 'note'
  | 'resolve'
  | 'snooze'
  | 'assign'
  | 'tag'
  | 'priority'
  | 'search'
  | 'select'
  | 'accept'
  | 'new-message'
  | 'toggle-list'
  | 'toggle-side'
  | 'undo'
  | 'suggestion'
  | 'suggestion-typing';

/** A key: `mod` is ⌘ on a Mac and Ctrl elsewhere. `single` keys act only outside fields and can be turned off. */
export interface Binding {
  command: Command;
  key: string;
  mod?: boolean;
  single: boolean;
}

export const BINDINGS: readonly Binding[] = [
  { command: 'palette', key: 'k', mod: true, single: false },
  { command: 'undo', key: 'z', mod: true, single: false },
  { command: 'next', key: 'j', single: true },
  { command: 'previous', key: 'k', single: true },
  { command: 'open', key: 'Enter', single: true },
  { command: 'close', key: 'Escape', single: false },
  { command: 'reply', key: 'r', single: true },
  { command: 'note', key: 'n', single: true },
  { command: 'resolve', key: 'e', single: true },
  { command: 'snooze', key: 's', single: true },
  { command: 'assign', key: 'a', single: true },
  { command: 'tag', key: 'l', single: true },
  { command: 'priority', key: 'p', single: true },
  { command: 'search', key: '/', single: true },
  { command: 'select', key: 'x', single: true },
  { command: 'accept', key: 'y', single: true },
  { command: 'new-message', key: 'c', single: true },
  { command: 'suggestion', key: 'i', single: true },
  { command: 'suggestion-typing', key: 'i', mod: true, single: false },
  { command: 'toggle-list', key: '[', single: true },
  { command: 'toggle-side', key: ']', single: true },
  { command: 'shortcuts', key: '?', single: true },
];

/** What is read of a keyboard event. */
export interface KeyPress {
  key: string;
  keyCode: number;
  isComposing: boolean;
  metaKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** Whether an input method is at work: its keys are never ours (key code 229 where `isComposing` is late). */
export const isComposing = (press: Pick<KeyPress, 'isComposing' | 'keyCode'>): boolean =>
  press.isComposing || press.keyCode === 229;

/**
 * The command a key press starts, if any. `inField`: the focus is in something one types into. `singleKeys`: the
 * agent has not turned the single-letter keys off (WCAG 2.1.4).
 */
export const commandOf = (
  press: KeyPress,
  where: { inField: boolean; onControl: boolean; singleKeys: boolean },
): Command | undefined => {
  if (isComposing(press) || press.altKey) return undefined;
  const mod = press.metaKey || press.ctrlKey;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const found = BINDINGS.find((binding) => binding.key === key && (binding.mod === true) === mod);
  if (found === undefined) return undefined;
  if (found.command === 'undo' && (where.inField || press.shiftKey)) return undefined;
  if (!found.single) return found.command;
  if (where.inField || !where.singleKeys) return undefined;
  // Enter and Space belong to the button or link that has the focus.
  if (found.command === 'open' && where.onControl) return undefined;
  if (press.shiftKey && found.key !== '?') return undefined;
  return found.command;
};

/** What a key in the composer does. */
export const composerKey = (press: KeyPress): 'send' | 'send-and-resolve' | undefined => {
  if (isComposing(press) || press.key !== 'Enter' || !(press.metaKey || press.ctrlKey)) return undefined;
  return press.shiftKey ? 'send-and-resolve' : 'send';
};

/** How a binding is written on a key cap. */
export const keyCaps = (binding: Binding, mac: boolean): string[] => {
  const named: Record<string, string> = { Enter: '↵', Escape: 'Esc' };
  const cap = named[binding.key] ?? binding.key.toUpperCase();
  return binding.mod === true ? [mac ? '⌘' : 'Ctrl', cap] : [cap];
};
